"""What units of work send again and again is compiled once, and gives the same results as before."""

import asyncio
import gc
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, column, insert, select, text, update
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable, DropTable

from bot.database import Database
from bot.database.tables.gamification import AuditEntry
from bot.database.unit_session import UnitSession

AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
WHO = select(AuditEntry.id, AuditEntry.at, AuditEntry.after).where(
    AuditEntry.who == bindparam("who"), AuditEntry.id > bindparam("least", 0, type_=Integer)
)
NUMBERS = text("SELECT n FROM (SELECT 1 AS n UNION SELECT 2) AS numbers WHERE n <= :most ORDER BY n").columns(
    column("n", Integer)
)
RENAME = update(AuditEntry).where(AuditEntry.who == bindparam("was")).values(who=bindparam("becomes"))
WRITE = text("INSERT INTO gamification_catalog (id, version) VALUES (:id, 1)").bindparams(
    bindparam("id", type_=Integer)
)


def seed(session: Session) -> None:
    for n in (1, 2):
        session.execute(
            insert(AuditEntry).values(at=AT, who="ana", what="w", subject="s", before=None, after={"n": n})
        )


async def three_times(database: Database, statement: Any, parameters: dict[str, Any]) -> list[Any]:
    """The rows of each execution: the first is SQLAlchemy's own, the others are those of the kept one."""

    def work(session: Session) -> list[Any]:
        return [session.execute(statement, parameters).all() for _ in range(3)]

    return await database.read(work)


async def test_rows_are_the_same_by_name_place_and_type(database: Database) -> None:
    await database.write(seed)
    first, second, third = await three_times(database, WHO, {"who": "ana"})
    assert first == second == third
    assert [type(value) for value in second[0]] == [type(value) for value in first[0]]
    assert (second[1].at, second[1].after, second[1]._mapping["after"]) == (AT, {"n": 2}, {"n": 2})
    assert await three_times(database, WHO, {"who": "ana", "least": 10**6}) == [[], [], []]


async def test_every_way_of_reading_a_result(database: Database) -> None:
    def work(session: Session) -> None:
        for _ in range(3):

            def result(most: int) -> Any:
                return session.execute(NUMBERS, {"most": most})

            assert (result(1).scalar_one(), result(0).scalar_one_or_none(), result(2).scalar()) == (
                1,
                None,
                1,
            )
            assert list(result(2).scalars()) == [1, 2]
            assert result(0).scalars().all() == []
            assert (result(1).one().n, result(0).one_or_none(), result(2).first().n) == (1, None, 1)
            assert result(0).first() is None
            assert [row["n"] for row in result(2).mappings()] == [1, 2]
            assert [n for (n,) in result(2)] == [1, 2]
            with pytest.raises(NoResultFound):
                result(0).one()
            with pytest.raises(MultipleResultsFound):
                result(2).one_or_none()

    await database.read(work)


async def test_a_statement_that_changes_rows_counts_them(database: Database) -> None:
    await database.write(seed)

    def work(session: Session) -> list[int]:
        names = ["ana", "bea", "ana", "bea"]
        return [
            session.execute(RENAME, {"was": was, "becomes": becomes}).rowcount  # type: ignore[attr-defined]
            for was, becomes in pairwise(names)
        ]

    assert await database.write(work) == [2, 2, 2]


async def test_an_error_is_that_of_sqlalchemy_and_a_missing_value_too(database: Database) -> None:
    def twice(session: Session) -> None:
        session.execute(WRITE, {"id": 50})
        session.execute(WRITE, {"id": 51})
        session.execute(WRITE, {"id": 50})

    for _ in range(2):
        with pytest.raises(IntegrityError):
            await database.write(twice)

    def missing(session: Session) -> None:
        for _ in range(3):
            session.execute(NUMBERS, {"most": 1})
        session.execute(NUMBERS, {})

    with pytest.raises(StatementError, match="A value is required for bind parameter 'most'"):
        await database.read(missing)


async def test_entities_of_the_orm_and_what_it_holds_back(database: Database) -> None:
    every = select(AuditEntry).order_by(AuditEntry.id)

    def work(session: Session) -> list[str]:
        seen = []
        for name in ("ana", "bea", "eva"):
            session.add(AuditEntry(at=AT, who=name, what="w", subject="s", before=None, after=None))
            assert session.execute(WHO, {"who": name}).all()  # it sees what is held back
            seen.append(session.scalars(every).all()[-1].who)
        return seen

    assert await database.write(work) == ["ana", "bea", "eva"]


async def test_a_statement_made_for_one_call_is_not_kept(database: Database) -> None:
    kept: list[int] = []

    def work(session: UnitSession) -> None:
        for n in range(50):
            session.execute(select(AuditEntry.id).where(AuditEntry.id == n))
        gc.collect()
        kept.append(len(session._kept._kept) + len(session._kept._seen))

    await database.read(work)  # type: ignore[arg-type]
    assert kept[0] < 20


TOLD = Table(
    "told",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("given", Integer),
    Column("at_first", Integer, default=7),
    Column("at_change", Integer, onupdate=9),
)
TELL = insert(TOLD).values(given=bindparam("value"))
CHANGE = update(TOLD).values(given=bindparam("value")).where(TOLD.c.id == bindparam("row"))
ALL_TOLD = select(TOLD.c.given, TOLD.c.at_first, TOLD.c.at_change).order_by(TOLD.c.id)


async def make_told(database: Database) -> None:
    create = text(
        "CREATE TABLE told (id INTEGER PRIMARY KEY, given INTEGER, at_first INTEGER, at_change INTEGER)"
    )
    fill = text("INSERT INTO told VALUES (1, 1, 1, 1), (2, 1, 1, 1), (3, 1, 1, 1)")

    def make(session: Session) -> None:
        session.execute(create)
        session.execute(fill)

    await database.write(make)


async def test_values_that_a_table_gives_by_itself_are_written(database: Database) -> None:
    await make_told(database)

    def work(session: Session) -> list[Any]:
        for row in (1, 2, 3):
            session.execute(CHANGE, {"value": 5, "row": row})
        for row in (4, 5, 6):
            session.execute(insert_one, {"value": 6, "row": row})
        return list(session.execute(ALL_TOLD))

    insert_one = TELL.values(id=bindparam("row"))
    assert await database.write(work) == [(5, 1, 9)] * 3 + [(6, 7, None)] * 3


async def test_a_value_that_is_asked_for_at_each_execution(database: Database) -> None:
    numbers = iter(range(10))
    query = select(bindparam("n", callable_=lambda: next(numbers), type_=Integer))

    def work(session: Session) -> list[int]:
        return [session.execute(query).scalar_one() for _ in range(4)]

    assert await database.read(work) == [0, 1, 2, 3]


async def test_a_value_for_another_column_is_not_left_out(database: Database) -> None:
    await make_told(database)
    insert_one = insert(TOLD).values(given=1, at_first=2)

    def work(session: Session) -> list[Any]:
        for row in (4, 5, 6):
            session.execute(insert_one, {"at_change": 3, "id": row})
        return list(session.execute(ALL_TOLD))[3:]

    assert await database.write(work) == [(1, 2, 3)] * 3


async def test_columns_of_a_text_are_told_by_name_or_by_place(database: Database) -> None:
    sql = text("SELECT 1 AS one, 2 AS two")
    for statement in (
        sql.columns(two=Integer, one=Integer),
        sql.columns(column("one", Integer)),
        sql.columns(column("one", Integer), column("two", Integer)),
    ):
        for row in [rows[0] for rows in await three_times(database, statement, {})]:
            assert (tuple(row), row.one, row.two) == ((1, 2), 1, 2)


async def test_what_is_no_query_is_sent_again_too(database: Database) -> None:
    table = Table("shortly", MetaData(), Column("n", Integer))
    create, drop = CreateTable(table), DropTable(table)

    def work(session: Session) -> None:
        for _ in range(3):
            session.execute(create)
            session.execute(drop)

    await database.write(work)


async def test_a_column_whose_type_was_changed_meanwhile(
    database: Database, database_url: str, kind: str
) -> None:
    """PostgreSQL refuses what it prepared for the older type, on each connection that it was prepared on."""
    await make_told(database)
    query = select(TOLD.c.given).where(TOLD.c.id == bindparam("row"))

    def work(session: Session) -> int:
        found: int = session.execute(query, {"row": 1}).scalar_one()
        return found

    for _ in range(3):
        await asyncio.gather(*(database.read(work) for _ in range(5)))
    if kind == "postgresql":
        another = Database(database_url)
        await another.write(lambda session: session.execute(text("ALTER TABLE told ALTER given TYPE bigint")))
        await another.close()
    for _ in range(3):
        assert await asyncio.gather(*(database.read(work) for _ in range(5))) == [1] * 5


async def test_a_text_that_names_no_columns_follows_a_table_that_was_made_anew(database: Database) -> None:
    query = text("SELECT * FROM anew")

    def work(session: Session) -> Any:
        return dict(session.execute(query).mappings().one())

    def make(session: Session, columns: str, values: str) -> None:
        session.execute(text("DROP TABLE IF EXISTS anew"))
        session.execute(text(f"CREATE TABLE anew ({columns})"))
        session.execute(text(f"INSERT INTO anew VALUES ({values})"))

    await database.write(make, "a INTEGER, b INTEGER", "1, 2")
    for _ in range(3):
        assert await database.read(work) == {"a": 1, "b": 2}
    await database.write(make, "b INTEGER, a INTEGER, c INTEGER", "2, 1, 3")
    for _ in range(3):
        assert await database.read(work) == {"a": 1, "b": 2, "c": 3}
