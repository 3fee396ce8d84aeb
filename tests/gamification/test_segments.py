"""Segments: who is in one, by the tables, and lists that admins write."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    Gamification,
    Identity,
    InvalidSetting,
    NotAllowed,
    Segment,
    SegmentKind,
    TransactionType,
)
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.segment_rows import members_between, next_page
from bot.services.gamification.rules.publishing import InvalidContent, MessageContent
from bot.services.gamification.rules.segments import MAX_CHOSEN, chosen, segment_of
from tests.kit.clock import WallClock

ADMIN = 99
EVERYONE, VIP, ACTIVE = (
    Segment(kind) for kind in (SegmentKind.EVERYONE, SegmentKind.VIP, SegmentKind.ACTIVE)
)


@pytest.fixture
async def club(database: Database, clock: WallClock) -> AsyncIterator[Gamification]:
    """Ten members with profiles, 1 to 10, and one without, 11."""
    services = assemble(database, clock=clock, admin_ids=[ADMIN])
    await services.profiles.ensure(
        Identity(number, f"Member {number}", username=f"name_{number}") for number in range(1, 11)
    )
    await database.write(
        sql,
        "INSERT INTO users (user_id, username, first_name, role, created_at, updated_at) "
        "VALUES (11, 'Late', 'Late', 'FREE', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    )
    yield services
    await services.jobs.close()


def sql(session: Session, /, statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


async def of(club: Gamification, database: Database, segment: Segment, size: int = 3) -> list[int]:
    """The members, by pages; their number is that of `count`."""
    members, after = [], -(2**63)
    while page := await database.read(next_page, segment, after, size):
        assert 0 < page[1] <= size
        members += await database.read(members_between, segment, after, page[0], club.clock())
        after = page[0]
    assert len(members) == await club.segments.count(ADMIN, segment)
    return members


async def test_everyone_with_a_profile(club: Gamification, database: Database) -> None:
    assert await of(club, database, EVERYONE) == list(range(1, 11))


async def test_vip_by_role_and_by_a_subscription_that_runs(
    club: Gamification, database: Database, clock: WallClock
) -> None:
    await club.members.set_role(2, "VIP")
    await club.members.set_role(4, "ADMIN")
    await club.members.set_vip(7, until=clock() + timedelta(days=1))
    await club.members.set_vip(9, until=clock() + timedelta(hours=1))
    clock.passes(hours=2)
    assert await of(club, database, VIP) == [2, 4, 7]


async def test_active_are_those_who_did_something_within_seven_days(
    club: Gamification, database: Database, clock: WallClock
) -> None:
    await club.daily_gift.claim(1)
    await club.reactions.react(2, -100, 1, "❤️")
    clock.passes(days=8)
    await club.daily_gift.claim(3)
    await club.reactions.react(4, -100, 2, "❤️")
    await club.economy.update(ADMIN, max_reactions_per_day=0)
    await club.reactions.react(5, -100, 2, "❤️")  # not paid, and done all the same
    await club.wallet.credit(6, 5, TransactionType.EARN_ADMIN, reason="a gift", key="test:1")
    await club.wallet.credit(7, 5, TransactionType.EARN_OTHER, reason="a quiz", key="test:2")
    await club.daily_gift.claim(8)
    await club.wallet.credit(8, 5, TransactionType.EARN_ADMIN, reason="a gift", key="test:3")
    assert await of(club, database, ACTIVE) == [3, 4, 5, 7, 8]
    clock.passes(days=8)
    assert await of(club, database, ACTIVE) == []


async def test_a_list_may_have_members_without_profiles(club: Gamification, database: Database) -> None:
    assert await of(club, database, chosen([11, 3, 3, 404])) == [3, 11]


async def test_a_list_is_read_as_admins_write_it(club: Gamification) -> None:
    found = await club.segments.find(ADMIN, "3, @NAME_5\nhttps://t.me/late ; name_2  12345 @nobody 3 ñandú")
    assert found.segment == chosen([2, 3, 5, 11])
    assert found.unknown == ("12345", "@nobody", "ñandú")
    nobody = await club.segments.find(ADMIN, "@nobody")
    assert (nobody.segment, nobody.unknown) == (None, ("@nobody",))


@pytest.mark.parametrize("written", ["", " ,; ", "1 " * (MAX_CHOSEN + 1), "\0", 7])
async def test_a_list_that_cannot_be_is_refused(club: Gamification, written: Any) -> None:
    with pytest.raises(InvalidSetting):
        await club.segments.find(ADMIN, written)


async def test_only_admins_ask(club: Gamification) -> None:
    with pytest.raises(NotAllowed):
        await club.segments.count(5, EVERYONE)
    with pytest.raises(NotAllowed):
        await club.segments.find(5, "1")


@pytest.mark.parametrize(
    "parts",
    [("nobody", ()), (None, ()), ("chosen", ()), ("vip", (1,)), ("chosen", ("1",)), ("chosen", (True,))],
)
def test_a_segment_that_cannot_be_is_refused(parts: tuple[Any, Any]) -> None:
    with pytest.raises(InvalidSetting):
        Segment(*parts)


@pytest.mark.parametrize("segment", [EVERYONE, VIP, ACTIVE, chosen([5, 2])])
def test_a_segment_is_read_as_it_was_written(segment: Segment) -> None:
    assert segment_of(segment.written()) == segment


async def test_what_is_no_segment_is_refused(club: Gamification) -> None:
    for strange in (None, "vip", 5, [1], {"kind": "vip"}):
        calls: list[Any] = [
            club.segments.count(ADMIN, strange),  # type: ignore[arg-type]
            club.mass_payments.start(ADMIN, strange, 5, reason="x"),  # type: ignore[arg-type]
            club.mass_messages.start(ADMIN, strange, MessageContent("x")),  # type: ignore[arg-type]
        ]
        for call in calls:
            with pytest.raises(InvalidSetting):
                await call
        with pytest.raises(InvalidContent):
            await club.mass_messages.start(ADMIN, EVERYONE, strange)  # type: ignore[arg-type]
        with pytest.raises(InvalidContent):
            await club.posts.create(ADMIN, strange, MessageContent("x"))  # type: ignore[arg-type]
