"""The queue of updates for the bot: allowed kinds, confirmations, and waiting for new ones."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import count

from ..errors import conflict
from ..json_types import Json

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages", "guest_message",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query",
    "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member",
    "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
    "stopped_message_generation",
)  # fmt: skip
ONLY_WHEN_ASKED_FOR = frozenset({"message_reaction", "message_reaction_count", "chat_member"})
DEFAULT_KINDS = frozenset(KINDS) - ONLY_WHEN_ASKED_FOR
MAX_WAIT_SECONDS = 50

TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """Pending updates in order. Kinds that the bot did not ask for are not stored."""

    def __init__(self, first_id: int, told: Callable[[str, int], None]) -> None:
        """`told` is called with kind and id of every new update."""
        self._ids = count(first_id)
        self._told = told
        self._poll = 0
        self._news = asyncio.Event()
        self.pending: dict[int, Json] = {}
        self.allowed = DEFAULT_KINDS

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Store only these kinds from now on; an empty list means the default ones, None no change."""
        if kinds is not None:
            self.allowed = frozenset(kinds).intersection(KINDS) or DEFAULT_KINDS

    def put(self, kind: str, payload: Json) -> None:
        """Queue an update, if the bot wants this kind."""
        if kind in self.allowed:
            update_id = next(self._ids)
            self.pending[update_id] = {"update_id": update_id, kind: payload}
            self._told(kind, update_id)
            self.wake()

    def wake(self) -> None:
        """Wake all waiting calls."""
        self._news.set()
        self._news = asyncio.Event()

    def news(self) -> asyncio.Event:
        """Set at the next change."""
        return self._news

    def confirm(self, offset: int) -> None:
        """Forget every update before this id; a negative one keeps so many of the newest."""
        if offset < 0:
            offset = min(sorted(self.pending)[offset:], default=0)
        for update_id in [known for known in self.pending if known < offset]:
            del self.pending[update_id]

    def drop(self) -> None:
        """Forget all that are pending."""
        self.pending.clear()

    async def fetch(self, limit: int, seconds: float) -> list[Json]:
        """The first pending updates; waits for one, at most so long.

        Raises BotApiError (409) when another call comes to fetch in the meantime.
        """
        self._poll += 1
        mine = self._poll
        self.wake()  # the poll before us is over
        try:
            async with asyncio.timeout(seconds):
                while not self.pending:
                    await self._news.wait()
                    if self._poll != mine:
                        raise conflict(TERMINATED)
        except TimeoutError:
            return []
        return [update for _, update in zip(range(limit), self.pending.values(), strict=False)]
