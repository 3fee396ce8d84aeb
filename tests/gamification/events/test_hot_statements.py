"""What members do all day is sent by kept statements alone: SQLAlchemy's ORM costs several times what the
database itself takes, and one statement that is built for a call is enough to need it."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.unit_session import UnitSession
from bot.services.gamification import Gamification, TransactionType
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock

WARM, MEASURED = range(1, 6), 6
CHANNEL = -1001234567890
PRICE = 10

Call = Callable[[Gamification, int, int], Awaitable[object]]
CALLS: dict[str, Call] = {
    "credit": lambda services, member, _: services.wallet.credit(
        member, 5, TransactionType.EARN_OTHER, reason="quiz", key=f"quiz:{member}"
    ),
    "replayed credit": lambda services, member, _: services.wallet.credit(
        member, 50, TransactionType.EARN_ADMIN, reason="start", key=f"start:{member}"
    ),
    "reaction": lambda services, member, _: services.reactions.react(member, CHANNEL, 1, "🔥"),
    "daily claim": lambda services, member, _: services.daily_gift.claim(member),
    "purchase": lambda services, member, product: services.shop.buy(member, product, price=PRICE),
    "balance": lambda services, member, _: services.wallet.balance(member),
    "history": lambda services, member, _: services.wallet.history(member),
    "profile card": lambda services, member, _: services.profile_cards.of(member),
    "ranking": lambda services, _member, _: services.leaderboard.top(),
}


def count_orm_sessions(monkeypatch: pytest.MonkeyPatch) -> list[UnitSession]:
    """Return the units of work that asked for the ORM's Session since now."""
    made: list[UnitSession] = []
    orm = vars(UnitSession)["orm"].fget

    def noted(unit: UnitSession) -> Session:
        made.append(unit)
        session: Session = orm(unit)
        return session

    monkeypatch.setattr(UnitSession, "orm", property(noted))
    return made


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_no_session_of_the_orm_is_made(
    database_url: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One connection: statements are kept for each connection of SQLite's threads.
    database = Database(database_url, pool_size=1, retry_timeout_seconds=60)
    try:
        services = assemble(database, clock=WallClock())
        await services.profiles.ensure([Identity(n, f"Member {n}") for n in (*WARM, MEASURED)])
        for member in (*WARM, MEASURED):
            await services.wallet.credit(
                member, 50, TransactionType.EARN_ADMIN, reason="start", key=f"start:{member}"
            )
        product = await add_product(database, "Photos", price=PRICE)
        for member in WARM:
            await call(services, member, product)
        made = count_orm_sessions(monkeypatch)
        await call(services, MEASURED, product)
        assert made == []
    finally:
        await database.close()
