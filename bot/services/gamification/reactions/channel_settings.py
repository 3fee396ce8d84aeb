"""The channels that get reaction buttons and their emojis, from the host's `bot_config`; and the groups in
which an admin switched on payment for Telegram's own reactions."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.host import BotConfig
from ...cached_read import CachedRead
from ...clock import Clock, system_clock
from ..members.admins import Admins
from ..rules.ids import check_member_id, is_member_id
from .groups import add_group, check_group_id, read_groups, remove_group

log = structlog.get_logger(__name__)

MAX_EMOJI_BYTES = 48
"""What fits into a button's data after its prefix; the longest emojis of Unicode take 35."""
MAX_EMOJIS = 24

VARIATION_SELECTOR_16 = "\ufe0f"
"""The character that asks for the coloured form of an emoji: ❤️ and ❤ are one emoji with and without it."""

ChannelEmojis = Mapping[int, tuple[str, ...]]
Report = Callable[[str, object, str], None]
"""Called for every ignored setting, with its name, its value and the reason."""

_reported: set[tuple[str, str]] = set()


class ReactionSettings:
    """The emojis of the configured channels, and the paying groups. There is one per process."""

    def __init__(self, database: Database, clock: Clock = system_clock, admins: Admins | None = None) -> None:
        self._database = database
        self._clock = clock
        self._admins = admins or Admins(database)
        self._emojis = CachedRead(database, read_channel_emojis)
        self._groups = CachedRead(database, read_groups)

    async def emojis_of(self, channel_id: int) -> tuple[str, ...] | None:
        """Return the emojis of a channel in the creator's order, or None if the channel is not configured.
        They are at most three seconds old, or the last known ones while the database is down. Raises
        DatabaseUnavailable if they were never read.
        """
        return (await self._emojis.get()).get(channel_id) if is_member_id(channel_id) else None

    async def channels(self) -> frozenset[int]:
        """Return the configured channels, with or without emojis; see `emojis_of` for age and errors."""
        return frozenset(await self._emojis.get())

    async def groups(self) -> frozenset[int]:
        """Return the groups in which an admin switched on payment for reactions, at most three seconds old.
        The channels' discussion groups are not among them: Telegram knows those. Raises DatabaseUnavailable
        if they were never read.
        """
        return await self._groups.get()

    def invalidate(self) -> None:
        """Read the channels again at the next use, because an edit was made in this process."""
        self._emojis.invalidate()

    async def add_group(self, admin_id: int, chat_id: int) -> bool:
        """Pay for reactions in a group, from the next update of this process on. Returns False if they were
        paid already. Raises NotAllowed, ValueError for an invalid group id, and DatabaseUnavailable.
        """
        await self._admins.require(admin_id)
        check_member_id(admin_id)
        check_group_id(chat_id)
        try:
            added = await self._database.write(add_group, admin_id, chat_id, self._clock())
        finally:  # a cancelled call may have been committed
            self._groups.invalidate()
        log.info("reaction_group_added", admin_id=admin_id, chat_id=chat_id, is_new=added)
        return added

    async def remove_group(self, admin_id: int, chat_id: int) -> bool:
        """Stop paying for reactions in a group; what was paid is kept. Returns False if they were not paid.
        Raises what `add_group` raises."""
        await self._admins.require(admin_id)
        check_group_id(chat_id)
        try:
            removed = await self._database.write(remove_group, admin_id, chat_id, self._clock())
        finally:
            self._groups.invalidate()
        log.info("reaction_group_removed", admin_id=admin_id, chat_id=chat_id, was_there=removed)
        return removed


def spelling_in(emojis: Iterable[str], written: str) -> str | None:
    """The creator's spelling of an emoji, with or without its variation selector; None where it is not among
    `emojis`."""
    return next((emoji for emoji in emojis if plain(emoji) == plain(written)), None)


def plain(emoji: str) -> str:
    """Return an emoji in the spelling by which emojis are compared."""
    return emoji.replace(VARIATION_SELECTOR_16, "")


def read_channel_emojis(session: Session) -> ChannelEmojis:
    """Read the emojis of every configured channel inside a unit of work; one statement. The host wrote these
    values, so unusable ones are skipped and reported once, not refused.
    """
    row = session.execute(
        select(
            BotConfig.vip_channel_id,
            BotConfig.free_channel_id,
            # As text: an invalid JSON value must not make the whole row fail.
            cast(BotConfig.vip_reactions, Text),
            cast(BotConfig.free_reactions, Text),
        ).where(BotConfig.id == 1)
    ).one_or_none()
    if row is None:
        return MappingProxyType({})
    emojis: dict[int, tuple[str, ...]] = {}
    # Free first, so that a channel that is both counts as the VIP one.
    for name, written_id, written in (("free", row[1], row[3]), ("vip", row[0], row[2])):
        channel_id = channel_of(name, written_id, _report)
        if channel_id is not None:
            emojis[channel_id] = tuple(emojis_for(name, written, _report))
    return MappingProxyType(emojis)


def channel_of(name: str, written: str | None, report: Report) -> int | None:
    """Return the id of the channel `name` ("vip" or "free"), or None if it is missing or invalid."""
    if written is None or not written.strip():
        return None
    try:
        return int(written.strip())
    except ValueError:
        report(f"{name}_channel_id", written, "is not a channel id")
        return None


def emojis_for(name: str, written: str | None, report: Report) -> Iterator[str]:
    """Yield the emojis that get a button in the channel `name`, from the host's JSON."""
    setting = f"{name}_reactions"
    try:
        value: Any = None if written is None else json.loads(written)
    except (ValueError, RecursionError):
        report(setting, written, "is not JSON")
        return
    if value is None:
        return
    if not isinstance(value, list):
        report(setting, value, "is not a list of emojis")
        return
    seen: set[str] = set()
    for emoji in value:
        if not _fits_a_button(emoji):
            report(setting, emoji, "holds a value that is not an emoji for a button")
        elif plain(emoji.strip()) not in seen:
            if len(seen) == MAX_EMOJIS:
                report(setting, emoji, f"holds more than the {MAX_EMOJIS} that fit under a post")
                return
            seen.add(plain(emoji.strip()))
            yield emoji.strip()


def _fits_a_button(emoji: object) -> bool:
    if not isinstance(emoji, str) or ":" in emoji or not emoji.strip() or "\0" in emoji:
        return False
    try:
        return len(emoji.strip().encode()) <= MAX_EMOJI_BYTES
    except UnicodeEncodeError:
        return False


def _report(setting: str, value: object, reason: str) -> None:
    shown = f"{value!r:.60}"
    if (setting, shown) not in _reported:
        _reported.add((setting, shown))
        log.warning("setting_ignored", setting=setting, value=shown, reason=reason)
