"""Where the panel keeps its conversations: in our table, or in Redis. A host's storage is never used: its
keys may mix up several conversations of one chat, and its state is the host's.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import structlog
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from ..services.conversations import Conversations, Key
from ..services.gamification import DatabaseUnavailable

log = structlog.get_logger(__name__)

STACK = "aiogd:stack:"
"""The destiny under which aiogram-dialog keeps which dialogs of a chat are open."""

Data = dict[str, Any]


class ConversationStore(Protocol):
    """Keeps the parts of conversations."""

    async def load(self, key: StorageKey) -> Data:
        """Return a part, empty if there is none. Raises DatabaseUnavailable."""
        ...

    async def save(self, parts: Mapping[StorageKey, Data]) -> None:
        """Save what one step changed; an empty part is forgotten. Raises DatabaseUnavailable."""
        ...

    async def may_be_open(self, bot_id: int, chat_id: int) -> bool:
        """Return False if no conversation is open in this private chat. It must be quick."""
        ...


class InDatabase:
    """In gamification_conversations: one transaction for each step."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def load(self, key: StorageKey) -> Data:
        """Return a part, empty if there is none. Raises DatabaseUnavailable."""
        return await self._conversations.load(_key(key))

    async def save(self, parts: Mapping[StorageKey, Data]) -> None:
        """Save what one step changed, in one transaction. Raises DatabaseUnavailable."""
        await self._conversations.save({_key(key): data for key, data in parts.items()})

    async def may_be_open(self, bot_id: int, chat_id: int) -> bool:
        """Return False if no conversation is open in this private chat."""
        return await self._conversations.may_be_open(bot_id, chat_id)


class InStorage:
    """In a storage of aiogram whose keys have a destiny, such as Redis."""

    def __init__(self, storage: BaseStorage, outages: tuple[type[Exception], ...] = ()) -> None:
        """`outages` are the errors of a storage that cannot be reached."""
        self._storage = storage
        self._outages = outages

    async def load(self, key: StorageKey) -> Data:
        """Return a part, empty if there is none. Raises DatabaseUnavailable."""
        with self._outage("reading a conversation of the panel"):
            return dict(await self._storage.get_data(key))

    async def save(self, parts: Mapping[StorageKey, Data]) -> None:
        """Save what one step changed, part by part. Raises DatabaseUnavailable."""
        with self._outage("saving a conversation of the panel"):
            for key, data in parts.items():
                await self._storage.set_data(key, data)

    async def may_be_open(self, bot_id: int, chat_id: int) -> bool:
        """Return False if no conversation is open in this private chat, or none can go on because the storage
        cannot be reached: texts of members are answered without it."""
        try:
            return bool(await self._storage.get_data(stack_key(bot_id, chat_id)))
        except self._outages as error:
            log.warning("conversations_unreachable", reason=str(error))
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._storage.close()

    @contextmanager
    def _outage(self, work: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        except self._outages as error:
            raise DatabaseUnavailable(work, 1, time.monotonic() - begun, error) from error


class Step(BaseStorage):
    """The storage of one update: what it changes is saved together, by `commit`, or not at all."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._before: dict[StorageKey, str] = {}
        self._after: dict[StorageKey, str] = {}

    async def get_data(self, key: StorageKey) -> Data:
        """Return a part as this step left it."""
        if key in self._after:
            return dict(json.loads(self._after[key]))
        if key not in self._before:
            self._before[key] = _dumped(await self._store.load(key))
        return dict(json.loads(self._before[key]))

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Change a part. Raises TypeError for what JSON cannot hold."""
        self._after[key] = _dumped(data)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the state, None if there is none. The panel's dialogs keep theirs in their data."""
        return (await self.get_data(_of_state(key))).get("state")

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Change the state."""
        name = state.state if isinstance(state, State) else state
        await self.set_data(_of_state(key), {} if name is None else {"state": name})

    async def commit(self) -> None:
        """Save what has changed. Raises what the store raises."""
        changed = {
            key: json.loads(after) for key, after in self._after.items() if after != self._before.get(key)
        }
        if changed:
            await self._store.save(changed)

    async def close(self) -> None:
        """There is nothing to close."""


def stack_key(bot_id: int, chat_id: int, thread_id: int | None = None) -> StorageKey:
    """Return the key of what is open in a private chat."""
    return StorageKey(bot_id=bot_id, chat_id=chat_id, user_id=chat_id, thread_id=thread_id, destiny=STACK)


def _of_state(key: StorageKey) -> StorageKey:
    return StorageKey(
        bot_id=key.bot_id,
        chat_id=key.chat_id,
        user_id=key.user_id,
        thread_id=key.thread_id,
        business_connection_id=key.business_connection_id,
        destiny=f"{key.destiny}:state",
    )


def _key(key: StorageKey) -> Key:
    business = key.business_connection_id
    destiny = key.destiny if business is None else f"{business}:{key.destiny}"
    return Key(key.bot_id, key.chat_id, key.user_id, key.thread_id or 0, destiny)


def _dumped(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), sort_keys=True)
