"""Conversations in the database: each step of an admin in the panel is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from ..database import Database
from ..database.tables.conversations import ConversationRow
from ..database.upsert import insert_into
from .cached_read import CachedRead
from .clock import Clock

FORGOTTEN_AFTER = timedelta(days=30)
TIDIED_EVERY = timedelta(hours=1)

Parts = Mapping["Key", dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Key:
    """Of a part of a conversation; `thread_id` is 0 outside of topics."""

    bot_id: int
    chat_id: int
    user_id: int
    thread_id: int
    destiny: str


class Conversations:
    """The parts of conversations, each a small JSON object."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._tidy_from: datetime | None = None
        self._chats = CachedRead(database, _chats)
        self._here: set[tuple[int, int]] = set()

    async def load(self, key: Key) -> dict[str, Any]:
        """Return the part, empty if there is none. Raises DatabaseUnavailable."""
        return await self._database.read(_load, key)

    async def save(self, parts: Parts) -> None:
        """Save the parts in one transaction; an empty one is deleted. What nobody has touched for 30 days is
        deleted too. Raises DatabaseUnavailable."""
        now = self._clock()
        tidies = self._tidy_from is None or now >= self._tidy_from
        await self._database.write(_save, parts, now, now - FORGOTTEN_AFTER if tidies else None)
        if tidies:
            self._tidy_from = now + TIDIED_EVERY
        self._here |= {(key.bot_id, key.chat_id) for key, data in parts.items() if data}

    async def may_be_open(self, bot_id: int, chat_id: int) -> bool:
        """Return False if there is no conversation in this chat. It is asked for every text that nobody else
        took, so it seldom reads: what another process began shows after at most three seconds. Raises
        DatabaseUnavailable if it never could read."""
        return (bot_id, chat_id) in self._here or (bot_id, chat_id) in await self._chats.get()


def _load(session: Session, key: Key) -> dict[str, Any]:
    found = session.execute(
        select(ConversationRow.data).where(
            ConversationRow.bot_id == key.bot_id,
            ConversationRow.chat_id == key.chat_id,
            ConversationRow.user_id == key.user_id,
            ConversationRow.thread_id == key.thread_id,
            ConversationRow.destiny == key.destiny,
        )
    ).scalar_one_or_none()
    return dict(found or {})


def _save(session: Session, parts: Parts, now: datetime, tidy_before: datetime | None) -> None:
    kept = [
        {
            "bot_id": key.bot_id, "chat_id": key.chat_id, "user_id": key.user_id, "thread_id": key.thread_id,
            "destiny": key.destiny, "data": data, "updated_at": now,
        }
        for key, data in parts.items()
        if data
    ]  # fmt: skip
    gone = [
        (key.bot_id, key.chat_id, key.user_id, key.thread_id, key.destiny)
        for key, data in parts.items()
        if not data
    ]
    if gone:
        columns = tuple_(
            ConversationRow.bot_id, ConversationRow.chat_id, ConversationRow.user_id,
            ConversationRow.thread_id, ConversationRow.destiny,
        )  # fmt: skip
        session.execute(delete(ConversationRow).where(columns.in_(gone)))
    if kept:
        insert = insert_into(session, ConversationRow).values(kept)
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["bot_id", "chat_id", "user_id", "thread_id", "destiny"],
                set_={"data": insert.excluded.data, "updated_at": insert.excluded.updated_at},
            )
        )
    if tidy_before is not None:
        session.execute(delete(ConversationRow).where(ConversationRow.updated_at < tidy_before))


def _chats(session: Session) -> frozenset[tuple[int, int]]:
    rows = session.execute(select(ConversationRow.bot_id, ConversationRow.chat_id).distinct())
    return frozenset((bot_id, chat_id) for bot_id, chat_id in rows)
