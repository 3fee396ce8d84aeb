"""The outbox: what must be told to members, or to a host's hooks, after the transaction that caused it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table
from .types import RowId, UtcDateTime


class OutboxRow(Table):
    """One thing to be told, written in the transaction that caused it and deleted once it was told.

    `payload`: ids and numbers, never a text. `language`: the member's, as the writer knew it. `once_key`: of
    two rows with the same key only the first is created. `due_at`: not before this time; None: at once.
    `lease_owner`, `lease_until`: the process that tells it just now. `gave_up_at`, `error`: a hook failed too
    often; the row stays, so that somebody can see it.
    """

    __tablename__ = "gamification_outbox"
    __table_args__ = (
        Index("uq_gamification_outbox_once_key", "once_key", unique=True),
        Index("ix_gamification_outbox_user_id_id", "user_id", "id"),
        Index("ix_gamification_outbox_due_at_id", "due_at", "id"),
        Index(
            "ix_gamification_outbox_held",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
        # Without this, SQLite reuses the id of a deleted newest row.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("users.user_id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(100))
    payload: Mapped[Any] = mapped_column(JSON)
    language: Mapped[str | None] = mapped_column(String(16))
    once_key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gave_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))
