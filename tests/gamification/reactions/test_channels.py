"""Channels and emojis that an admin edits: only their own columns, each with a row of the audit log."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.host import BotConfig
from bot.services.gamification import (
    ChangedMeanwhile,
    Channels,
    CreatorChannel,
    Gamification,
    InvalidSetting,
    NotAllowed,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import assemble
from bot.services.gamification.reactions.channel_settings import MAX_EMOJIS
from tests.kit.clock import Seconds, WallClock

ADMIN, FREE, VIP = 7, -1001234567890, -1009876543210


@pytest.fixture
def gamification(database: Database, clock: WallClock) -> Gamification:
    return assemble(database, admin_ids=[ADMIN], clock=clock)


@pytest.fixture
def channels(gamification: Gamification) -> Channels:
    return gamification.channels


@pytest.fixture
async def second(database_url: str) -> AsyncIterator[Gamification]:
    """The same database in another process."""
    database = Database(database_url)
    yield assemble(database, admin_ids=[ADMIN])
    await database.close()


async def changes(database: Database) -> list[tuple[str, str, str, Any, Any]]:
    found = await database.read(latest_changes, 20)
    return [
        (one.who, one.change.what, one.change.subject, one.change.before, one.change.after)
        for one in reversed(found)
    ]


def _row(session: Session) -> dict[str, Any]:
    return dict(session.execute(select(BotConfig.__table__)).mappings().one())


@pytest.mark.every_shape
async def test_a_channel_is_connected_with_its_emojis(
    channels: Channels, gamification: Gamification, database: Database, clock: WallClock
) -> None:
    before = await database.read(_row)
    assert await channels.connect(ADMIN, FREE, "free") == CreatorChannel("free", FREE, ())
    assert await channels.set_emojis(ADMIN, "free", ["🔥", "❤️", "❤"]) == CreatorChannel(
        "free", FREE, ("🔥", "❤️")
    )
    assert await channels.channel("free") == CreatorChannel("free", FREE, ("🔥", "❤️"))
    assert await channels.channel("vip") == CreatorChannel("vip", None, ())
    assert await gamification.reaction_settings.emojis_of(FREE) == ("🔥", "❤️")
    after = await database.read(_row)
    assert {name for name in after if after[name] != before[name]} == {
        "free_channel_id", "free_reactions", "updated_at",
    }  # fmt: skip
    assert (after["free_channel_id"], after["free_reactions"]) == (str(FREE), ["🔥", "❤️"])
    assert await changes(database) == [
        ("admin 7", "channel", "channel free", None, FREE),
        ("admin 7", "emojis", "channel free", [], ["🔥", "❤️"]),
    ]


async def test_a_channel_is_of_one_kind(channels: Channels, database: Database) -> None:
    await channels.connect(ADMIN, FREE, "free")
    await channels.connect(ADMIN, FREE, "vip")
    assert (await channels.channel("free")).channel_id is None
    assert (await channels.channel("vip")).channel_id == FREE
    assert (await changes(database))[1:] == [
        ("admin 7", "channel", "channel free", FREE, None),
        ("admin 7", "channel", "channel vip", None, FREE),
    ]


async def test_it_is_exchanged_and_disconnected_and_the_same_again_is_no_change(
    channels: Channels, gamification: Gamification, database: Database
) -> None:
    await channels.connect(ADMIN, FREE, "free")
    await channels.set_emojis(ADMIN, "free", ["🔥"])
    await channels.connect(ADMIN, VIP, "free")
    await channels.connect(ADMIN, VIP, "free")
    assert await gamification.reaction_settings.channels() == {VIP}
    await channels.disconnect(ADMIN, "free")
    await channels.disconnect(ADMIN, "free")
    assert await gamification.reaction_settings.channels() == frozenset()
    assert await channels.channel("free") == CreatorChannel("free", None, ("🔥",))
    await channels.set_emojis(ADMIN, "free", [])
    assert [change[3:] for change in await changes(database)] == [
        (None, FREE), ([], ["🔥"]), (FREE, VIP), (VIP, None), (["🔥"], []),
    ]  # fmt: skip


async def test_the_second_of_two_admins_is_told(channels: Channels, database: Database) -> None:
    shown = await channels.channel("free")
    await channels.connect(ADMIN, FREE, "free", expected=shown)
    with pytest.raises(ChangedMeanwhile) as refusal:
        await channels.connect(ADMIN, VIP, "free", expected=shown)
    assert (refusal.value.name, refusal.value.value) == ("channel", FREE)
    assert (await channels.connect(ADMIN, FREE, "free", expected=shown)).channel_id == FREE  # the same wish
    await channels.set_emojis(ADMIN, "free", ["🔥"], expected=shown)  # of the emojis it saw the newest
    with pytest.raises(ChangedMeanwhile) as refusal:
        await channels.set_emojis(ADMIN, "free", ["❤️"], expected=shown)
    assert (refusal.value.name, refusal.value.value) == ("emojis", ("🔥",))
    assert len(await changes(database)) == 2


async def test_two_at_the_same_moment(channels: Channels, second: Gamification, database: Database) -> None:
    shown = await channels.channel("vip")
    results = await asyncio.gather(
        channels.connect(ADMIN, FREE, "vip", expected=shown),
        second.channels.connect(ADMIN, VIP, "vip", expected=shown),
        return_exceptions=True,
    )
    assert len([one for one in results if isinstance(one, ChangedMeanwhile)]) == 1
    assert len(await changes(database)) == 1


async def test_other_processes_see_it_within_three_seconds(
    channels: Channels, second: Gamification, seconds: Seconds
) -> None:
    assert await second.reaction_settings.channels() == frozenset()
    await channels.connect(ADMIN, FREE, "free")
    seconds.now += 3.0
    assert await second.reaction_settings.channels() == {FREE}


async def test_a_missing_row_is_made(channels: Channels, database: Database) -> None:
    await database.write(Session.execute, delete(BotConfig))
    await channels.set_emojis(ADMIN, "vip", ["🔥"])
    await channels.connect(ADMIN, VIP, "vip")
    assert await channels.channel("vip") == CreatorChannel("vip", VIP, ("🔥",))


async def test_what_the_host_wrote_and_is_of_no_use_can_be_replaced(
    channels: Channels, database: Database
) -> None:
    broken = {"free_channel_id": "@valeria", "free_reactions": {"no": "list"}}
    await database.write(Session.execute, update(BotConfig).values(**broken))
    shown = await channels.channel("free")
    assert shown == CreatorChannel("free", None, ())
    await channels.connect(ADMIN, FREE, "free", expected=shown)
    await channels.set_emojis(ADMIN, "free", ["🔥"], expected=shown)
    assert await channels.channel("free") == CreatorChannel("free", FREE, ("🔥",))


async def test_only_an_admin_edits(channels: Channels, database: Database) -> None:
    for edit in (
        channels.connect(8, FREE, "free"),
        channels.disconnect(8, "free"),
        channels.set_emojis(8, "free", ["🔥"]),
    ):
        with pytest.raises(NotAllowed):
            await edit
    assert await changes(database) == []


@pytest.mark.parametrize("channel_id", [0, 5, -5, True, str(FREE), 1.5, None, -(10**30), 10**12])
async def test_what_is_no_channel(channels: Channels, channel_id: Any) -> None:
    with pytest.raises(InvalidSetting, match="vip_channel_id: must be the id of a channel"):
        await channels.connect(ADMIN, channel_id, "vip")


@pytest.mark.parametrize("kind", ["", "FREE", "group", None, 1])
async def test_what_is_no_kind(channels: Channels, kind: Any) -> None:
    for edit in (
        channels.connect(ADMIN, FREE, kind), channels.disconnect(ADMIN, kind), channels.channel(kind),
        channels.set_emojis(ADMIN, kind, ["🔥"]), channels.connect(ADMIN, 0, kind),
    ):  # fmt: skip
        with pytest.raises(InvalidSetting, match="kind: must be free or vip"):
            await edit


@pytest.mark.parametrize(
    ("emojis", "reason"),
    [
        ("🔥", "must be a list of emojis"),
        (None, "must be a list of emojis"),
        (["🔥❤️"], "may only hold single emojis"),
        (["hola"], "may only hold single emojis"),
        (["🔥", 5], "may only hold single emojis"),
        ([""], "may only hold single emojis"),
        (["👩‍" * 20 + "👩"], "may only hold single emojis"),
        ([chr(0x1F600 + number) for number in range(MAX_EMOJIS + 1)], "must be at most 24 emojis, not 25"),
    ],
)
async def test_emojis_that_are_none(channels: Channels, emojis: Any, reason: str) -> None:
    with pytest.raises(InvalidSetting, match=f"free_reactions: {reason}"):
        await channels.set_emojis(ADMIN, "free", emojis)


async def test_groups_that_pay_are_audited(gamification: Gamification, database: Database) -> None:
    settings = gamification.reaction_settings
    for edit in (settings.add_group, settings.add_group, settings.remove_group, settings.remove_group):
        await edit(ADMIN, FREE)
    assert await changes(database) == [
        ("admin 7", "pays_reactions", f"group {FREE}", False, True),
        ("admin 7", "pays_reactions", f"group {FREE}", True, False),
    ]


async def test_a_failed_edit_leaves_no_trace(
    channels: Channels, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no audit, no edit")

    monkeypatch.setattr("bot.services.gamification.reactions.channels.record", fail)
    with pytest.raises(RuntimeError):
        await channels.connect(ADMIN, FREE, "free")
    assert (await channels.channel("free")).channel_id is None
    count = await database.read(
        lambda session: session.execute(text("SELECT count(*) FROM gamification_audit")).scalar()
    )
    assert count == 0
