"""Money and the daily gift on databases that were gamified before this ledger: entries without keys,
profiles with a surrogate id, streaks that hold instants."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.demo.production.copy import State
from bot.services.gamification import AlreadyClaimed, Gamification, TransactionType
from bot.services.gamification.gamification import assemble
from tests.kit.production_copies import FEW, MakeCopy, upgraded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN

Books = tuple[int, int, int, int]


@pytest.fixture(params=["halfway", "played", "drifted"])
def gamified(request: pytest.FixtureRequest) -> State:
    """The ages in which members had besitos."""
    state: State = request.param
    return state


@pytest.fixture
async def database(gamified: State, production_copy: MakeCopy) -> AsyncIterator[Database]:
    async with upgraded(production_copy(gamified, FEW)) as database:
        yield database


@pytest.fixture
def gamification(database: Database) -> Gamification:
    return assemble(database, clock=lambda: NOW)


def richest(session: Session) -> int:
    return int(
        session.execute(
            text("SELECT user_id FROM user_gamification_profiles ORDER BY balance DESC, user_id LIMIT 1")
        ).scalar_one()
    )


def without_profile(session: Session) -> int:
    return int(
        session.execute(
            text(
                "SELECT min(user_id) FROM users "
                "WHERE user_id NOT IN (SELECT user_id FROM user_gamification_profiles)"
            )
        ).scalar_one()
    )


def books(session: Session, user_id: int) -> Books:
    row = session.execute(
        text(
            "SELECT balance, total_earned, total_spent, (SELECT sum(amount) FROM transactions t "
            "WHERE t.user_id = p.user_id) FROM user_gamification_profiles p WHERE user_id = :user_id"
        ),
        {"user_id": user_id},
    ).one()
    return row[0], row[1], row[2], int(row[3])


async def test_money_moves_on_from_the_old_balance_and_the_books_agree(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(richest)
    balance, earned, spent, ledger = await database.read(books, member)
    assert balance == earned - spent == ledger > 0
    wallet = gamification.wallet
    credit = await wallet.credit(member, 500, EARN, reason="x", key="a")
    debit = await wallet.debit(member, balance + 100, SPEND, reason="x", key="b")
    again = await wallet.credit(member, 500, EARN, reason="x", key="a")
    assert (credit.balance, debit.balance) == (balance + 500, 400)
    assert (again.entry_id, again.balance, again.level, again.replayed) == (
        credit.entry_id, balance + 500, credit.level, True,
    )  # fmt: skip
    assert await database.read(books, member) == (400, earned + 500, spent + balance + 100, 400)


async def test_history_goes_back_to_entries_without_keys(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(richest)
    await gamification.wallet.credit(member, 500, EARN, reason="new", key="a")
    entries = await gamification.wallet.history(member, limit=100)
    assert entries[0].reason == "new"
    assert {entry.reason for entry in entries[1:]} <= {"Reacción", "Compra"}
    assert sum(entry.amount for entry in entries) == await gamification.wallet.balance(member)


async def test_a_card_shows_the_old_balance(database: Database, gamification: Gamification) -> None:
    member = await database.read(richest)
    balance, earned, spent, _ = await database.read(books, member)
    card = await gamification.profile_cards.of(member)
    assert (card.balance, card.total_earned, card.total_spent) == (balance, earned, spent)
    assert card.level_starts_at <= earned


async def test_a_streak_of_an_older_bot_goes_on(database: Database, gamification: Gamification) -> None:
    member = await database.read(richest)
    before = await gamification.wallet.balance(member)
    await database.write(
        lambda session: session.execute(
            text(
                "INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, "
                "last_claim_date, created_at, updated_at) VALUES (:user_id, 'DAILY_GIFT', 6, 9, "
                "'2026-11-22 23:30:15.123456', '2026-01-01', '2026-01-01')"
            ),
            {"user_id": member},
        )
    )
    claim = await gamification.daily_gift.claim(member)
    assert (claim.gift, claim.streak_bonus, claim.day, claim.longest) == (50, 20, 7, 9)
    assert claim.balance == before + 70
    with pytest.raises(AlreadyClaimed):
        await gamification.daily_gift.claim(member)


async def test_a_member_who_never_came_back_starts_with_a_claim(
    database: Database, gamification: Gamification
) -> None:
    member = await database.read(without_profile)
    claim = await gamification.daily_gift.claim(member)
    assert (claim.balance, claim.day) == (50, 1)
    assert await database.read(books, member) == (50, 50, 0, 50)
