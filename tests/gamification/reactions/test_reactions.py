"""Reactions: one per member and message, paid once, within the daily limit and the cooldown."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import ReactionRefusal, UnknownMember
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ANA, BEA = Identity(1001, "Ana"), Identity(1002, "Bea")
CHANNEL = -1001234567890


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([ANA, BEA])
    return gamification


def paid_entries(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(
        text("SELECT idempotency_key, amount FROM transactions WHERE type = 'EARN_REACTION' ORDER BY id")
    )
    return [(row[0], row[1]) for row in rows]


async def test_a_first_reaction_is_paid_and_unlocks_the_first_reward(
    gamification: Gamification, database: Database
) -> None:
    outcome = await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    assert (outcome.paid, outcome.refusal, outcome.retry_at, outcome.balance) == (5, None, None, 5)
    assert [reward.code for reward in outcome.unlocked] == ["first-steps"]
    assert await gamification.reactions.counts(CHANNEL, 5) == {"🔥": 1}
    assert await database.read(paid_entries) == [(f"reaction:{CHANNEL}:5:1001", 5)]


async def test_past_the_limit_of_the_day_the_cooldown_is_not_over_at_midnight(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.economy.update(1, max_reactions_per_day=1, reaction_cooldown_seconds=86_400)
    await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    over = clock.now + timedelta(days=1)
    clock.passes(minutes=1)
    refused = await gamification.reactions.react(1001, CHANNEL, 6, "🔥")
    assert (refused.refusal, refused.retry_at) == (ReactionRefusal.DAILY_LIMIT, over)
    clock.now = over
    assert (await gamification.reactions.react(1001, CHANNEL, 6, "🔥")).paid == 5


@pytest.mark.parametrize("channel", [None, True, 1.5, ""])
async def test_an_invalid_channel_is_refused(gamification: Gamification, channel: object) -> None:
    with pytest.raises(ValueError, match="is not a channel id"):
        await gamification.reactions.react(1001, channel, 5, "🔥")  # type: ignore[arg-type]


@pytest.mark.every_shape
async def test_another_emoji_replaces_the_first_and_is_not_paid_again(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    clock.passes(days=3)
    outcome = await gamification.reactions.react(1001, CHANNEL, 5, "❤")
    assert (outcome.paid, outcome.refusal, outcome.retry_at) == (0, ReactionRefusal.ALREADY_PAID, None)
    assert outcome.changed
    assert await gamification.reactions.counts(CHANNEL, 5) == {"❤": 1}
    assert len(await database.read(paid_entries)) == 1


async def test_the_same_emoji_again_changes_nothing(gamification: Gamification) -> None:
    await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    outcome = await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    assert not outcome.changed
    assert await gamification.reactions.counts(CHANNEL, 5) == {"🔥": 1}


async def test_removing_keeps_what_was_paid_and_coming_back_pays_nothing(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    assert await gamification.reactions.remove(1001, CHANNEL, 5) is True
    assert await gamification.reactions.remove(1001, CHANNEL, 5) is False
    assert await gamification.reactions.counts(CHANNEL, 5) == {}
    clock.passes(hours=1)
    outcome = await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    assert (outcome.paid, outcome.refusal, outcome.balance) == (0, ReactionRefusal.ALREADY_PAID, 5)


async def test_within_the_cooldown_a_reaction_counts_unpaid_and_says_when_again(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.reactions.react(1001, CHANNEL, 5, "🔥")
    clock.passes(seconds=29)
    outcome = await gamification.reactions.react(1001, CHANNEL, 6, "🔥")
    assert (outcome.paid, outcome.refusal) == (0, ReactionRefusal.COOLDOWN)
    assert outcome.retry_at == clock.now + timedelta(seconds=1)
    assert await gamification.reactions.counts(CHANNEL, 6) == {"🔥": 1}
    clock.passes(seconds=1)
    assert (await gamification.reactions.react(1001, CHANNEL, 6, "🔥")).paid == 5  # never paid before


async def test_past_the_daily_limit_reactions_are_paid_again_tomorrow(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.economy.update(7, max_reactions_per_day=2, day_timezone="America/New_York")
    for message in (1, 2):
        assert (await gamification.reactions.react(1001, CHANNEL, message, "🔥")).paid == 5
        clock.passes(minutes=1)
    outcome = await gamification.reactions.react(1001, CHANNEL, 3, "🔥")
    assert (outcome.paid, outcome.refusal) == (0, ReactionRefusal.DAILY_LIMIT)
    assert outcome.retry_at == datetime(2026, 11, 23, 5, tzinfo=UTC)  # midnight in New York
    clock.now = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert (await gamification.reactions.react(1001, CHANNEL, 3, "🔥")).paid == 5


async def test_a_limit_of_none_pays_nothing_and_promises_nothing(gamification: Gamification) -> None:
    await gamification.economy.update(7, max_reactions_per_day=0)
    outcome = await gamification.reactions.react(1001, CHANNEL, 1, "🔥")
    assert (outcome.paid, outcome.refusal, outcome.retry_at) == (0, ReactionRefusal.DAILY_LIMIT, None)


async def test_one_message_number_in_two_channels_is_two_messages(
    gamification: Gamification, clock: WallClock
) -> None:
    assert (await gamification.reactions.react(1001, CHANNEL, 5, "🔥")).paid == 5
    clock.passes(minutes=1)
    assert (await gamification.reactions.react(1001, -100777, 5, "🔥")).paid == 5
    assert await gamification.reactions.counts(-100777, 5) == {"🔥": 1}


async def test_what_a_reaction_costs_whatever_the_catalog_holds(
    gamification: Gamification, database: Database, clock: WallClock, statements: Statements
) -> None:
    await database.write(many_rewards)
    await gamification.reactions.react(1001, CHANNEL, 1, "🔥")
    clock.passes(minutes=1)
    await gamification.economy.settings()
    await gamification.catalog.snapshot()
    statements.sent()
    assert (await gamification.reactions.react(1001, CHANNEL, 2, "🔥")).paid == 5
    assert len(statements.sent()) == 4  # facts, reaction, wallet, ledger
    clock.passes(days=1)
    assert (await gamification.reactions.react(1001, CHANNEL, 3, "🔥")).paid == 5
    assert len(statements.sent()) == 5  # and the day's first one the streak
    await gamification.reactions.react(1001, CHANNEL, 4, "🔥")
    assert len(statements.sent()) == 2  # not paid: facts and reaction


def many_rewards(session: Session) -> None:
    for n in range(300):
        session.execute(
            text(
                "INSERT INTO rewards (name, reward_type, reward_value, is_repeatable, is_secret, "
                "claim_window_hours, is_active, sort_order, created_at, updated_at) VALUES (:name, "
                "'BESITOS', '{\"amount\": 1}', false, false, 1, true, 9, '2026-01-01', '2026-01-01')"
            ),
            {"name": f"r{n}"},
        )
    session.execute(
        text(
            "INSERT INTO reward_conditions (reward_id, condition_type, condition_value, condition_group, "
            "sort_order, created_at) SELECT id, 'TOTAL_POINTS', 1000000 + id, 0, 0, '2026-01-01' "
            "FROM rewards WHERE name LIKE 'r%'"
        )
    )


async def test_fifty_taps_at_once_pay_once(gamification: Gamification, database: Database) -> None:
    outcomes = await asyncio.gather(
        *(gamification.reactions.react(1001, CHANNEL, 5, "🔥❤"[n % 2]) for n in range(50))
    )
    assert sorted(outcome.paid for outcome in outcomes) == [0] * 49 + [5]
    assert len(await database.read(paid_entries)) == 1
    assert sum(len(outcome.unlocked) for outcome in outcomes) == 1
    assert sum((await gamification.reactions.counts(CHANNEL, 5)).values()) == 1


async def test_the_limit_and_the_cooldown_hold_for_reactions_at_once(
    gamification: Gamification, database: Database
) -> None:
    await gamification.economy.update(7, max_reactions_per_day=3, reaction_cooldown_seconds=0)
    await asyncio.gather(*(gamification.reactions.react(1001, CHANNEL, n, "🔥") for n in range(30)))
    assert len(await database.read(paid_entries)) == 3
    await gamification.economy.update(7, max_reactions_per_day=30, reaction_cooldown_seconds=30)
    await asyncio.gather(*(gamification.reactions.react(1002, CHANNEL, n, "🔥") for n in range(30)))
    assert len(await database.read(paid_entries)) == 4


async def test_a_member_of_users_without_a_profile_is_given_one(
    gamification: Gamification, database: Database
) -> None:
    await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))
    assert (await gamification.reactions.react(1001, CHANNEL, 5, "🔥")).balance == 5


async def test_nobody_cannot_react(gamification: Gamification, database: Database) -> None:
    for nobody in (404, -(2**70), True):
        with pytest.raises(UnknownMember):
            await gamification.reactions.react(nobody, CHANNEL, 5, "🔥")
    assert await gamification.reactions.counts(CHANNEL, 5) == {}


@pytest.mark.parametrize(
    ("channel", "message", "emoji"),
    [
        ("", 5, "🔥"), ("x" * 51, 5, "🔥"), (1, -1, "🔥"), (1, 2**70, "🔥"), (1, 5, ""), (1, 5, "x" * 65),
        (1, 5, "\ud800"),
    ],
)  # fmt: skip
async def test_an_invalid_message_or_emoji_is_refused(
    gamification: Gamification, database: Database, channel: int | str, message: int, emoji: str
) -> None:
    with pytest.raises(ValueError, match="is no"):
        await gamification.reactions.react(1001, channel, message, emoji)
    assert await database.read(paid_entries) == []
