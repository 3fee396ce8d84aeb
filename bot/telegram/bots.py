"""The bots that a dispatcher serves: one in most hosts, or several.

A member can be told something only by a bot that they know, and the database does not say which. Bots are
known from the start, or from their first update where the host names none at the start.
"""

from aiogram import Bot
from cachetools import LRUCache

MAX_TRIED = 5
REMEMBERED = 50_000


class Bots:
    """The bots that are known, and through which of them each member came last."""

    def __init__(self, *bots: Bot) -> None:
        self._known: dict[int, Bot] = {bot.id: bot for bot in bots}
        self._last: LRUCache[int, int] = LRUCache(REMEMBERED)

    def add(self, bot: Bot) -> bool:
        """Add a bot. Returns True if it is the first."""
        first = not self._known
        self._known[bot.id] = bot
        return first

    def came(self, user_id: int, bot: Bot) -> None:
        """Note through which bot a member came."""
        if len(self._known) > 1:
            self._last[user_id] = bot.id

    # Quoted: a host's test may have a function in the place of Bot.
    def get(self, bot_id: int | None) -> "Bot | None":
        """Return the bot with this id, or None if it is not known here; of None, the first bot."""
        if bot_id is None:
            return next(iter(self._known.values()), None)
        return self._known.get(bot_id)

    def of(self, user_id: int) -> list[Bot]:
        """Return the bots to tell a member something, the likeliest first; at most five."""
        last = self._last.get(user_id)
        return sorted(self._known.values(), key=lambda bot: bot.id != last)[:MAX_TRIED]
