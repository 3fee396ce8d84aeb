"""A host deletes a member, or only the profile, between any two statements of a call: the call runs again,
and says UnknownMember only where the user is gone."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.urls import schema_of
from bot.services.gamification import Gamification, Identity, NotForSale, TransactionType, UnknownMember
from bot.services.gamification.gamification import assemble
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer

Call = Callable[[int], Awaitable[Any]]
FIRST = 1001
FORMULA = "min(floor(total_earned / 10) + 1, 400)"


class Host:
    """Deletes rows through a connection of its own, right before a given statement of ours."""

    def __init__(self, database: Database, server: PostgresServer | None) -> None:
        self._database = database
        self._server = server

    def deletes(self, table: str, user_id: int) -> None:
        """Delete the member's row of `table`, unless somebody holds it."""
        statement = f"DELETE FROM {table} WHERE user_id = {user_id}"
        if self._server is None:
            path = self._database.url.partition(":///")[2]
            with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                with suppress(sqlite3.OperationalError):  # our transaction writes: meanwhile nobody else can
                    connection.execute(statement)
        else:
            url = make_url(self._database.url)
            self._server.sql(
                f"SET search_path TO {schema_of(url) or 'public'}",
                "SET lock_timeout = '20ms'",
                f"DO $$ BEGIN {statement}; EXCEPTION WHEN lock_not_available THEN NULL; END $$",
                database=url.database or "",
            )

    @contextmanager
    def deleting(self, table: str, user_id: int, before: int) -> Iterator[list[int]]:
        """Delete before the statement of this number; the list has the number of those that were sent.
        BEGIN counts: on SQLite a writing transaction can only be come before."""
        sent = [0]

        def note(*_: object) -> None:
            sent[0] += 1
            if sent[0] == before:
                self.deletes(table, user_id)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def host(database: Database, kind: Kind, request: pytest.FixtureRequest) -> Host:
    return Host(database, request.getfixturevalue("postgres") if kind == "postgresql" else None)


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    return assemble(database, clock=clock)


@pytest.fixture
async def calls(gamification: Gamification, database: Database) -> dict[str, Call]:
    free = await add_product(database, "gratis", 0)
    sold = await add_product(database, "fotos", 30)
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 1))
    earn, spend = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
    wallet, shop, rewards = gamification.wallet, gamification.shop, gamification.rewards
    bought: dict[int, int] = {}

    async def refund(member: int, product: int, price: int) -> Any:
        return await shop.refund(7, bought[member])

    async def prepare(member: int) -> None:
        await gamification.profiles.ensure([Identity(member, f"M{member}")])
        await wallet.credit(member, 100, earn, reason="x", key=f"start{member}")

    async def buy_first(member: int, product: int, price: int) -> None:
        bought[member] = (await shop.buy(member, product, price=price)).id

    return {
        "prepare": prepare,
        "credit": lambda m: wallet.credit(m, 5, earn, reason="x", key=f"c{m}"),
        "debit": lambda m: wallet.debit(m, 5, spend, reason="x", key=f"d{m}"),
        "balance": wallet.balance,
        "history": wallet.history,
        "card": gamification.profile_cards.of,
        "rank": gamification.leaderboard.rank,
        "ranking": gamification.leaderboard.ranking,
        "gift": gamification.daily_gift.claim,
        "gift status": gamification.daily_gift.status,
        "react": lambda m: gamification.reactions.react(m, -100, 1, "🔥"),
        "remove": lambda m: gamification.reactions.remove(m, -100, 1),
        "rewards": rewards.available,
        "claim": lambda m: rewards.claim(m, reward),
        "grant": lambda m: rewards.grant(7, m, 2),
        "catalog": shop.catalog,
        "product": lambda m: shop.product(m, sold),
        "buy": lambda m: shop.buy(m, sold, price=30),
        "buy free": lambda m: shop.buy(m, free, price=0),
        "owned": shop.owned,
        "before refund": lambda m: buy_first(m, sold, 30),
        "refund": lambda m: refund(m, sold, 30),
        "before refund free": lambda m: buy_first(m, free, 0),
        "refund free": lambda m: refund(m, free, 0),
        "get_or_create": lambda m: gamification.profiles.get_or_create(Identity(m, f"M{m}")),
    }


CALLS = [
    "credit", "debit", "balance", "history", "card", "rank", "ranking", "gift", "gift status", "react",
    "remove", "rewards", "claim", "grant", "catalog", "product", "buy", "buy free", "owned", "refund",
    "refund free", "get_or_create",
]  # fmt: skip


async def number_of_statements(host: Host, call: Call, member: int) -> int:
    with host.deleting("users", 0, before=0) as sent:
        await call(member)
    return sent[0]


async def exists(database: Database, member: int) -> bool:
    return await database.read(
        lambda session: (
            session.execute(
                text("SELECT count(*) FROM users WHERE user_id = :member"), {"member": member}
            ).scalar_one()
            == 1
        )
    )


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("profile_at_first", [True, False])
async def test_a_profile_that_is_deleted_meanwhile_is_made_again(
    calls: dict[str, Call], host: Host, database: Database, name: str, profile_at_first: bool
) -> None:
    async def new(member: int) -> int:
        await calls["prepare"](member)
        if f"before {name}" in calls:
            await calls[f"before {name}"](member)
        if not profile_at_first:
            host.deletes("user_gamification_profiles", member)
        return member

    statements = await number_of_statements(host, calls[name], await new(FIRST))
    for number in range(1, statements + 1):
        member = await new(FIRST + number)
        with host.deleting("user_gamification_profiles", member, before=number):
            await calls[name](member)  # raises nothing: the user is there, and the ledger has the money


@pytest.mark.parametrize("name", CALLS)
async def test_a_user_who_is_deleted_meanwhile_is_unknown(
    calls: dict[str, Call], host: Host, database: Database, name: str
) -> None:
    async def new(member: int) -> int:
        await calls["prepare"](member)
        if f"before {name}" in calls:
            await calls[f"before {name}"](member)
        return member

    statements = await number_of_statements(host, calls[name], await new(FIRST))
    for number in range(1, statements + 1):
        member = await new(FIRST + number)
        with host.deleting("users", member, before=number):
            try:
                await calls[name](member)
            except UnknownMember as error:
                assert error.user_id == member
                assert not await exists(database, member)
            except NotForSale as error:  # what was bought is gone with the user
                assert (error.reason, await exists(database, member)) == ("unknown_purchase", False)


@pytest.mark.parametrize("name", ["credit", "balance", "gift", "buy", "claim", "get_or_create"])
async def test_a_profile_that_is_deleted_all_the_time_is_a_trouble_of_the_database(
    calls: dict[str, Call], host: Host, name: str
) -> None:
    await calls["prepare"](FIRST)

    def delete(*_: object) -> None:
        host.deletes("user_gamification_profiles", FIRST)

    event.listen(Engine, "before_cursor_execute", delete)
    try:
        await calls[name](FIRST)
    except DatabaseUnavailable:
        pass
    finally:
        event.remove(Engine, "before_cursor_execute", delete)


@pytest.mark.parametrize("name", ["balance", "card", "rank", "gift status", "refund free"])
async def test_a_profile_that_is_made_again_has_the_level_by_the_formula_in_force(
    calls: dict[str, Call], host: Host, database: Database, clock: WallClock, name: str
) -> None:
    await calls["prepare"](FIRST)
    if f"before {name}" in calls:
        await calls[f"before {name}"](FIRST)
    await assemble(database, clock=clock).economy.update(7, level_formula=FORMULA)
    host.deletes("user_gamification_profiles", FIRST)
    await calls[name](FIRST)  # whose settings are from before
    profile = await assemble(database).profiles.get(FIRST)
    assert profile is not None
    assert (profile.total_earned, profile.level) == (100, 11)
    assert await database.read(_stored_level) == 11


def _stored_level(session: Session) -> int:
    return int(session.execute(text("SELECT level FROM user_gamification_profiles")).scalar_one())
