"""What counts as earned is the same to Python and to both databases, for every type of entry."""

import pytest
from sqlalchemy import insert, select

from bot.database import Database
from bot.database.tables.gamification import LedgerEntry
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.earned import EARNED, counts_as_earned
from bot.services.gamification.gamification import assemble
from tests.kit.clock import WallClock

EARNED_TYPES = {
    TransactionType.EARN_REACTION,
    TransactionType.EARN_DAILY,
    TransactionType.EARN_STREAK,
    TransactionType.EARN_REWARD,
    TransactionType.EARN_ADMIN,
    TransactionType.EARN_OTHER,
}


@pytest.mark.parametrize("type_", TransactionType)
def test_everything_counts_but_what_is_spent_and_what_is_given_back(type_: TransactionType) -> None:
    assert counts_as_earned(type_) is (type_ in EARNED_TYPES)


@pytest.mark.parametrize("type_", TransactionType)
async def test_the_statement_counts_what_the_rule_counts(
    database: Database, clock: WallClock, type_: TransactionType
) -> None:
    await assemble(database).profiles.ensure([Identity(1001, "Ana")])
    signed = 5 if type_.earns else -5
    source = "quiz" if type_.has_source else None
    entry = {
        "user_id": 1001, "amount": signed, "type": type_.stored, "source": source, "reason": "x",
        "created_at": clock(),
    }  # fmt: skip
    await database.write(lambda session: session.execute(insert(LedgerEntry), entry))
    query = select(EARNED).select_from(LedgerEntry)
    earned = await database.read(lambda session: session.execute(query).scalars().all())
    assert earned == [5 if counts_as_earned(type_) else 0]
