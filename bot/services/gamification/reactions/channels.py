"""The creator's channels and their emojis, as an admin edits them in the host's `bot_config`.

They stay where the host keeps them, for two places would disagree. An edit writes its own columns and the
time of the change, and nothing else (decision 0082).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import structlog
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.host import BotConfig
from ...clock import Clock, system_clock
from ..audit import Change, by_admin, record
from ..errors import ChangedMeanwhile, InvalidSetting, SettingTrouble
from ..host_config import write_bot_config
from ..members.admins import Admins
from ..rules.emojis import is_emoji
from .channel_settings import MAX_EMOJI_BYTES, MAX_EMOJIS, channel_of, emojis_for, plain

log = structlog.get_logger(__name__)

ChannelKind = Literal["free", "vip"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)
MIN_CHANNEL_ID = -(2**63)
MAX_CHANNEL_ID = -1_000_000_000_001
"""In Telegram the id of a channel is -100 followed by ten digits or more."""


@dataclass(frozen=True, slots=True)
class CreatorChannel:
    """The creator's free or VIP channel: its id, None if none is connected, and the emojis that its posts
    get."""

    kind: ChannelKind
    channel_id: int | None
    emojis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """The columns that an admin writes, and the channel that this admin saw."""

    kind: ChannelKind
    what: Literal["channel", "emojis"]
    value: Any
    expected: CreatorChannel | None
    admin_id: int
    at: datetime


class Channels:
    """The channels of the creator. Their posts get reaction buttons, and reactions to them are paid."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        admins: Admins | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called after every edit, so that this process reads the channels again."""
        self._database = database
        self._clock = clock
        self._admins = admins or Admins(database)
        self._changed = changed

    async def channel(self, kind: ChannelKind) -> CreatorChannel:
        """Return a channel as it is stored now. Raises InvalidSetting for another kind than "free" and "vip",
        and DatabaseUnavailable."""
        return (await self._database.read(read_channels))[_checked_kind(kind)]

    async def connect(
        self,
        admin_id: int,
        channel_id: int,
        kind: ChannelKind,
        *,
        expected: CreatorChannel | None = None,
    ) -> CreatorChannel:
        """Make a channel the creator's free or VIP one, in place of another. Where it was the other kind, it
        is that no more: a channel is of one kind.

        `expected`: the channel of this kind that the admin saw. If another one is connected by now,
        ChangedMeanwhile says which, and nothing changes. Raises NotAllowed, InvalidSetting and
        DatabaseUnavailable. Each change is a row of the audit log.
        """
        if type(channel_id) is not int or not MIN_CHANNEL_ID <= channel_id <= MAX_CHANNEL_ID:
            reason = f"must be the id of a channel, which begins with -100, not {channel_id!r:.40}"
            raise InvalidSetting(f"{_checked_kind(kind)}_channel_id", reason, SettingTrouble.NOT_A_CHANNEL)
        return await self._edit(admin_id, kind, "channel", channel_id, expected)

    async def disconnect(
        self, admin_id: int, kind: ChannelKind, *, expected: CreatorChannel | None = None
    ) -> CreatorChannel:
        """Let the creator have no channel of this kind; its emojis are kept. Else as `connect`."""
        return await self._edit(admin_id, kind, "channel", None, expected)

    async def set_emojis(
        self,
        admin_id: int,
        kind: ChannelKind,
        emojis: Sequence[str],
        *,
        expected: CreatorChannel | None = None,
    ) -> CreatorChannel:
        """Give new posts of a channel these buttons, in this order; an emoji that comes twice counts once,
        and without emojis there are no buttons. Else as `connect`; InvalidSetting names what is no emoji, or
        too many."""
        checked = _checked_emojis(f"{_checked_kind(kind)}_reactions", emojis)
        return await self._edit(admin_id, kind, "emojis", checked, expected)

    async def _edit(
        self,
        admin_id: int,
        kind: ChannelKind,
        what: Literal["channel", "emojis"],
        value: Any,
        expected: CreatorChannel | None,
    ) -> CreatorChannel:
        await self._admins.require(admin_id)
        edit = _Edit(_checked_kind(kind), what, value, expected, admin_id, self._clock())
        try:
            after, changes = await self._database.write(_write, edit)
        finally:  # a cancelled call may have been committed
            self._changed()
        for change in changes:
            log.info(
                "channel_changed", admin_id=admin_id, what=change.what, subject=change.subject,
                before=change.before, after=change.after,
            )  # fmt: skip
        return after


def read_channels(session: Session) -> dict[ChannelKind, CreatorChannel]:
    """Read both channels inside a unit of work; one statement. What the host wrote and is of no use counts as
    not set."""
    row = session.execute(
        select(
            BotConfig.free_channel_id,
            BotConfig.vip_channel_id,
            cast(BotConfig.free_reactions, Text),
            cast(BotConfig.vip_reactions, Text),
        ).where(BotConfig.id == 1)
    ).one_or_none()
    free_id, vip_id, free_emojis, vip_emojis = row or (None, None, None, None)
    written = {"free": (free_id, free_emojis), "vip": (vip_id, vip_emojis)}
    return {
        kind: CreatorChannel(
            kind,
            channel_of(kind, written[kind][0], _unreported),
            tuple(emojis_for(kind, written[kind][1], _unreported)),
        )
        for kind in CHANNEL_KINDS
    }


def _write(session: Session, edit: _Edit) -> tuple[CreatorChannel, list[Change]]:
    # The lock comes first (SQLite has it already): what is read after it is what this edit changes.
    session.execute(select(BotConfig.id).where(BotConfig.id == 1).with_for_update())
    before = read_channels(session)
    shown, stored = edit.expected, before[edit.kind]
    column = "channel_id" if edit.what == "channel" else "emojis"
    now = getattr(stored, column)
    # What is as wanted already was done by a tap before, or by another admin with the same wish.
    if shown is not None and now not in (getattr(shown, column), edit.value):
        raise ChangedMeanwhile(edit.what, now)
    values: dict[str, Any]
    if edit.what == "emojis":
        values = {f"{edit.kind}_reactions": list(edit.value)}
    else:
        values = {f"{edit.kind}_channel_id": None if edit.value is None else str(edit.value)}
        other: ChannelKind = "vip" if edit.kind == "free" else "free"
        if edit.value is not None and before[other].channel_id == edit.value:
            values[f"{other}_channel_id"] = None
    write_bot_config(session, edit.at, **values)
    after = read_channels(session)
    changes = [
        Change(what, f"channel {kind}", old, new)
        for kind in CHANNEL_KINDS
        for what, old, new in (
            ("channel", before[kind].channel_id, after[kind].channel_id),
            ("emojis", list(before[kind].emojis), list(after[kind].emojis)),
        )
        if old != new
    ]
    record(session, by_admin(edit.admin_id), changes, edit.at)
    return after[edit.kind], changes


def _checked_kind(kind: object) -> ChannelKind:
    for known in CHANNEL_KINDS:
        if kind == known:
            return known
    raise InvalidSetting(
        "kind", f"must be free or vip, not {kind!r:.40}", SettingTrouble.NOT_ONE_OF, {"known": "free, vip"}
    )


def _checked_emojis(name: str, emojis: object) -> tuple[str, ...]:
    if not isinstance(emojis, Sequence) or isinstance(emojis, str):
        raise InvalidSetting(name, f"must be a list of emojis, not {emojis!r:.40}", SettingTrouble.WRONG_KIND)
    checked: dict[str, str] = {}
    for emoji in emojis:
        if not is_emoji(emoji) or len(emoji.encode()) > MAX_EMOJI_BYTES:
            raise InvalidSetting(
                name, f"may only hold single emojis, not {emoji!r:.40}", SettingTrouble.NOT_AN_EMOJI
            )
        checked.setdefault(plain(emoji), emoji)
    if len(checked) > MAX_EMOJIS:
        raise InvalidSetting(
            name,
            f"must be at most {MAX_EMOJIS} emojis, not {len(checked)}",
            SettingTrouble.TOO_MANY,
            {"most": MAX_EMOJIS},
        )
    return tuple(checked.values())


def _unreported(_setting: str, _value: object, _reason: str) -> None:
    """What is of no use was reported when the bot read it."""
