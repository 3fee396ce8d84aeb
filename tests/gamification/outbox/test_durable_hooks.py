"""Durable hooks: called after the commit until they succeed, also after a kill."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.database import Database
from bot.services.gamification import (
    Claimed,
    Condition,
    ConditionType,
    Credited,
    Debited,
    Erased,
    GamificationEvent,
    Identity,
    LevelUp,
    ProfileCreated,
    Purchased,
    Refunded,
    Reward,
    RewardType,
    StreakExtended,
    StreakLost,
    TransactionType,
    Unlocked,
)
from bot.services.gamification.events.event_json import read_event, written_event
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.outbox.rows import Backlog
from tests.kit.clock import WallClock
from tests.kit.processes import start, stop
from tests.kit.statements import Statements

ANA = 1001
NOW = datetime(2026, 11, 22, 12, 0, 0, 123, tzinfo=UTC)
EARN = TransactionType.EARN_REWARD
NOTHING = Backlog(0, 0, None, 0)
REWARD = Reward(
    5, "first-steps", "Primeros <Pasos>\0é", None, RewardType.BADGE, {"badge_name": "x", "emoji": "💰"},
    is_repeatable=True, is_secret=False, claim_window_hours=168, is_active=True, sort_order=1,
    conditions=(Condition(ConditionType.TOTAL_POINTS, 100), Condition(ConditionType.NOT_VIP, None, 2)),
)  # fmt: skip
EVENTS: list[GamificationEvent] = [
    ProfileCreated(user_id=ANA, at=NOW),
    Credited(user_id=ANA, at=NOW, entry_id=2**40, amount=5, balance=10, type=EARN, reason="é"),
    Debited(
        user_id=ANA, at=NOW, entry_id=2, amount=5, balance=5, type=TransactionType.SPEND_SHOP, reason="x",
        source="quiz",
    ),
    LevelUp(user_id=ANA, at=NOW, level=3, before=1),
    Unlocked(user_id=ANA, at=NOW, reward=REWARD),
    Claimed(user_id=ANA, at=NOW, reward=REWARD, claim_count=2, vip_until=NOW),
    Claimed(user_id=ANA, at=NOW, reward=REWARD, claim_count=2),
    Purchased(user_id=ANA, at=NOW, purchase_id=1, product_id=2, content_set_id=3, name="Playa", price=0),
    Refunded(user_id=ANA, at=NOW, purchase_id=1, product_id=None, content_set_id=3, amount=0, admin_id=7),
    StreakExtended(user_id=ANA, at=NOW, kind="DAILY_GIFT", day=3, longest=9),
    StreakLost(user_id=ANA, at=NOW, kind="REACTION", days=3, last_day=date(2026, 11, 20)),
    Erased(user_id=ANA, at=NOW, admin_id=7, user_kept=True),
]  # fmt: skip


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> AsyncIterator[Gamification]:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    yield gamification
    await gamification.durable_hooks.close(2)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another try comes at once."""
    monkeypatch.setattr("bot.services.gamification.events.durable_hooks._pause", lambda _tries: 0.01)


async def credit(gamification: Gamification, key: str = "one", amount: int = 5) -> None:
    await gamification.wallet.credit(ANA, amount, EARN, reason="x", key=key)


async def until_told(gamification: Gamification, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while await gamification.outbox.backlog() != NOTHING:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: GamificationEvent) -> None:
    assert read_event(json.loads(json.dumps(written_event(event)))) == event


def test_every_type_of_event_is_tried() -> None:
    names = {kind.__name__ for kind in GamificationEvent.__subclasses__()}
    assert {type(event).__name__ for event in EVENTS} == names


def test_what_another_version_wrote_is_read_as_far_as_it_is_known() -> None:
    payload = written_event(EVENTS[1])
    payload["fields"] |= {"mood": "good"}
    del payload["fields"]["source"]
    assert read_event(payload) == EVENTS[1]
    with pytest.raises(ValueError, match="'MoonRose' is not a type of event"):
        read_event({"event": "MoonRose", "fields": {}})


async def test_it_is_called_once_after_the_commit(gamification: Gamification) -> None:
    heard: list[GamificationEvent] = []

    @gamification.on(Credited, durable=True, name="books")
    async def write_down(event: Credited) -> None:
        heard.append(event)

    await credit(gamification)
    assert heard == []  # it waits for the process that calls hooks
    assert (await gamification.outbox.backlog()).hooks == 1
    gamification.durable_hooks.open()
    await until_told(gamification)
    await credit(gamification)  # a replay
    await credit(gamification, "two", 6)
    await until_told(gamification)
    assert [event.amount for event in heard if isinstance(event, Credited)] == [5, 6]


async def test_without_a_durable_hook_no_row_is_written(
    gamification: Gamification, statements: Statements
) -> None:
    gamification.on(Credited)(_ignore)
    await credit(gamification)
    statements.sent()
    await credit(gamification, "two")
    assert len(statements.sent()) == 3


async def _ignore(_event: GamificationEvent) -> None: ...


async def test_what_fails_is_called_again(gamification: Gamification, soon: None) -> None:
    calls = 0

    @gamification.on(GamificationEvent, durable=True, name="shaky")
    async def shaky(_event: GamificationEvent) -> None:
        nonlocal calls
        calls += 1
        if calls < 4:
            raise ValueError("not yet")

    await credit(gamification)
    gamification.durable_hooks.open()
    await until_told(gamification)
    assert calls == 4


async def test_after_ten_tries_it_is_given_up_and_disturbs_nobody(
    gamification: Gamification, soon: None
) -> None:
    calls, heard = 0, 0

    @gamification.on(Credited, durable=True, name="broken")
    async def broken(_event: Credited) -> None:
        nonlocal calls
        calls += 1
        raise ValueError("never")

    @gamification.on(Credited, durable=True, name="well")
    async def well(_event: Credited) -> None:
        nonlocal heard
        heard += 1

    await credit(gamification)
    gamification.durable_hooks.open()
    async with asyncio.timeout(20):
        while (await gamification.outbox.backlog()).given_up == 0:
            await asyncio.sleep(0.02)
    assert (calls, heard) == (10, 1)
    assert (await gamification.outbox.backlog()).hooks == 0


async def test_rows_of_a_hook_that_is_not_registered_here_wait(
    database: Database, gamification: Gamification, clock: WallClock
) -> None:
    gamification.on(Credited, durable=True, name="books")(_ignore)
    await credit(gamification)
    other = assemble(database, clock=clock)
    other.on(Credited, durable=True, name="another")(_ignore)
    other.durable_hooks.open()
    await other.durable_hooks.finish(30)
    assert (await gamification.outbox.backlog()).hooks == 1
    await other.durable_hooks.close(1)


async def test_a_hook_may_call_our_services(gamification: Gamification) -> None:
    @gamification.on(Credited, durable=True, name="double")
    async def double(event: Credited) -> None:
        if event.reason == "x":
            key = f"double:{event.entry_id}"
            await gamification.wallet.credit(event.user_id, event.amount, EARN, reason="y", key=key)

    gamification.durable_hooks.open()
    await credit(gamification)
    await until_told(gamification)
    assert await gamification.wallet.balance(ANA) == 10


@pytest.mark.parametrize("name", [None, "", "Books", "a b", "x" * 61, 5, "ñ"])
async def test_a_durable_hook_needs_a_name(gamification: Gamification, name: object) -> None:
    with pytest.raises(ValueError, match="a durable hook needs a name that stays the same"):
        gamification.on(Credited, durable=True, name=name)  # type: ignore[arg-type]


async def test_a_name_is_for_one_durable_hook(gamification: Gamification) -> None:
    gamification.on(Credited, durable=True, name="books")(_ignore)
    with pytest.raises(ValueError, match="there is a durable hook 'books' already"):
        gamification.on(Debited, durable=True, name="books")(_ignore)
    with pytest.raises(ValueError, match="a name is for durable hooks"):
        gamification.on(Credited, name="books")


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["writes", "hangs"])
async def test_killed_after_the_commit_or_during_the_call_it_is_called_by_the_next_process(
    database_url: str, tmp_path: Path, moment: str
) -> None:
    books = tmp_path / "books"

    def process(task: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "tests.gamification.outbox.hook_process",
            database_url,
            str(books),
            task,
        ]

    killed = start(process(moment), log=tmp_path / "log")
    try:
        sign = books if moment == "hangs" else books.with_suffix(".written")
        async with asyncio.timeout(30):
            while not sign.exists() or (moment == "hangs" and not books.read_text()):
                assert killed.poll() is None, (tmp_path / "log").read_text()
                await asyncio.sleep(0.02)
    finally:
        stop(killed)
    calling = start(process("calls"), log=tmp_path / "log")
    async with asyncio.timeout(40):
        while (status := calling.poll()) is None:
            await asyncio.sleep(0.05)
    assert status == 0, (tmp_path / "log").read_text()
    assert books.read_text().splitlines() == (["hangs 5"] if moment == "hangs" else []) + ["calls 5"]
