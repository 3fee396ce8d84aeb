"""The rows of the outbox: written with their cause, claimed by one process at a time, in order, and ended."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.outbox import OutboxRow
from bot.services.gamification import Identity
from bot.services.gamification.gamification import assemble
from bot.services.gamification.outbox.notices import FOR_MEMBERS, Notice, delivery, gift, level_up
from bot.services.gamification.outbox.outbox import Outbox
from bot.services.gamification.outbox.rows import Backlog, Claim, _claimable, in_seconds
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ANA, BEA = 1001, 1002


@pytest.fixture
async def members(database: Database) -> None:
    await assemble(database).profiles.ensure([Identity(ANA, "Ana"), Identity(BEA, "Bea")])


@pytest.fixture
def outbox(database: Database, clock: WallClock, members: None) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def other(database: Database, clock: WallClock, members: None) -> Outbox:
    """The outbox of another process."""
    return Outbox(database, clock)


async def put(database: Database, outbox: Outbox, clock: WallClock, notices: Sequence[Notice]) -> None:
    await database.write(lambda session: outbox.put(session, notices, clock()))


async def keys(database: Database) -> list[str]:
    return await database.read(
        lambda session: list(session.scalars(select(OutboxRow.once_key).order_by(OutboxRow.id)))
    )


async def lease_ends(database: Database) -> None:
    """What happens by itself ten seconds after the process that held the rows was killed."""

    def work(session: Session) -> None:
        session.execute(update(OutboxRow).values(lease_until=in_seconds(session, -1)))

    await database.write(work)


async def waiting_ends(database: Database) -> None:
    """What happens by itself when the time of a row that was put off has come."""

    def work(session: Session) -> None:
        session.execute(
            update(OutboxRow).where(OutboxRow.due_at.is_not(None)).values(due_at=in_seconds(session, -1))
        )

    await database.write(work)


async def test_rows_are_written_by_one_statement_and_nothing_by_none(
    database: Database, outbox: Outbox, clock: WallClock, statements: Statements
) -> None:
    notices = [gift(ANA, 5, 5, 1), level_up(ANA, 2, clock()), gift(BEA, 5, 5, 2)]
    statements.sent()
    await put(database, outbox, clock, notices)
    assert len(statements.sent()) == 1
    await put(database, outbox, clock, [])
    assert statements.sent() == []
    assert await keys(database) == [notice.once_key for notice in notices]


async def test_a_cause_makes_one_row(database: Database, outbox: Outbox, clock: WallClock) -> None:
    await put(database, outbox, clock, [gift(ANA, 5, 5, 1)])
    await put(database, outbox, clock, [gift(ANA, 5, 5, 1), gift(ANA, 5, 10, 2)])
    assert await keys(database) == ["gift:1", "gift:2"]


async def test_what_is_rolled_back_is_not_told(database: Database, outbox: Outbox, clock: WallClock) -> None:
    def work(session: Session) -> None:
        outbox.put(session, [gift(ANA, 5, 5, 1)], clock())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(work)
    assert await keys(database) == []


async def test_claimed_rows_come_in_order_once_and_are_gone_when_told(
    database: Database, outbox: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, n, n, n) for n in range(1, 6)])
    rows = await outbox.claim(FOR_MEMBERS, 3, in_order=True)
    assert [row.payload["amount"] for row in rows] == [1, 2, 3]
    assert [row.tries for row in rows] == [1, 1, 1]
    assert rows[0].created_at == clock()
    assert await outbox.claim(FOR_MEMBERS, 3, in_order=True) == []  # two would overtake one
    await outbox.told(rows)
    rest = await outbox.claim(FOR_MEMBERS, 3, in_order=True)
    assert [row.payload["amount"] for row in rest] == [4, 5]
    await outbox.told(rest)
    assert await keys(database) == []


async def test_an_idle_poll_is_one_read_and_never_a_write(outbox: Outbox, statements: Statements) -> None:
    statements.sent()
    assert await outbox.claim(FOR_MEMBERS, 30, in_order=True) == []
    (only,) = statements.sent()
    assert only.startswith("SELECT")


async def test_one_process_sends_at_a_time(
    database: Database, outbox: Outbox, other: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 5, 5, 1), gift(BEA, 5, 5, 2)])
    (row,) = await outbox.claim(FOR_MEMBERS, 1, in_order=True)
    assert await other.claim(FOR_MEMBERS, 1, in_order=True) == []
    await outbox.told([row])
    (row,) = await other.claim(FOR_MEMBERS, 1, in_order=True)
    assert row.user_id == BEA


async def test_of_many_claims_at_once_each_row_goes_to_one(
    database: Database, clock: WallClock, members: None
) -> None:
    everybody = [Outbox(database, clock) for _ in range(8)]
    await put(database, everybody[0], clock, [gift(ANA, n, n, n) for n in range(1, 41)])
    got = await asyncio.gather(*(outbox.claim(FOR_MEMBERS, 10, in_order=False) for outbox in everybody))
    taken = [row.id for rows in got for row in rows]
    while rows := await everybody[0].claim(FOR_MEMBERS, 10, in_order=False):  # what several looked at at once
        taken += [row.id for row in rows]
    assert len(taken) == len(set(taken)) == 40


async def test_of_many_claims_in_order_at_once_one_process_gets_all(
    database: Database, clock: WallClock, members: None
) -> None:
    everybody = [Outbox(database, clock) for _ in range(8)]
    for round_ in range(5):
        await put(database, everybody[0], clock, [gift(ANA, n, n, 100 * round_ + n) for n in range(8)])
        got = await asyncio.gather(*(outbox.claim(FOR_MEMBERS, 4, in_order=True) for outbox in everybody))
        (rows,) = [rows for rows in got if rows]
        assert [row.payload["amount"] for row in rows] == [0, 1, 2, 3]
        await everybody[0].told(rows)
        (rest,) = [rows for rows in [await everybody[1].claim(FOR_MEMBERS, 10, in_order=True)] if rows]
        await everybody[1].told(rest)


async def test_what_a_killed_process_held_is_told_by_another_when_its_lease_is_over(
    database: Database, outbox: Outbox, other: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 5, 5, 1)])
    await outbox.claim(FOR_MEMBERS, 1, in_order=True)
    await lease_ends(database)
    (row,) = await other.claim(FOR_MEMBERS, 1, in_order=True)
    assert row.tries == 2


async def test_a_lease_that_is_renewed_stays(
    database: Database, outbox: Outbox, other: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 5, 5, 1)])
    await outbox.claim(FOR_MEMBERS, 1, in_order=True)
    await lease_ends(database)
    await outbox.renew()
    assert await other.claim(FOR_MEMBERS, 1, in_order=True) == []
    await lease_ends(database)
    assert len(await other.claim(FOR_MEMBERS, 1, in_order=True)) == 1


@pytest.mark.parametrize("ahead", [-400, 400], ids=["behind", "ahead"])
async def test_clocks_of_processes_do_not_matter(
    database: Database, outbox: Outbox, clock: WallClock, ahead: int
) -> None:
    wrong = Outbox(database, WallClock())
    clock.passes(days=ahead)
    await put(database, wrong, clock, [gift(ANA, 5, 5, 1), gift(BEA, 5, 5, 2)])
    rows = await wrong.claim(FOR_MEMBERS, 2, in_order=True)
    assert await outbox.claim(FOR_MEMBERS, 2, in_order=True) == []  # the lease holds
    await wrong.give_back(rows[:1], after_seconds=30)
    await wrong.told(rows[1:])
    assert await outbox.claim(FOR_MEMBERS, 2, in_order=True) == []
    await waiting_ends(database)
    assert len(await outbox.claim(FOR_MEMBERS, 2, in_order=True)) == 1


async def test_what_waits_of_a_member_holds_back_only_that_member(
    database: Database, outbox: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 1, 1, 1), gift(ANA, 2, 3, 2), gift(BEA, 1, 1, 3)])
    (first,) = await outbox.claim(FOR_MEMBERS, 1, in_order=True)
    await outbox.give_back([first], after_seconds=60)
    rows = await outbox.claim(FOR_MEMBERS, 10, in_order=True)
    assert [row.user_id for row in rows] == [BEA]


async def test_a_try_that_does_not_count_is_not_counted(
    database: Database, outbox: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 1, 1, 1)])
    for untried, tries in ((True, 1), (False, 1), (False, 2)):
        (row,) = await outbox.claim(FOR_MEMBERS, 1, in_order=True)
        assert row.tries == tries
        await outbox.give_back([row], untried=untried)


async def test_what_is_given_up_stays_for_a_week(
    database: Database, outbox: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [gift(ANA, 1, 1, 1), gift(BEA, 1, 1, 2)])
    (row,) = await outbox.claim(FOR_MEMBERS, 1, in_order=True)
    await outbox.give_up(row, "ValueError: " + "x" * 1000)
    assert await outbox.backlog() == Backlog(members=1, hooks=0, oldest=clock(), given_up=1)
    clock.passes(days=6)
    assert await outbox.expire() == 0
    clock.passes(days=2)
    assert await outbox.expire() == 2
    assert await keys(database) == []


async def test_a_row_in_hand_is_told_by_others_only_if_the_hand_did_not(
    database: Database, outbox: Outbox, other: Outbox, clock: WallClock
) -> None:
    await put(database, outbox, clock, [delivery(ANA, 1, "delivery:purchase:1")])
    assert await other.claim(FOR_MEMBERS, 1, in_order=True) == []
    async with outbox.in_hand("delivery:purchase:1") as hand:
        assert await outbox.claim(FOR_MEMBERS, 1, in_order=True) == []
        hand.told = True
    assert await keys(database) == []
    await put(database, outbox, clock, [delivery(ANA, 1, "delivery:purchase:2")])
    with pytest.raises(RuntimeError):
        async with outbox.in_hand("delivery:purchase:2"):
            raise RuntimeError
    assert len(await other.claim(FOR_MEMBERS, 1, in_order=True)) == 1


async def test_a_deleted_member_is_told_nothing(database: Database, outbox: Outbox, clock: WallClock) -> None:
    await put(database, outbox, clock, [gift(ANA, 1, 1, 1)])
    await database.write(lambda session: session.execute(text("DELETE FROM users WHERE user_id = 1001")))
    assert await keys(database) == []


async def test_a_purchase_that_unlocks_a_reward_writes_both_by_one_statement(
    database: Database, clock: WallClock, members: None, statements: Statements
) -> None:
    # A database of its own: `members` has services on the other one, which would write, too.
    of_shop = Database(database.url)
    services = assemble(of_shop, clock=clock)
    await add_reward(database, "Primera compra", ("FIRST_PURCHASE", None))
    product_id = await add_product(database, "Playa", 0, files=("AgACphoto",))
    statements.sent()
    purchase = await services.shop.buy(ANA, product_id, price=0, deliver=True)
    (written,) = [statement for statement in statements.sent() if "gamification_outbox" in statement]
    assert written.startswith("INSERT")
    assert [key.rsplit(":", 1)[0] for key in await keys(database)] == [
        "delivery:purchase",
        f"unlocked:{ANA}:{purchase.unlocked[0].id}",
    ]
    # The news wait until the files have arrived.
    assert await services.outbox.claim(FOR_MEMBERS, 10, in_order=True) == []
    async with services.outbox.in_hand(f"delivery:purchase:{purchase.id}") as hand:
        hand.told = True
    (row,) = await services.outbox.claim(FOR_MEMBERS, 10, in_order=True)
    assert row.kind == "unlocked"
    await of_shop.close()


async def plan_of(database: Database, query: Select[Any]) -> str:
    def work(session: Session) -> str:
        explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
        sql = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        return "\n".join(str(row[-1]) for row in session.connection().exec_driver_sql(f"{explain} {sql}"))

    return await database.read(work)


@pytest.mark.parametrize("in_order", [True, False])
async def test_a_poll_reads_no_row_that_waits_for_later(
    database: Database, outbox: Outbox, clock: WallClock, in_order: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.gamification.outbox.rows.SPREAD_SECONDS", 60.0)
    await database.write(lambda session: outbox.put_spread(session, many(2_000), clock()))
    await put(database, outbox, clock, [gift(ANA, 5, 5, 0)])
    if database.dialect == "postgresql":
        await database.write(lambda session: session.execute(text("ANALYZE gamification_outbox")))
    claim = Claim(FOR_MEMBERS, "me", 10.0, in_order)

    def claimable(session: Session) -> Select[Any]:
        return _claimable(claim, in_seconds(session), 30)

    plan = await plan_of(database, await database.read(claimable))
    assert not re.search(r"SCAN (at_once|when_due|candidate|earlier|elsewhere)\b", plan), plan
    assert "Seq Scan on gamification_outbox" not in plan, plan
    (row,) = await outbox.claim(FOR_MEMBERS, 30, in_order=in_order)
    assert row.once_key == "gift:0"


def many(number: int) -> list[Notice]:
    return [gift(BEA, n, n, n) for n in range(1, number + 1)]


async def test_of_one_member_what_is_due_and_what_is_new_are_told_in_their_order(
    database: Database, outbox: Outbox, clock: WallClock
) -> None:
    """The claim looks up rows with and without a due time apart, and each takes no more than its limit."""
    await put(database, outbox, clock, [gift(ANA, n, n, n) for n in range(1, 7)])
    put_off = await outbox.claim(FOR_MEMBERS, 6, in_order=True)
    await outbox.give_back([put_off[n] for n in (1, 3, 4)], after_seconds=0)
    await outbox.give_back([put_off[n] for n in (0, 2, 5)])
    got: list[int] = []
    for _ in range(12):
        rows = await outbox.claim(FOR_MEMBERS, 2, in_order=True)
        got += [row.payload["amount"] for row in rows]
        await outbox.told(rows)
    assert got == [1, 2, 3, 4, 5, 6]
