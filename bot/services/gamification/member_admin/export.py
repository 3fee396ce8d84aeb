"""A member's data as one JSON file."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ..audit import Change, by_admin, record
from ..errors import UnknownMember
from ..members.provisioning import has_user
from .held_rows import rows_of

FORMAT = "besitos member data"
MAX_PLAIN_BYTES = 10 * 2**20
"""A larger file is sent as a ZIP: Telegram takes 50 MB from a bot."""

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class MemberExport:
    """A file: its name, its content, and how many rows are in it."""

    name: str
    content: bytes
    rows: int


def read_tables(session: Session, user_id: int) -> Tables:
    """Read all rows of a member, in one snapshot; a unit of work. Raises UnknownMember."""
    if not has_user(session, user_id):
        raise UnknownMember(user_id)
    return dict(rows_of(session, user_id))


def written(user_id: int, tables: Tables, now: datetime) -> MemberExport:
    """Return the file."""
    data = {
        "format": FORMAT, "version": 1, "made_at": now.isoformat(), "member": user_id, "tables": tables,
    }  # fmt: skip
    content = json.dumps(data, ensure_ascii=False, indent=1, default=_as_text).encode()
    name = f"member-{user_id}.json"
    if len(content) > MAX_PLAIN_BYTES:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        name, content = f"member-{user_id}.zip", packed.getvalue()
    return MemberExport(name, content, sum(map(len, tables.values())))


def note_export(session: Session, admin_id: int, user_id: int, rows: int, now: datetime) -> None:
    """Note that it happened, not what was in it; a unit of work."""
    record(session, by_admin(admin_id), [Change("export", f"member {user_id}", None, {"rows": rows})], now)


def _as_text(value: object) -> str:
    if isinstance(value, date):  # a datetime, too
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
