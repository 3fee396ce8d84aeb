"""Numbers from the demo's database: profiles, ledger, and the last sweep."""

import asyncio
import time

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from ..database import Database, DatabaseUnavailable
from ..database.tables.gamification import GamificationProfile, LedgerEntry
from ..database.tables.host import User
from ..database.tables.jobs import JobRun
from ..playground.json_types import Json
from ..services.gamification.sweep import KIND as SWEEP

NEWEST = 25
MIN_SECONDS = 0.4
SHARE = 10
"""Reading takes at most 1/SHARE of the time, so that a large database is counted less often."""


class Numbers:
    """Reads once for all pages that are open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self._known: Json = {}
        self._again_at = 0.0

    async def now(self) -> Json:
        """Return the numbers, a few seconds old at most, or the last known ones while the database is
        down."""
        async with self._reading:
            if time.monotonic() >= self._again_at:
                started = time.monotonic()
                try:
                    self._known = await self._database.read(_read)
                except DatabaseUnavailable:
                    self._known = {**self._known, "away": True}
                ended = time.monotonic()
                self._again_at = ended + max(MIN_SECONDS, SHARE * (ended - started))
        return self._known


def _read(session: Session) -> Json:
    entries = session.execute(
        select(
            LedgerEntry.id,
            LedgerEntry.amount,
            cast(LedgerEntry.type, String),
            LedgerEntry.created_at,
            User.first_name,
        )
        .join(User, User.user_id == LedgerEntry.user_id)
        .order_by(LedgerEntry.id.desc())
        .limit(NEWEST)
    ).all()
    return {
        "members": session.execute(select(func.count()).select_from(User)).scalar_one(),
        "profiles": session.execute(select(func.count()).select_from(GamificationProfile)).scalar_one(),
        "ledger": session.execute(select(func.count()).select_from(LedgerEntry)).scalar_one(),
        "entries": [
            {"id": id_, "amount": amount, "type": kind, "at": at.timestamp(), "name": name}
            for id_, amount, kind, at, name in entries
        ],
        "run": _last_sweep(session),
        "away": False,
    }


def _last_sweep(session: Session) -> Json | None:
    newest = select(JobRun).where(JobRun.kind == SWEEP).order_by(JobRun.id.desc()).limit(1)
    run = session.execute(newest).scalar_one_or_none()
    if run is None:
        return None
    return {
        "id": run.id,
        "kind": run.kind,
        "status": run.status,
        "dry_run": run.dry_run,
        "processed": run.processed,
        "changed": run.changed,
        "bad_rows": run.bad_rows,
        "total": run.total,
        "rows_per_second": run.rows_per_second,
    }
