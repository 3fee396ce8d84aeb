"""What is changed behind our back between two statements of ours is found by a second run, whose guards know
the rule and its numbers."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.errors import is_missing_reference
from bot.services.gamification import InsufficientFunds, Receipt, TransactionType
from bot.services.gamification.events.constraints import GUARDED, is_guarded
from bot.services.gamification.events.ledger import Movement, post
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.terms import Terms

MEMBER = "1001, '2026-01-01', '2026-01-01'"
ENTRY = "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) VALUES "
ACCESS = (
    "INSERT INTO user_content_access (user_id, content_set_id, access_type, is_active, accessed_at) "
    "VALUES (1001, 1, 'gift', true, '2026-01-01')"
)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database)
    await gamification.profiles.provision(Identity(1001, "Ana"))
    return gamification


BREAKING = {
    "the balance": ["UPDATE user_gamification_profiles SET balance = -1"],
    "the key": [ENTRY + "(1001, 5, 'EARN_ADMIN', 'x', 'k', '2026-01-01')"] * 2,
    "the access": [ACCESS] * 2,
}


def break_it(session: Session, name: str) -> None:
    for statement in BREAKING[name]:
        session.execute(text(statement))


@pytest.mark.parametrize("name", BREAKING)
@pytest.mark.usefixtures("gamification")
async def test_a_constraint_behind_a_guard_is_known_by_its_name(database: Database, name: str) -> None:
    with pytest.raises(IntegrityError) as caught:
        await database.write(break_it, name)
    assert is_guarded(caught.value)


@pytest.mark.parametrize("name", BREAKING)
async def test_the_second_run_says_the_rule_with_its_numbers(gamification: Gamification, name: str) -> None:
    debit = Movement(1001, 50, TransactionType.SPEND_ADMIN, "x", "debit")
    runs = 0

    def work(session: Session, terms: Terms, user_id: int) -> Receipt:
        nonlocal runs
        runs += 1
        if runs == 1:
            break_it(session, name)
        return post(session, terms, debit)

    with pytest.raises(InsufficientFunds) as caught:
        await gamification.wallet._context.event(work, 1001)
    assert (caught.value.balance, caught.value.needed, runs) == (0, 50, 2)


@pytest.mark.parametrize("name", BREAKING)
async def test_what_breaks_in_every_run_is_given_up(gamification: Gamification, name: str) -> None:
    def work(session: Session, _terms: Terms, _user_id: int) -> Receipt:
        break_it(session, name)
        raise AssertionError("unreachable")

    with pytest.raises(DatabaseUnavailable) as caught:
        await gamification.wallet._context.event(work, 1001)
    assert caught.value.tries == 3


@pytest.mark.usefixtures("gamification")
async def test_a_missing_reference_is_no_such_constraint(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await database.write(
            lambda s: s.execute(text(ENTRY + "(404, 5, 'EARN_ADMIN', 'x', 'k', '2026-01-01')"))
        )
    assert is_missing_reference(caught.value)
    assert not is_guarded(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        ENTRY + "(1001, 5, NULL, 'x', 'k', '2026-01-01')",
        # Another constraint whose name or words are like those of one that we know.
        "UPDATE user_gamification_profiles SET balance = NULL",
        "INSERT INTO user_content_access (user_id, content_set_id) VALUES (1001, NULL)",
    ],
)
async def test_a_mistake_of_ours_comes_as_it_is(gamification: Gamification, statement: str) -> None:
    def work(session: Session, _terms: Terms, _user_id: int) -> Receipt:
        session.execute(text(statement))
        raise AssertionError("unreachable")

    with pytest.raises(IntegrityError):
        await gamification.wallet._context.event(work, 1001)


class NamedByTheServer(Exception):
    """An error of asyncpg, as far as it is looked at."""

    def __init__(self, constraint_name: str | None) -> None:
        super().__init__("in the server's language")
        self.constraint_name = constraint_name


@pytest.mark.parametrize(
    ("name", "guarded"),
    [
        ("uq_transactions_idempotency_key", True),
        ("uq_transactions_idempotency_key_of_the_host", False),
        (None, False),  # an error that has the place for a name, and none in it
    ],
)
def test_the_servers_own_name_decides_however_deep_it_lies(name: str | None, guarded: bool) -> None:
    outer = Exception("transactions.idempotency_key")
    outer.__cause__ = NamedByTheServer(name)
    assert is_guarded(IntegrityError("INSERT", {}, outer)) is guarded


@pytest.mark.parametrize("words", [*GUARDED.values()])
def test_in_words_only_the_whole_message_decides(words: str) -> None:
    assert is_guarded(IntegrityError("INSERT", {}, Exception(words)))
    assert not is_guarded(IntegrityError("INSERT", {}, Exception(f"{words}_2")))
