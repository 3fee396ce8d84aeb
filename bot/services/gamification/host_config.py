"""Writes what an admin may change in the host's `bot_config`, a table of one row."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ...database.tables.host import BotConfig


def write_bot_config(session: Session, now: datetime, **values: Any) -> None:
    """Write these columns and `updated_at`, and no other; make the row where the host has none."""
    written = session.execute(
        update(BotConfig).where(BotConfig.id == 1).values(**values, updated_at=now).returning(BotConfig.id)
    ).one_or_none()
    if written is None:
        session.add(BotConfig(id=1, created_at=now, updated_at=now, **values))
        session.flush()
