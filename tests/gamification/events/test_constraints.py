"""What is changed behind our back between two statements of ours ends in a domain error, never in a
database's."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.errors import is_missing_reference
from bot.services.gamification import AlreadyOwned, GamificationError, IdempotencyConflict, InsufficientFunds
from bot.services.gamification.events.constraints import domain_error_for
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity

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


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE user_gamification_profiles SET balance = -1"], InsufficientFunds),
        ([ENTRY + "(1001, 5, 'EARN_ADMIN', 'x', 'k', '2026-01-01')"] * 2, IdempotencyConflict),
        ([ACCESS] * 2, AlreadyOwned),
    ],
)
@pytest.mark.usefixtures("gamification")
async def test_a_broken_constraint_is_the_rule_it_stands_for(
    database: Database, statements: list[str], expected: type[GamificationError]
) -> None:
    def work(session: Session) -> None:
        for statement in statements:
            session.execute(text(statement))

    with pytest.raises(IntegrityError) as caught:
        await database.write(work)
    assert type(domain_error_for(caught.value)) is expected


@pytest.mark.usefixtures("gamification")
async def test_a_missing_reference_is_none_of_the_rules(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await database.write(
            lambda s: s.execute(text(ENTRY + "(404, 5, 'EARN_ADMIN', 'x', 'k', '2026-01-01')"))
        )
    assert is_missing_reference(caught.value)
    assert domain_error_for(caught.value) is None


@pytest.mark.usefixtures("gamification")
async def test_a_mistake_of_ours_is_no_rule(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        await database.write(lambda s: s.execute(text(ENTRY + "(1001, 5, NULL, 'x', 'k', '2026-01-01')")))
    assert domain_error_for(caught.value) is None
