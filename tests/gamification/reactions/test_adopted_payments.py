"""What bots of before gamification paid for a reaction is not paid again, whatever is done with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import LedgerEntry, UserReaction
from bot.services.gamification import ReactionRefusal
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.clock import WallClock

CHANNEL, OTHER = -1001, -1002


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([Identity(1, "Ana")])
    return gamification


def paid(session: Session, at: datetime, number: object) -> None:
    metadata = None if number is None else {"content_id": number}
    values = {
        "user_id": 1, "amount": 5, "type": "EARN_REACTION", "reason": "Reaccion",
        "transaction_metadata": metadata, "created_at": at,
    }  # fmt: skip
    session.execute(insert(LedgerEntry).values(**values))


def reacted(session: Session, at: datetime, channel: int, number: int) -> None:
    values = {"user_id": 1, "channel_id": str(channel), "content_id": number, "emoji": "🔥", "created_at": at}
    session.execute(insert(UserReaction).values(**values))


async def again(gamification: Gamification, channel: int, number: int) -> ReactionRefusal | None:
    return (await gamification.reactions.react(1, channel, number, "❤")).refusal


@pytest.mark.parametrize("number", [7, None])
async def test_a_reaction_that_is_taken_back_and_made_again_stays_paid(
    gamification: Gamification, database: Database, clock: WallClock, number: int | None
) -> None:
    at = clock.now - timedelta(days=30)
    await database.write(paid, at + timedelta(seconds=1), number)
    await database.write(reacted, at, CHANNEL, 7)
    assert await gamification.reactions.remove(1, CHANNEL, 7)
    for _ in range(2):
        assert await again(gamification, CHANNEL, 7) is ReactionRefusal.ALREADY_PAID
        assert await gamification.reactions.remove(1, CHANNEL, 7)
        clock.passes(hours=1)
    assert await again(gamification, CHANNEL, 8) is None
    clock.passes(hours=1)
    assert await again(gamification, OTHER, 7) is None


async def test_a_reaction_that_was_changed_long_after_its_payment_is_known_by_the_message(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await database.write(paid, clock.now - timedelta(days=30), 7)
    await database.write(reacted, clock.now - timedelta(days=3), CHANNEL, 7)
    assert await again(gamification, CHANNEL, 7) is ReactionRefusal.ALREADY_PAID
    clock.passes(hours=1)
    assert await gamification.reactions.remove(1, CHANNEL, 7)
    assert await again(gamification, CHANNEL, 7) is ReactionRefusal.ALREADY_PAID


async def test_a_payment_is_that_of_the_channel_whose_reaction_is_of_its_moment(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    at = clock.now - timedelta(days=30)
    await database.write(paid, at, 7)
    await database.write(reacted, at, OTHER, 7)
    await database.write(reacted, at + timedelta(days=1), CHANNEL, 7)  # past that day's limit
    assert await again(gamification, CHANNEL, 7) is None
    clock.passes(hours=1)
    assert await again(gamification, OTHER, 7) is ReactionRefusal.ALREADY_PAID


async def test_one_payment_pays_one_message(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    at = clock.now - timedelta(days=30)
    await database.write(paid, at, None)
    for number in (7, 8):  # two reactions in a moment, of which the second was within the cooldown
        await database.write(reacted, at, CHANNEL, number)
    assert await again(gamification, CHANNEL, 7) is ReactionRefusal.ALREADY_PAID
    assert await again(gamification, CHANNEL, 8) is None
