"""Conditions of a host's own: stored as data, counted in the member's transaction, harmless if they fail."""

import asyncio
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    Condition,
    ConditionType,
    Gamification,
    HostCondition,
    Identity,
    InvalidSetting,
    Reward,
    RewardLocked,
    RewardStatus,
    RewardView,
    TransactionType,
    UnknownMember,
    entries_of,
)
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.gamification import assemble
from bot.ui.reward_texts import view_text
from bot.ui.voice import Voice
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

EARN = TransactionType.EARN_OTHER
ANA, ADMIN = 1001, 7
BADGE = {"badge_name": "Quizzer", "emoji": "🧠"}
_keys = iter(range(10**9))


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN])
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    return gamification


async def a_reward(gamification: Gamification, *conditions: Condition, **fields: Any) -> Reward:
    fields = {"reward_type": "BADGE", "reward_value": BADGE} | fields
    name = f"Reward {next(_keys)}"
    return await gamification.catalog.create_reward(ADMIN, name=name, conditions=conditions, **fields)


async def wins(gamification: Gamification, source: str = "quiz") -> list[int]:
    """A quiz is won; the ids of the rewards that this unlocks."""
    key = f"q:{next(_keys)}"
    receipt = await gamification.wallet.credit(ANA, 1, EARN, reason="quiz", key=key, source=source)
    return [reward.id for reward in receipt.unlocked]


async def view_of(gamification: Gamification, reward: Reward) -> RewardView:
    return next(view for view in await gamification.rewards.available(ANA) if view.id == reward.id)


async def test_a_reward_unlocks_at_the_number_that_it_stores(gamification: Gamification) -> None:
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 2))
    assert reward.conditions == (Condition(HostCondition("QUIZZES_WON"), 2),)
    assert await wins(gamification) == []
    assert await wins(gamification, "raffle") == []
    view = await view_of(gamification, reward)
    assert [(one.current, one.target, one.holds) for one in view.progress] == [(1, 2, False)]
    assert await wins(gamification) == [reward.id]
    assert (await gamification.rewards.claim(ANA, reward.id)).badge == "🧠 Quizzer"
    assert await wins(gamification) == [], "once, though it counts on"


async def test_the_name_may_be_a_plain_text(gamification: Gamification) -> None:
    gamification.conditions.register("QUIZZES_WON", count=lambda _session, _user_id: 5)
    name: Any = "QUIZZES_WON"
    reward = await a_reward(gamification, Condition(name, 5))
    assert [unlocked.id for unlocked in await gamification.rewards.check(ANA)] == [reward.id]
    assert await gamification.rewards.check(ANA) == ()


async def test_check_unlocks_after_a_change_of_the_host_s_own(gamification: Gamification) -> None:
    won = 0
    gamification.conditions.register("QUIZZES_WON", count=lambda _session, _user_id: won)
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 3))
    assert await gamification.rewards.check(ANA) == ()
    won = 3
    told: list[Any] = []
    gamification.unlocks.listen(lambda user_id, rewards: told.append((user_id, rewards)))
    assert await gamification.rewards.check(ANA) == (reward,)
    assert told == [(ANA, (reward,))]
    with pytest.raises(UnknownMember):
        await gamification.rewards.check(999)


async def test_it_is_counted_in_the_transaction_of_the_event(gamification: Gamification) -> None:
    """Two wins at once: each sees its own entry, and one of them unlocks."""
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 10))
    unlocked = await asyncio.gather(*(wins(gamification) for _ in range(10)))
    assert [found for found in unlocked if found] == [[reward.id]]


async def test_groups_mix_ours_and_the_host_s(gamification: Gamification) -> None:
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    both = await a_reward(
        gamification,
        Condition(HostCondition("QUIZZES_WON"), 2),
        Condition(ConditionType.TOTAL_POINTS, 3),
    )
    either = await a_reward(
        gamification,
        Condition(HostCondition("QUIZZES_WON"), 100, 1),
        Condition(ConditionType.TOTAL_POINTS, 2, 1),
    )
    assert [await wins(gamification) for _ in range(3)] == [[], [either.id], [both.id]]


async def test_nothing_is_counted_that_nobody_needs(
    gamification: Gamification, statements: Statements
) -> None:
    calls: list[int] = []

    def count(_session: Session, user_id: int) -> int:
        calls.append(user_id)
        return 0

    gamification.conditions.register("QUIZZES_WON", count=count)
    host = Condition(HostCondition("QUIZZES_WON"), 1)
    await wins(gamification)
    statements.clear()
    await wins(gamification)
    without = len(statements)
    await a_reward(gamification, host, is_active=False)
    await a_reward(gamification, host, Condition(ConditionType.TOTAL_POINTS, 1_000))
    await wins(gamification)
    statements.clear()
    await wins(gamification)
    assert (calls, len(statements)) == ([], without)
    for _ in range(2):
        await a_reward(gamification, host)
    await wins(gamification)
    statements.clear()
    calls.clear()
    await wins(gamification)
    assert (calls, len(statements)) == ([ANA], without + 2), "once for both, in a savepoint"


async def test_an_error_in_a_count_disturbs_nobody(gamification: Gamification) -> None:
    def python(_session: Session, _user_id: int) -> int:
        raise KeyError("of the host\nin two lines")

    def sql(session: Session, _user_id: int) -> int:
        return int(session.execute(text("SELECT count(*) FROM no_such_table")).scalar_one())

    def no_number(_session: Session, _user_id: int) -> Any:
        return "3"

    rewards = []
    for name, count in (("BY_PYTHON", python), ("BY_SQL", sql), ("BY_TEXT", no_number)):
        gamification.conditions.register(name, count=count)
        rewards.append(await a_reward(gamification, Condition(HostCondition(name), 1)))
    points = await a_reward(gamification, Condition(ConditionType.TOTAL_POINTS, 1))
    with structlog.testing.capture_logs() as lines:
        assert await wins(gamification) == [points.id]
    failed = {line["condition"]: line["reason"] for line in lines if line["event"] == "condition_failed"}
    assert set(failed) == {"BY_PYTHON", "BY_SQL", "BY_TEXT"}
    assert "\n" not in "".join(failed.values())
    assert failed["BY_TEXT"] == "TypeError: count returned '3', not a whole number"
    assert await gamification.wallet.balance(ANA) == 1
    views = {view.id: view for view in await gamification.rewards.available(ANA)}
    assert [views[reward.id].progress[0].current for reward in rewards] == [0, 0, 0]


async def test_what_a_failed_count_wrote_is_gone(gamification: Gamification, database: Database) -> None:
    def meddles(session: Session, user_id: int) -> int:
        session.execute(text("UPDATE user_gamification_profiles SET balance = 7777"))
        raise ValueError("no")

    gamification.conditions.register("MEDDLING", count=meddles)
    await a_reward(gamification, Condition(HostCondition("MEDDLING"), 1))
    await wins(gamification)
    assert await gamification.wallet.balance(ANA) == 1


async def test_a_condition_that_nobody_registers_stays_locked(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    gamification.conditions.register("QUIZZES_WON", count=lambda _session, _user_id: 9)
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 1))
    restarted = assemble(database, clock=clock, admin_ids=[ADMIN])
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            assert await wins(restarted) == []
    (line,) = [line for line in lines if line["event"] == "condition_not_registered"]
    assert line["condition"] == "QUIZZES_WON"
    assert (await view_of(restarted, reward)).status is RewardStatus.LOCKED
    with pytest.raises(RewardLocked):
        await restarted.rewards.claim(ANA, reward.id)
    # Other fields can be edited, and what is there may stay.
    edited = await restarted.catalog.update_reward(ADMIN, reward.id, description="still there")
    assert edited.conditions == reward.conditions
    assert [unlocked.id for unlocked in await gamification.rewards.check(ANA)] == [reward.id]


async def test_doctor_names_it_and_finds_nothing_wrong(
    gamification: Gamification, database: Database
) -> None:
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 3))
    findings = [one async for one in Doctor(database).examine() if one.kind == "condition_of_host"]
    (finding,) = findings
    assert not finding.wrong
    assert f"reward {reward.id} " in finding.what
    assert "gamification.conditions.register('QUIZZES_WON', count=...)" in finding.to_do


@pytest.mark.parametrize(
    "name", ["quizzes", "Q", "QZ", "Q" * 33, "QUIZZES-WON", "1QUIZ", "QUIZ\n", "", 3, None, ["QUIZ"]]
)
async def test_a_name_that_cannot_be_is_refused(gamification: Gamification, name: Any) -> None:
    with pytest.raises(ValueError, match=r"^a condition has a name like QUIZZES_WON, of 3 to 32 characters"):
        gamification.conditions.register(name, count=entries_of("quiz"))


async def test_what_else_cannot_be_registered(gamification: Gamification) -> None:
    register: Any = gamification.conditions.register
    with pytest.raises(ValueError, match="TOTAL_POINTS is a condition of Besitos' own"):
        register("TOTAL_POINTS", count=entries_of("quiz"))

    async def cannot_be_awaited_there(_session: Session, _user_id: int) -> int:
        return 3

    for count in (3, None, cannot_be_awaited_there):
        with pytest.raises(ValueError, match="count is a plain function of a session"):
            register("QUIZZES_WON", count=count)
    for label in ("", " ", "x" * 61, {}, {"es": 3}, {"es": ""}, 3):
        with pytest.raises(ValueError, match="label"):
            register("QUIZZES_WON", count=entries_of("quiz"), label=label)
    with pytest.raises(ValueError, match="a source is a word"):
        entries_of("Quiz!")
    register("QUIZZES_WON", count=entries_of("quiz"))
    with pytest.raises(ValueError, match="the condition QUIZZES_WON is registered already"):
        register("QUIZZES_WON", count=entries_of("quiz"))


async def test_the_catalog_takes_registered_conditions_alone(gamification: Gamification) -> None:
    with pytest.raises(
        InvalidSetting, match=r"gamification\.conditions\.register\('QUIZZES_WON', count=\.\.\.\)"
    ):
        await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 3))
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    for value in (None, 0, -1, "3", 10**10):
        with pytest.raises(InvalidSetting, match="condition_value"):
            await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), value))  # type: ignore[arg-type]
    for name in ("NO SUCH", "quizzes", 3):
        kind: Any = name
        with pytest.raises(InvalidSetting, match="may only hold"):
            await a_reward(gamification, Condition(kind, 3))


async def test_older_code_reads_a_condition_that_nobody_meets(
    gamification: Gamification, database: Database
) -> None:
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"))
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 3))

    def row(session: Session) -> tuple[Any, ...]:
        found = session.execute(
            text("SELECT condition_type, condition_value FROM reward_conditions WHERE reward_id = :id"),
            {"id": reward.id},
        )
        return tuple(found.one())

    assert await database.read(row) == ("LEVEL_REACHED", 1_000_000_000)


@pytest.mark.parametrize(
    ("label", "es", "en"),
    [
        ({"es": "concursos <ganados>", "en": "quizzes won"}, "concursos &lt;ganados&gt;", "quizzes won"),
        ({"es": "concursos ganados"}, "concursos ganados", "concursos ganados"),
        ("puzzles", "puzzles", "puzzles"),
        (None, "quizzes won", "quizzes won"),
    ],
)
async def test_rewards_show_the_host_s_label(
    gamification: Gamification, clock: WallClock, label: Any, es: str, en: str
) -> None:
    gamification.conditions.register("QUIZZES_WON", count=entries_of("quiz"), label=label)
    reward = await a_reward(gamification, Condition(HostCondition("QUIZZES_WON"), 3))
    await wins(gamification)
    view, voice = await view_of(gamification, reward), Voice()
    assert f"1 de 3 {es}" in view_text(view, clock(), voice.texts("es"))
    assert f"1 of 3 {en}" in view_text(view, clock(), voice.texts("en"))


async def test_a_condition_that_is_not_registered_any_more_may_stay_and_none_may_be_added(
    database: Database,
) -> None:
    """Of the rest an admin can still change everything."""
    before = assemble(database, admin_ids=[ADMIN])
    before.conditions.register("QUIZZES_WON", count=lambda session, user_id: 0)
    reward = await before.catalog.create_reward(
        ADMIN, name="R", reward_type="BESITOS", reward_value={"amount": 1},
        conditions=[Condition(HostCondition("QUIZZES_WON"), 3)],
    )  # fmt: skip
    after = assemble(database, admin_ids=[ADMIN])
    more = [*reward.conditions, Condition(ConditionType.TOTAL_POINTS, 5)]
    assert (await after.catalog.set_conditions(ADMIN, reward.id, more)).conditions == tuple(more)
    with pytest.raises(InvalidSetting, match="FRIENDS_INVITED once it is registered"):
        await after.catalog.set_conditions(
            ADMIN, reward.id, [*more, Condition(HostCondition("FRIENDS_INVITED"), 1)]
        )
