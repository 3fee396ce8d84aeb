"""What a host tells us about its members: VIP, role, and the callable that it may give instead."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    Gamification,
    Identity,
    MemberStatus,
    RewardStatus,
    TransactionType,
    UnknownMember,
    VipOnly,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members import host_vip
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import Seconds, WallClock
from tests.kit.production_copies import FEW, MakeCopy, upgraded
from tests.kit.statements import Statements

ANA, STRANGER = 1001, 999_999
WEEK = timedelta(days=7)


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    await gamification.wallet.credit(ANA, 1000, TransactionType.EARN_ADMIN, reason="x", key="quiz:1")
    return gamification


async def rows(database: Database, table: str) -> int:
    return await database.read(
        lambda session: int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    )


async def changes(database: Database) -> list[tuple[str, str, Any, Any]]:
    found = await database.read(latest_changes, 10)
    return [(one.who, one.change.what, one.change.before, one.change.after) for one in reversed(found)]


async def test_vip_until_a_moment(gamification: Gamification, database: Database, clock: WallClock) -> None:
    until = clock.now + WEEK
    assert (await gamification.members.set_vip(ANA, until=until)) == MemberStatus(ANA, "FREE", True, until)
    assert (await gamification.members.status(ANA)).vip
    clock.now = until
    assert await gamification.members.status(ANA) == MemberStatus(ANA, "FREE", False, None)
    renewed = until + WEEK
    assert (await gamification.members.set_vip(ANA, until=renewed)).vip_until == renewed
    assert await rows(database, "vip_subscribers") == 1
    assert await changes(database) == [
        ("host", "vip", None, until.isoformat()),
        ("host", "vip", None, renewed.isoformat()),
    ]


async def test_prices_and_tiers_follow(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    plain = await add_product(database, "Pack", 100, discount=50)
    vip_only = await add_product(database, "For VIP", 10, tier="VIP")
    with pytest.raises(VipOnly):
        await gamification.shop.buy(ANA, vip_only, price=10)
    await gamification.members.set_vip(ANA, until=clock.now + WEEK)
    offers = {offer.id: offer for offer in await gamification.shop.catalog(ANA)}
    assert (offers[plain].price, offers[vip_only].allowed) == (50, True)
    assert (await gamification.shop.buy(ANA, vip_only, price=10)).price == 10
    await gamification.members.set_vip(ANA, until=None)
    assert (await gamification.shop.product(ANA, plain)).price == 100


@pytest.mark.parametrize("ended_by", ["None", "a moment that has passed", "now"])
async def test_the_end_of_vip(
    gamification: Gamification, database: Database, clock: WallClock, ended_by: str
) -> None:
    until = {"None": None, "now": clock.now}.get(ended_by, clock.now - WEEK)
    await gamification.members.set_role(ANA, "VIP")
    await gamification.members.set_vip(ANA, until=clock.now + WEEK)
    ended = await gamification.members.set_vip(ANA, until=until)
    assert ended == MemberStatus(ANA, "FREE", False, None)
    status = await database.read(
        lambda session: session.execute(text("SELECT status FROM vip_subscribers")).scalar_one()
    )
    assert status == "expired"  # in the host's words
    before = await changes(database)
    assert [change[1:] for change in before][-2:] == [
        ("vip", (clock.now + WEEK).isoformat(), None),
        ("role", "VIP", "FREE"),
    ]
    assert await gamification.members.set_vip(ANA, until=until) == ended
    assert await changes(database) == before


async def test_the_role_admin_stays_vip(gamification: Gamification) -> None:
    assert await gamification.members.set_role(ANA, "ADMIN") == MemberStatus(ANA, "ADMIN", True, None)
    assert await gamification.admins.includes(ANA)
    assert (await gamification.members.set_vip(ANA, until=None)).role == "ADMIN"
    assert (await gamification.members.set_role(ANA, "FREE")).vip is False
    assert not await gamification.admins.includes(ANA)


async def test_the_same_again_writes_nothing(
    gamification: Gamification, clock: WallClock, statements: Statements
) -> None:
    until = clock.now + WEEK
    await gamification.members.set_vip(ANA, until=until)
    await gamification.members.set_role(ANA, "VIP")
    statements.clear()
    await gamification.members.set_vip(ANA, until=until)
    await gamification.members.set_role(ANA, "VIP")
    assert [statement.split()[0] for statement in statements] == ["SELECT", "SELECT"]


async def test_a_member_without_a_profile_gets_one(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))
    await gamification.profiles.forget(ANA)
    await gamification.members.set_vip(ANA, until=clock.now + WEEK)
    assert await rows(database, "user_gamification_profiles") == 1


async def test_a_stranger_is_unknown(gamification: Gamification, clock: WallClock) -> None:
    for call in (
        gamification.members.set_vip(STRANGER, until=clock.now + WEEK),
        gamification.members.set_vip(STRANGER, until=None),
        gamification.members.set_role(STRANGER, "VIP"),
        gamification.members.status(STRANGER),
    ):
        with pytest.raises(UnknownMember):
            await call


@pytest.mark.parametrize("until", [datetime(2030, 1, 1), "2030-01-01", 1.0, True])  # noqa: DTZ001
async def test_what_is_no_moment(gamification: Gamification, until: Any) -> None:
    with pytest.raises(ValueError, match="with a time zone"):
        await gamification.members.set_vip(ANA, until=until)


async def test_the_last_moment_of_all(gamification: Gamification) -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert (await gamification.members.set_vip(ANA, until=last)).vip
    with pytest.raises(ValueError, match="no time in UTC"):
        await gamification.members.set_vip(ANA, until=datetime.max.replace(tzinfo=timezone(-WEEK / 14)))


@pytest.mark.parametrize("role", ["vip", "OWNER", "", None, 1, b"VIP"])
async def test_what_is_no_role(gamification: Gamification, role: Any) -> None:
    with pytest.raises(ValueError, match="one of FREE, VIP, ADMIN"):
        await gamification.members.set_role(ANA, role)


@pytest.mark.every_shape
async def test_many_at_once_make_one_subscription(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    others = [assemble(database, clock=clock) for _ in range(3)]
    moments = [clock.now + WEEK * n for n in range(1, 9)]
    await asyncio.gather(
        *(others[n % 3].members.set_vip(ANA, until=moment) for n, moment in enumerate(moments))
    )
    assert await rows(database, "vip_subscribers") == 1
    assert await rows(database, "invitation_tokens") == 1
    assert (await gamification.members.status(ANA)).vip_until in moments


@pytest.mark.every_shape
async def test_the_end_of_vip_unlocks_what_is_for_others(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await gamification.members.set_vip(ANA, until=clock.now + WEEK)
    reward = await add_reward(database, "Come back", ("NOT_VIP", None), ("TOTAL_POINTS", 10))
    heard: list[tuple[int, tuple[str, ...]]] = []
    gamification.unlocks.listen(lambda user, got: heard.append((user, tuple(r.name for r in got))))
    statuses = {view.id: view.status for view in await gamification.rewards.available(ANA)}
    assert statuses[reward] is RewardStatus.LOCKED
    await gamification.members.set_vip(ANA, until=None)
    assert heard == [(ANA, ("Come back",))]


async def test_a_reward_of_days_extends_it(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    reward = await add_reward(database, "Days", type_="VIP_EXTENSION", value={"days": 3})
    await gamification.members.set_vip(ANA, until=clock.now + WEEK)
    await gamification.rewards.grant(7, ANA, reward)
    claimed = await gamification.rewards.claim(ANA, reward)
    assert claimed.vip_until == clock.now + WEEK + timedelta(days=3)
    assert (await gamification.members.status(ANA)).vip_until == claimed.vip_until


class Host:
    """A host that says who is VIP, and counts how often it is asked."""

    def __init__(self) -> None:
        self.vip: set[int] = set()
        self.asked = 0
        self.error: Exception | None = None

    def is_vip(self, user_id: int) -> bool:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return user_id in self.vip

    async def is_vip_soon(self, user_id: int) -> bool:
        await asyncio.sleep(0)
        return self.is_vip(user_id)


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture(params=["sync", "async"])
def told(
    gamification: Gamification, database: Database, clock: WallClock, host: Host, seconds: Seconds,
    request: pytest.FixtureRequest,
) -> Gamification:  # fmt: skip
    """The services of a host that gave `is_vip`; `gamification` has made Ana and her besitos."""
    ask = host.is_vip if request.param == "sync" else host.is_vip_soon
    return assemble(database, clock=clock, is_vip=ask)


async def test_the_host_s_word_counts_wherever_vip_does(
    told: Gamification, database: Database, host: Host, seconds: Seconds
) -> None:
    vip_only = await add_product(database, "For VIP", 100, discount=50, tier="VIP")
    reward = await add_reward(database, "For others", ("NOT_VIP", None), ("TOTAL_POINTS", 10))
    host.vip.add(ANA)
    assert (await told.members.status(ANA)).vip
    offer = await told.shop.product(ANA, vip_only)
    assert (offer.price, offer.allowed) == (50, True)
    locked = {view.id: view.status for view in await told.rewards.available(ANA)}
    assert locked[reward] is RewardStatus.LOCKED
    assert (await told.shop.buy(ANA, vip_only, price=50)).price == 50
    assert host.asked == 1
    host.vip.clear()
    assert (await told.members.status(ANA)).vip  # for three seconds
    seconds.now += 3
    assert not (await told.members.status(ANA)).vip
    assert {view.id: view.status for view in await told.rewards.available(ANA)}[reward] is (
        RewardStatus.UNLOCKED
    )
    assert host.asked == 2


async def test_our_tables_count_as_well(told: Gamification, clock: WallClock) -> None:
    await told.members.set_vip(ANA, until=clock.now + WEEK)
    assert (await told.members.status(ANA)).vip


async def test_an_error_is_logged_and_the_last_answer_counts(
    told: Gamification, host: Host, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    host.error = OSError("the host's database is down")
    assert not (await told.members.status(ANA)).vip
    host.error, host.vip = None, {ANA}
    seconds.now += 1  # asked again sooner than after an answer
    assert (await told.members.status(ANA)).vip
    host.error = OSError("down again")
    seconds.now += 3
    assert (await told.members.status(ANA)).vip
    seconds.now += 1
    assert (
        await told.wallet.credit(ANA, 5, TransactionType.EARN_ADMIN, reason="x", key="quiz:2")
    ).amount == 5
    assert host.asked == 4


async def test_a_host_that_does_not_answer_holds_nobody_up(
    gamification: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_vip, "ANSWER_SECONDS", 0.05)

    async def never(_user_id: int) -> bool:
        await asyncio.Event().wait()
        return True

    assert not (await assemble(database, is_vip=never).members.status(ANA)).vip


async def test_the_host_s_code_may_call_us(gamification: Gamification, database: Database) -> None:
    """Also for the member that it is asked about: it is asked outside of the member's turn."""
    mine: list[Gamification] = []

    async def is_vip(user_id: int) -> bool:
        await mine[0].profiles.get_or_create(Identity(user_id, "Ana"))
        return await mine[0].wallet.balance(user_id) >= 1000

    mine.append(assemble(database, is_vip=is_vip))
    assert (await mine[0].daily_gift.claim(ANA)).gift == 50
    assert (await mine[0].members.status(ANA)).vip


async def test_reading_a_balance_asks_nobody(told: Gamification, host: Host) -> None:
    await told.wallet.balance(ANA)
    await told.daily_gift.status(ANA)
    assert host.asked == 0


def test_what_cannot_be_called(database: Database) -> None:
    with pytest.raises(TypeError, match="is_vip must be a callable"):
        assemble(database, is_vip=True)  # type: ignore[arg-type]


@pytest.fixture
async def adopted(production_copy: MakeCopy) -> AsyncIterator[Database]:
    """A host bot's own tables, whose roles are a native enum on PostgreSQL."""
    async with upgraded(production_copy("stamped", FEW)) as database:
        yield database


async def test_in_the_host_bot_s_own_tables(adopted: Database, clock: WallClock) -> None:
    clock.now = datetime.now(UTC)
    gamification = assemble(adopted, clock=clock)
    free, subscriber = await adopted.read(
        lambda session: tuple(
            int(session.execute(text(sql)).scalar_one())
            for sql in (
                "SELECT min(user_id) FROM users WHERE CAST(role AS VARCHAR) = 'FREE' "
                "AND user_id NOT IN (SELECT user_id FROM vip_subscribers)",
                "SELECT min(user_id) FROM vip_subscribers",
            )
        )
    )
    before = await rows(adopted, "vip_subscribers")
    for member, role in ((free, "ADMIN"), (subscriber, "VIP")):
        until = clock.now + WEEK
        assert (await gamification.members.set_vip(member, until=until)).vip_until == until
        assert (await gamification.members.set_role(member, role)).role == role
    assert await rows(adopted, "vip_subscribers") == before + 1
    assert not (await gamification.members.set_vip(subscriber, until=None)).vip
    assert (await gamification.members.status(free)).role == "ADMIN"
