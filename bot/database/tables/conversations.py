"""Conversations: where an admin is in the panel, and what they have entered so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table
from .types import UtcDateTime


class ConversationRow(Table):
    """A part of a conversation. `thread_id`: 0 outside of topics. `destiny`: which part, as aiogram-dialog
    names it. A host's FSM never reads or writes here."""

    __tablename__ = "gamification_conversations"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    destiny: Mapped[str] = mapped_column(String(200), primary_key=True)
    data: Mapped[Any] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
