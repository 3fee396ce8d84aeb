"""Besitos that a host pays and takes by its own words: EARN_OTHER and SPEND_OTHER with a source."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    Credited,
    Debited,
    Gamification,
    IdempotencyConflict,
    Identity,
    TransactionType,
)
from bot.services.gamification.events.ledger import Movement
from bot.services.gamification.gamification import assemble
from tests.kit.clock import WallClock

EARN, SPEND = TransactionType.EARN_OTHER, TransactionType.SPEND_OTHER
ANA = 1001


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    return gamification


async def test_a_host_pays_and_takes_by_its_own_words(gamification: Gamification) -> None:
    heard: list[Any] = []

    async def hear(event: Credited | Debited) -> None:
        heard.append((event.type, event.amount, event.source))

    gamification.on(Credited)(hear)
    gamification.on(Debited)(hear)
    paid = await gamification.wallet.credit(ANA, 100, EARN, reason="round 3", key="q:3", source="quiz")
    assert (paid.balance, paid.level, paid.levelled_up) == (100, 2, True), "it counts as earned"
    await gamification.wallet.debit(ANA, 30, SPEND, reason="a ticket", key="t:1", source="lottery_2-b")
    await gamification.wallet.credit(ANA, 5, EARN, reason="without a word", key="o:1")
    history = await gamification.wallet.history(ANA)
    assert [(entry.type, entry.amount, entry.source) for entry in history] == [
        (EARN, 5, "other"), (SPEND, -30, "lottery_2-b"), (EARN, 100, "quiz"),
    ]  # fmt: skip
    await gamification.hooks.finish(10)
    assert sorted(heard) == [(EARN, 5, "other"), (EARN, 100, "quiz"), (SPEND, 30, "lottery_2-b")]
    profile = await gamification.profiles.get(ANA)
    assert profile is not None
    assert (profile.total_earned, profile.total_spent) == (105, 30)


async def test_an_admin_s_entry_has_no_source_and_is_no_host_s(gamification: Gamification) -> None:
    await gamification.wallet.credit(ANA, 1, TransactionType.EARN_ADMIN, reason="x", key="a")
    (entry,) = await gamification.wallet.history(ANA)
    assert (entry.type, entry.source) == (TransactionType.EARN_ADMIN, None)


async def test_the_source_belongs_to_what_a_key_names(gamification: Gamification) -> None:
    wallet = gamification.wallet
    first = await wallet.credit(ANA, 1, EARN, reason="x", key="k", source="quiz")
    again = await wallet.credit(ANA, 1, EARN, reason="x", key="k", source="quiz")
    assert (again.entry_id, again.replayed) == (first.entry_id, True)
    for type_, source in ((EARN, "raffle"), (EARN, None), (TransactionType.EARN_ADMIN, None)):
        with pytest.raises(IdempotencyConflict):
            await wallet.credit(ANA, 1, type_, reason="x", key="k", source=source)
    assert await wallet.balance(ANA) == 1


@pytest.mark.parametrize("source", ["", "Quiz", "a b", "x" * 33, "ñ", "quiz\n", 3, b"quiz", ["quiz"]])
async def test_a_word_that_cannot_be_a_source_is_refused(gamification: Gamification, source: Any) -> None:
    said = r"^a source is a word of 1 to 32 characters a-z, 0-9, _ and -, not .*$"
    with pytest.raises(ValueError, match=said):
        await gamification.wallet.credit(ANA, 1, EARN, reason="x", key="k", source=source)
    with pytest.raises(ValueError, match=said):
        await gamification.wallet.debit(ANA, 1, SPEND, reason="x", key="k", source=source)
    assert await gamification.wallet.history(ANA) == []


async def test_our_own_types_take_no_source(gamification: Gamification) -> None:
    with pytest.raises(ValueError, match="only EARN_OTHER and SPEND_OTHER have a source, not EARN_ADMIN"):
        await gamification.wallet.credit(
            ANA, 1, TransactionType.EARN_ADMIN, reason="x", key="k", source="quiz"
        )
    with pytest.raises(ValueError, match="a source is a word"):
        Movement(ANA, 1, EARN, "x", "k")


async def test_older_code_reads_types_that_it_knows(gamification: Gamification, database: Database) -> None:
    """The old bot, and Besitos before this, fail at a type that they do not know."""
    await gamification.wallet.credit(ANA, 9, EARN, reason="x", key="k1", source="quiz")
    await gamification.wallet.debit(ANA, 4, SPEND, reason="x", key="k2", source="quiz")

    def rows(session: Session) -> list[tuple[Any, ...]]:
        found = session.execute(text("SELECT type, source FROM transactions ORDER BY id"))
        return [tuple(row) for row in found]

    assert await database.read(rows) == [("EARN_ADMIN", "quiz"), ("SPEND_ADMIN", "quiz")]
