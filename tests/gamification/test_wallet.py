"""Money: every operation once, the ledger and the wallet always agree, nothing below zero."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification.errors import (
    IdempotencyConflict,
    InsufficientFunds,
    InvalidAmount,
    UnknownMember,
)
from bot.services.gamification.events.ledger import Movement, Receipt, post
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.idempotency_keys import OWN_PREFIXES
from bot.services.gamification.rules.terms import Terms
from bot.services.gamification.rules.transaction_types import TransactionType
from tests.kit.databases import Kind
from tests.kit.holding_rows import stay_until_waited_for
from tests.kit.statements import Statements

ANA = Identity(1001, "Ana")
EARN_OTHER = TransactionType.EARN_OTHER
EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
REFUND = TransactionType.EARN_SHOP_REFUND


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database)
    await gamification.profiles.provision(ANA)
    return gamification


@pytest.fixture
async def others(database: Database) -> AsyncIterator[list[Gamification]]:
    """Three more of everything, with connections of their own."""
    databases = [Database(database.url, pool_size=3, retry_timeout_seconds=30) for _ in range(3)]
    yield [assemble(other) for other in databases]
    for other in databases:
        await other.close()


def books(session: Session) -> tuple[int, int, int, int, int]:
    """Balance, total_earned, total_spent, sum and number of ledger entries of Ana."""
    wallet = session.execute(
        text("SELECT balance, total_earned, total_spent FROM user_gamification_profiles WHERE user_id = 1001")
    ).one()
    ledger = session.execute(
        text("SELECT coalesce(sum(amount), 0), count(*) FROM transactions WHERE user_id = 1001")
    ).one()
    return wallet[0], wallet[1], wallet[2], int(ledger[0]), ledger[1]


async def test_a_credit_and_a_debit(gamification: Gamification, database: Database) -> None:
    wallet = gamification.wallet
    credit = await wallet.credit(1001, 500, EARN, reason="gift", key="a")
    debit = await wallet.debit(1001, 200, SPEND, reason="fine", key="b", metadata={"why": "🔥"})
    assert credit == Receipt(
        credit.entry_id, 500, 500, 3, levelled_up=True, replayed=False, unlocked=credit.unlocked
    )
    assert [reward.code for reward in credit.unlocked] == ["beginner-saver"]
    assert debit == Receipt(debit.entry_id, -200, 300, 3, levelled_up=False, replayed=False)
    assert await wallet.balance(1001) == 300
    assert await database.read(books) == (300, 500, 200, 300, 2)
    newest, oldest = await wallet.history(1001)
    assert (newest.amount, newest.type, newest.reason, newest.metadata) == (
        -200,
        SPEND,
        "fine",
        {"why": "🔥"},
    )
    assert (oldest.amount, oldest.type, oldest.reason, oldest.metadata) == (500, EARN, "gift", None)


@pytest.mark.every_shape
async def test_the_same_key_again_returns_the_first_receipt_and_moves_nothing(
    gamification: Gamification, database: Database
) -> None:
    wallet = gamification.wallet
    first = await wallet.credit(1001, 500, EARN, reason="gift", key="a")
    await wallet.debit(1001, 100, SPEND, reason="later", key="b")
    await wallet.credit(1001, 900, EARN, reason="later", key="c")
    again = await wallet.credit(1001, 500, EARN, reason="the gift, in other words", key="a")
    assert again == Receipt(first.entry_id, 500, 500, 3, levelled_up=True, replayed=True)
    assert await database.read(books) == (1300, 1400, 100, 1300, 3)


@pytest.mark.parametrize(
    ("user_id", "amount", "type_"),
    [(1001, 501, EARN), (2002, 500, EARN), (1001, 500, TransactionType.EARN_REWARD)],
)
async def test_the_same_key_with_another_content_is_a_conflict(
    gamification: Gamification, database: Database, user_id: int, amount: int, type_: TransactionType
) -> None:
    await gamification.profiles.provision(Identity(2002, "Bea"))
    await gamification.wallet.credit(1001, 500, EARN, reason="gift", key="a")
    with pytest.raises(IdempotencyConflict):
        await gamification.wallet.credit(user_id, amount, type_, reason="gift", key="a")
    assert await database.read(books) == (500, 500, 0, 500, 1)


async def test_more_than_there_is_cannot_be_taken(gamification: Gamification, database: Database) -> None:
    await gamification.wallet.credit(1001, 99, EARN, reason="gift", key="a")
    with pytest.raises(InsufficientFunds) as caught:
        await gamification.wallet.debit(1001, 100, SPEND, reason="fine", key="b")
    assert (caught.value.balance, caught.value.needed) == (99, 100)
    assert await database.read(books) == (99, 99, 0, 99, 1)
    assert (await gamification.wallet.debit(1001, 99, SPEND, reason="fine", key="b")).balance == 0


async def test_a_refund_lowers_what_was_spent_and_raises_no_level(
    gamification: Gamification, database: Database
) -> None:
    await gamification.wallet.credit(1001, 399, EARN, reason="gift", key="a")
    await gamification.wallet.debit(1001, 300, TransactionType.SPEND_SHOP, reason="pack", key="b")
    receipt = await gamification.wallet.credit(1001, 300, REFUND, reason="refund", key="c")
    assert (receipt.balance, receipt.level, receipt.levelled_up) == (399, 2, False)
    assert await database.read(books) == (399, 399, 0, 399, 3)


@pytest.mark.parametrize("amount", [0, -1, 1_000_000_001, True, 5.0, "5", None, float("nan"), 10**30])
async def test_an_invalid_amount_is_refused(
    gamification: Gamification, database: Database, amount: Any
) -> None:
    for call, kind in ((gamification.wallet.credit, EARN), (gamification.wallet.debit, SPEND)):
        with pytest.raises(InvalidAmount):
            await call(1001, amount, kind, reason="gift", key="a")
    assert await database.read(books) == (0, 0, 0, 0, 0)


async def test_a_type_names_its_direction(gamification: Gamification) -> None:
    with pytest.raises(ValueError, match="SPEND_ADMIN does not earn"):
        await gamification.wallet.credit(1001, 5, SPEND, reason="x", key="a")
    with pytest.raises(ValueError, match="EARN_ADMIN does not spend"):
        await gamification.wallet.debit(1001, 5, EARN, reason="x", key="a")


@pytest.mark.parametrize("key", ["", "x" * 201, "nul\0"])
async def test_a_key_that_cannot_be_stored_is_refused(gamification: Gamification, key: str) -> None:
    with pytest.raises(ValueError, match="idempotency key"):
        await gamification.wallet.credit(1001, 5, EARN, reason="x", key=key)


@pytest.mark.parametrize("prefix", OWN_PREFIXES)
async def test_a_key_of_a_host_may_not_begin_like_one_of_ours(
    gamification: Gamification, database: Database, prefix: str
) -> None:
    for call, kind in ((gamification.wallet.credit, EARN), (gamification.wallet.debit, SPEND)):
        with pytest.raises(ValueError, match="reaction: daily: streak: reward: purchase: refund: admin:"):
            await call(1001, 5, kind, reason="x", key=f"{prefix}1:1001")
    assert await database.read(books) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("key", ["my-reward:1", "rewards:1", "dailyquiz", "purchase", "quiz:daily:1"])
async def test_a_key_of_a_host_may_name_our_words_elsewhere(gamification: Gamification, key: str) -> None:
    assert (await gamification.wallet.credit(1001, 5, EARN, reason="x", key=key)).balance == 5


async def test_our_own_services_may_post_any_key(gamification: Gamification) -> None:
    gift = Movement(1001, 5, EARN, "a gift of the house", "admin:7:callback-1")
    first, again = await gamification.wallet._post(gift), await gamification.wallet._post(gift)
    assert (first.balance, first.replayed, again.replayed) == (5, False, True)


async def test_nobody_has_no_wallet(gamification: Gamification) -> None:
    with pytest.raises(UnknownMember):
        await gamification.wallet.credit(404, 5, EARN, reason="x", key="a")
    with pytest.raises(UnknownMember):
        await gamification.wallet.debit(404, 5, SPEND, reason="x", key="a")
    with pytest.raises(UnknownMember):
        await gamification.wallet.balance(404)
    with pytest.raises(UnknownMember):
        await gamification.wallet.history(404)


@pytest.mark.parametrize("user_id", [2**63, -(2**70), True, 1001.0, 1.5, "1001", None, 0, -5])
async def test_an_invalid_member_id_is_refused_and_moves_nothing(
    gamification: Gamification, database: Database, user_id: Any
) -> None:
    for call in (
        lambda: gamification.wallet.credit(user_id, 5, EARN, reason="x", key="a"),
        lambda: gamification.wallet.debit(user_id, 5, SPEND, reason="x", key="a"),
        lambda: gamification.wallet.balance(user_id),
        lambda: gamification.wallet.history(user_id),
        lambda: gamification.daily_gift.claim(user_id),
        lambda: gamification.daily_gift.status(user_id),
        lambda: gamification.profile_cards.of(user_id),
    ):
        with pytest.raises(UnknownMember):
            await call()
    assert await database.read(books) == (0, 0, 0, 0, 0)


@pytest.mark.every_shape
async def test_a_member_of_users_without_a_profile_has_one_after_any_call(
    gamification: Gamification, database: Database
) -> None:
    async def lose_the_profile() -> None:
        await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))

    await lose_the_profile()
    assert await gamification.wallet.balance(1001) == 0
    await lose_the_profile()
    assert await gamification.wallet.history(1001) == []
    await lose_the_profile()
    assert (await gamification.wallet.credit(1001, 5, EARN, reason="x", key="a")).balance == 5
    await lose_the_profile()
    assert (await gamification.wallet.debit(1001, 2, SPEND, reason="x", key="b")).balance == 3
    assert await database.read(books) == (3, 5, 2, 3, 2)


@pytest.mark.parametrize("reason", ["🔥" * 300, "half \ud83d emoji", "nul\0byte", "", "<b>Tag</b> & Co"])
async def test_any_reason_is_stored_as_far_as_a_database_can(gamification: Gamification, reason: str) -> None:
    await gamification.wallet.credit(1001, 5, EARN, reason=reason, key="a")
    (entry,) = await gamification.wallet.history(1001)
    assert len(entry.reason) <= 255
    assert entry.reason[:4] == reason.replace("\0", "?")[:4]


async def test_history_pages_by_the_last_entry_seen(gamification: Gamification) -> None:
    for n in range(7):
        await gamification.wallet.credit(1001, n + 1, EARN, reason="x", key=f"k{n}")
    first = await gamification.wallet.history(1001, limit=3)
    second = await gamification.wallet.history(1001, before=first[-1].id, limit=3)
    third = await gamification.wallet.history(1001, before=second[-1].id, limit=3)
    assert [entry.amount for entry in (*first, *second, *third)] == [7, 6, 5, 4, 3, 2, 1]
    assert await gamification.wallet.history(1001, before=third[-1].id) == []


async def test_what_a_movement_costs(gamification: Gamification, statements: Statements) -> None:
    usual = TransactionType.EARN_REWARD
    await gamification.wallet.credit(1001, 100, usual, reason="level 2", key="a")
    statements.sent()
    await gamification.wallet.credit(1001, 1, usual, reason="usual", key="b")
    assert len(statements.sent()) == 3
    await gamification.wallet.debit(1001, 1, SPEND, reason="usual", key="c")
    assert len(statements.sent()) == 3
    await gamification.wallet.credit(1001, 999, usual, reason="a new level", key="d")
    assert len(statements.sent()) == 5  # and what must be told
    await gamification.wallet.credit(1001, 1, EARN, reason="a gift of an admin", key="e")
    assert len(statements.sent()) == 4


async def test_where_no_reward_can_be_unlocked_no_facts_are_read(
    gamification: Gamification, database: Database, statements: Statements
) -> None:
    await database.write(lambda session: session.execute(text("UPDATE rewards SET is_active = false")))
    gamification.catalog.invalidate()
    await gamification.wallet.credit(1001, 1, EARN_OTHER, reason="first", key="a")
    statements.sent()
    await gamification.wallet.credit(1001, 1, EARN_OTHER, reason="second", key="b")
    assert len(statements.sent()) == 2


async def test_a_repeated_request_is_answered_from_its_entry(
    gamification: Gamification, database: Database, statements: Statements
) -> None:
    first = await gamification.wallet.credit(1001, 7, EARN_OTHER, reason="first", key="a")
    for n in range(5):
        await gamification.wallet.credit(1001, 1, EARN_OTHER, reason="more", key=f"b{n}")
    statements.sent()
    again = await gamification.wallet.credit(1001, 7, EARN_OTHER, reason="first", key="a")
    assert replace(again, replayed=False) == replace(first, unlocked=())
    assert len(statements.sent()) == 2
    # Entries of older code do not know the balance after them: it is summed.
    older = text("UPDATE transactions SET balance_after = NULL, earned_after = NULL")
    await database.write(lambda session: session.execute(older))
    summed = await gamification.wallet.credit(1001, 7, EARN_OTHER, reason="first", key="a")
    assert summed == again


async def test_amounts_are_wider_than_32_bits(gamification: Gamification) -> None:
    for n in range(5):
        receipt = await gamification.wallet.credit(1001, 1_000_000_000, EARN, reason="x", key=f"k{n}")
    assert receipt.balance == 5_000_000_000


async def test_fifty_credits_with_one_key_pay_once(
    gamification: Gamification, others: list[Gamification], database: Database
) -> None:
    services = [gamification, *others]
    receipts = await asyncio.gather(
        *(services[n % 4].wallet.credit(1001, 70, EARN, reason="x", key="once") for n in range(50))
    )
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert {(receipt.entry_id, receipt.balance) for receipt in receipts} == {(receipts[0].entry_id, 70)}
    assert await database.read(books) == (70, 70, 0, 70, 1)


async def test_fifty_credits_with_one_key_pay_once_where_the_first_makes_the_profile(
    gamification: Gamification, others: list[Gamification], database: Database
) -> None:
    services = [gamification, *others]
    for turn in range(5):
        user_id = 5_000 + turn
        await database.write(add_user, user_id)
        outcomes = await asyncio.gather(
            *(
                services[n % 4].wallet.credit(user_id, 70 + n % 2, EARN, reason="x", key=f"once {turn}")
                for n in range(50)
            ),
            return_exceptions=True,
        )
        receipts = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
        assert sum(not receipt.replayed for receipt in receipts) == 1
        assert len({(receipt.entry_id, receipt.balance) for receipt in receipts}) == 1
        refused = [outcome for outcome in outcomes if not isinstance(outcome, Receipt)]
        assert len(refused) == 25
        assert {type(error) for error in refused} == {IdempotencyConflict}
        assert await gamification.wallet.balance(user_id) == receipts[0].balance


def add_user(session: Session, user_id: int) -> None:
    session.execute(
        text(
            "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
            "VALUES (:user_id, 'x', 'FREE', '2026-01-01', '2026-01-01')"
        ),
        {"user_id": user_id},
    )


async def test_fifty_debits_never_take_more_than_there_is(
    gamification: Gamification, others: list[Gamification], database: Database
) -> None:
    await gamification.wallet.credit(1001, 70, EARN, reason="x", key="start")
    services = [gamification, *others]
    outcomes = await asyncio.gather(
        *(services[n % 4].wallet.debit(1001, 10, SPEND, reason="x", key=f"d{n}") for n in range(50)),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, InsufficientFunds)]
    assert len(refused) == 43
    assert sorted(outcome.balance for outcome in outcomes if isinstance(outcome, Receipt)) == list(
        range(0, 70, 10)
    )
    assert await database.read(books) == (0, 70, 70, 0, 8)


class TestLostRace:
    """On PostgreSQL, whose snapshots let two transactions both find that a key is not there yet."""

    @pytest.fixture
    def kind(self) -> Kind:
        return "postgresql"

    async def test_a_key_that_was_committed_in_between_is_found_by_a_second_run(
        self, gamification: Gamification, others: list[Gamification], database: Database
    ) -> None:
        moved = asyncio.Event()
        current, catalog = await gamification.economy.current(), await gamification.catalog.snapshot()

        def post_slowly(session: Session, movement: Movement) -> Receipt:
            terms = Terms(
                current=current, catalog=catalog, now=datetime.now(UTC), conditions=gamification.conditions
            )
            receipt = post(session, terms, movement)
            moved.set()
            stay_until_waited_for(session)
            return receipt

        movement = Movement(1001, 70, EARN, "x", "once")
        async with asyncio.TaskGroup() as group:
            first = group.create_task(database.write(post_slowly, movement))
            await moved.wait()  # the first holds the wallet's row
            second = group.create_task(others[0].wallet.credit(1001, 70, EARN, reason="x", key="once"))
        assert (first.result().replayed, second.result().replayed) == (False, True)
        assert first.result().entry_id == second.result().entry_id
        assert await database.read(books) == (70, 70, 0, 70, 1)
