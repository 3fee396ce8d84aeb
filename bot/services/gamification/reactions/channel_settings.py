"""Which channels get reaction buttons, and with which emojis: read from the host's `bot_config`. And in which
groups an admin switched Telegram's own reactions on."""

import json
from collections.abc import Callable, Iterator, Mapping
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
"""What fits into a button's data beside its prefix; the longest emojis of Unicode take 35."""
MAX_EMOJIS = 24

VARIATION_SELECTOR_16 = "\ufe0f"
"""The sign that asks for a coloured picture; ❤️ and ❤ are one emoji with and without it."""

ChannelEmojis = Mapping[int, tuple[str, ...]]
Report = Callable[[str, object, str], None]
"""Is told of a setting that is ignored: its name, what stands there, and why."""

_reported: set[tuple[str, str]] = set()


class ReactionSettings:
    """The emojis of each configured channel and the groups, for everybody who needs them; one per process."""

    def __init__(self, database: Database, clock: Clock = system_clock, admins: Admins | None = None) -> None:
        self._database = database
        self._clock = clock
        self._admins = admins or Admins(database)
        self._emojis = CachedRead(database, read_channel_emojis)
        self._groups = CachedRead(database, read_groups)

    async def emojis_of(self, channel_id: int) -> tuple[str, ...] | None:
        """The emojis of a channel in the creator's order, at most three seconds old; None where the channel
        is not configured. While the database is away, the last known.

        Raises DatabaseUnavailable where none were ever read.
        """
        return (await self._emojis.get()).get(channel_id) if is_member_id(channel_id) else None

    async def channels(self) -> frozenset[int]:
        """The configured channels, with emojis or without; as old as those, and raises what they raise."""
        return frozenset(await self._emojis.get())

    async def groups(self) -> frozenset[int]:
        """The groups in which an admin switched Telegram's own reactions on, at most three seconds old. The
        discussion groups of the channels are not among them: Telegram knows which they are.

        Raises DatabaseUnavailable where none were ever read.
        """
        return await self._groups.get()

    async def add_group(self, admin_id: int, chat_id: int) -> bool:
        """Let the reactions of a group pay, from the next update of this process on. False where they did.

        Raises NotAllowed, ValueError for what is no group's number, and DatabaseUnavailable.
        """
        await self._admins.require(admin_id)
        check_member_id(admin_id)
        check_group_id(chat_id)
        try:
            added = await self._database.write(add_group, admin_id, chat_id, self._clock())
        finally:  # a call that was cancelled may have been committed all the same
            self._groups.invalidate()
        log.info("reaction_group_added", admin_id=admin_id, chat_id=chat_id, is_new=added)
        return added

    async def remove_group(self, admin_id: int, chat_id: int) -> bool:
        """Let them pay no longer; what was paid is kept. False where they did not. Raises what `add_group`
        raises."""
        await self._admins.require(admin_id)
        check_group_id(chat_id)
        try:
            removed = await self._database.write(remove_group, chat_id)
        finally:
            self._groups.invalidate()
        log.info("reaction_group_removed", admin_id=admin_id, chat_id=chat_id, was_there=removed)
        return removed


def plain(emoji: str) -> str:
    """An emoji in the one spelling by which emojis are compared."""
    return emoji.replace(VARIATION_SELECTOR_16, "")


def read_channel_emojis(session: Session) -> ChannelEmojis:
    """The emojis of every configured channel, inside a unit of work; one statement.

    What the host wrote is not ours to refuse: what cannot be used is left out, and reported once.
    """
    row = session.execute(
        select(
            BotConfig.vip_channel_id,
            BotConfig.free_channel_id,
            # As text: a value that is not even JSON must not fail the whole row.
            cast(BotConfig.vip_reactions, Text),
            cast(BotConfig.free_reactions, Text),
        ).where(BotConfig.id == 1)
    ).one_or_none()
    if row is None:
        return MappingProxyType({})
    emojis: dict[int, tuple[str, ...]] = {}
    # Free first: a channel that is both is the VIP one.
    for name, written_id, written in (("free", row[1], row[3]), ("vip", row[0], row[2])):
        channel_id = channel_of(name, written_id, _report)
        if channel_id is not None:
            emojis[channel_id] = tuple(emojis_for(name, written, _report))
    return MappingProxyType(emojis)


def channel_of(name: str, written: str | None, report: Report) -> int | None:
    """The number of the channel `name` ("vip" or "free"); None where none is configured, or a wrong one."""
    if written is None or not written.strip():
        return None
    try:
        return int(written.strip())
    except ValueError:
        report(f"{name}_channel_id", written, "is no channel's number")
        return None


def emojis_for(name: str, written: str | None, report: Report) -> Iterator[str]:
    """The emojis that get a button in the channel `name`, of what the host wrote as JSON."""
    setting = f"{name}_reactions"
    try:
        value: Any = None if written is None else json.loads(written)
    except (ValueError, RecursionError):
        report(setting, written, "is not JSON")
        return
    if value is None:
        return
    if not isinstance(value, list):
        report(setting, value, "is no list of emojis")
        return
    seen: set[str] = set()
    for emoji in value:
        if not _fits_a_button(emoji):
            report(setting, emoji, "holds what is no emoji for a button")
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
