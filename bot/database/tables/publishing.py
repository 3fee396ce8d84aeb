"""What an admin sends to many: messages to members, one row for each, and posts to channels."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, one_of
from .types import RowId, UtcDateTime

SENT_STATES = ("SENDING", "SENT", "UNREACHABLE", "REFUSED", "UNKNOWN")
POST_STATES = ("SCHEDULED", "SENDING", "SENT", "FAILED", "UNKNOWN", "MISSED", "CANCELLED")


class SentMessage(Table):
    """The message of a run to a member, written before it is sent, so that nobody gets it twice. `state`:
    SENDING until the answer is known; where no answer was ever noted, it stays so."""

    __tablename__ = "gamification_sent_messages"
    __table_args__ = (one_of("state", *SENT_STATES),)

    run_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("job_runs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        RowId, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Post(Table):
    """A post to a channel, at `due_at` or as soon as possible after it. `content`: text and files;
    `buttons`: with reaction buttons; `protected`: it cannot be forwarded or saved. `claimed_at`: when a
    process began to send it. `message_ids`: those in the channel. `told_at`: when the admin was told how it
    ended."""

    __tablename__ = "gamification_posts"
    __table_args__ = (
        Index("ix_gamification_posts_state_due_at", "state", "due_at"),
        one_of("state", *POST_STATES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[Any] = mapped_column(JSON)
    buttons: Mapped[bool]
    protected: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at_once: Mapped[bool]
    created_by: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_ids: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(String(300))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
