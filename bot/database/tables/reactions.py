"""Reactions to messages, and the groups in which Telegram's own are paid."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, member_key
from .types import RowId, UtcDateTime


class UserReaction(Table):
    """The only reaction of a member to a message."""

    __tablename__ = "user_reactions"
    __table_args__ = (
        Index(
            "uq_user_reactions_user_id_channel_id_content_id",
            "user_id",
            "channel_id",
            "content_id",
            unique=True,
        ),
        Index("idx_content_reactions", "channel_id", "content_id", "emoji"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    content_id: Mapped[int] = mapped_column(BigInteger)
    channel_id: Mapped[str] = mapped_column(String(50))
    emoji: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReactionGroup(Table):
    """A group in which the admin `added_by` switched on payment for Telegram's own reactions."""

    __tablename__ = "reaction_groups"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    added_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
