"""A host whose tables are not ours to share: the refusal says how our tables live apart, and that works."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import UpgradeFailed, UpgradeRefused, chain, downgrade_database, upgrade_database
from bot.database.urls import normalise_database_url, shown_url
from bot.demo.database import fill
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.gamification import assemble
from tests.kit.databases import Kind
from tests.kit.hosts import HOST_ON_POSTGRESQL, make_host_file
from tests.kit.postgres_server import PostgresServer
from tests.migrations.conftest import Inspect

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
_numbers = count(1)
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture
def host_url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A live host's database with `users(id, telegram_id, name)` and `transactions`, and rows in them."""
    if kind == "sqlite":
        make_host_file(tmp_path / "host.db")
        yield f"sqlite:///{tmp_path / 'host.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.url(f"other_host_{next(_numbers)}")
    server.script(HOST_ON_POSTGRESQL, make_url(url).database or "")
    yield url.replace("+asyncpg", "")
    server.drop(url)


@pytest.fixture
def apart_url(kind: Kind, host_url: str) -> str:
    """What the refusal says to write."""
    if kind == "sqlite":
        return host_url.replace("host.db", "besitos.db")
    return f"{host_url}?schema=besitos"


async def test_the_refusal_names_the_line_that_works(
    kind: Kind, host_url: str, apart_url: str, inspect: Inspect
) -> None:
    host = inspect(host_url)
    before = host.everything()
    with pytest.raises(UpgradeRefused) as refused:
        await upgrade_database(host_url)
    assert "\n" not in str(refused.value)
    assert "the table users has no column user_id" in str(refused.value)
    assert str(refused.value).endswith("; nothing was changed")
    line = re.search(r"write DATABASE_URL=(\S+);", str(refused.value))
    assert line is not None
    assert line[1] == apart_url

    report = await upgrade_database(line[1])
    assert report.after == chain.head()
    assert report.warning is None  # the host's chain is nobody's business
    assert not (await upgrade_database(line[1])).changed
    await play(line[1])
    assert host.everything() == before


async def play(url: str) -> None:
    """Every kind of statement: profiles, money, catalog with its triggers, a sweep, the doctor."""
    database = Database(url)
    try:
        await play_on(database)
    finally:
        await database.close()


async def play_on(database: Database) -> None:
    gamification = assemble(database, clock=lambda: NOON, admin_ids=[7])
    assert await gamification.profiles.ensure([Identity(3, "Ana"), Identity(5, "Eva")]) == 2
    await gamification.wallet.credit(3, 100, TransactionType.EARN_ADMIN, reason="hello", key="quiz:1")
    assert (await gamification.daily_gift.claim(3)).gift == 50
    assert (await gamification.reactions.react(3, -100, 1, "❤")).paid == 5
    assert await gamification.leaderboard.rank(3) == 1
    assert {reward.code for reward in (await gamification.rewards.available(3))} >= {"first-steps"}
    gamification.jobs.open()
    run = await gamification.sweep.wait((await gamification.sweep.start(7)).id)
    assert (run.processed, run.created) == (2, 0)  # nobody is dormant who was never met
    await gamification.jobs.close()
    await gamification.economy.update(7, besitos_daily_gift=60)
    found = [finding async for finding in Doctor(database, lambda: NOON).examine()]
    assert not [finding for finding in found if finding.wrong]


async def test_downgrade_and_upgrade_again(apart_url: str, host_url: str, inspect: Inspect) -> None:
    before = inspect(host_url).everything()
    await upgrade_database(apart_url)
    assert (await downgrade_database(apart_url)).after is None
    assert (await upgrade_database(apart_url)).after == chain.head()
    assert inspect(host_url).everything() == before


async def test_a_dry_run_leaves_nothing(apart_url: str, host_url: str, inspect: Inspect) -> None:
    report = await upgrade_database(apart_url, dry_run=True)
    if "schema=" in apart_url:
        assert report.found == "an empty schema"
        assert inspect(host_url).sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'besitos'") == [
            ("0",)
        ]
    else:
        assert report.found == "an empty database"
        assert not Path(make_url(apart_url).database or "").exists()


async def test_plain_alembic_understands_it(
    kind: Kind, apart_url: str, host_url: str, inspect: Inspect
) -> None:
    before = inspect(host_url).everything()
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    for _ in range(2):
        subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": apart_url}, timeout=60)
    await play(apart_url)
    assert inspect(host_url).everything() == before


@only_postgresql
@pytest.mark.parametrize("schema", ["public", "Be sitos", "pg_temp", 'x";drop'])
def test_plain_alembic_refuses_a_name_in_one_line(kind: Kind, host_url: str, schema: str) -> None:
    command = [sys.executable, "-m", "alembic", "-x", f"url={host_url}?schema={schema}", "upgrade", "head"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode
    assert "cannot be the schema of our tables" in done.stderr.splitlines()[-1]


async def test_a_ledger_of_the_host_alone_is_refused_with_the_way_out(
    kind: Kind, host_url: str, inspect: Inspect
) -> None:
    host = inspect(host_url)
    for table in ("transactions", "users", "rewards"):
        host.sql(f"DROP TABLE {table}")
    host.sql("CREATE TABLE transactions (id INTEGER PRIMARY KEY, sum INTEGER)")
    before = host.everything()
    with pytest.raises(UpgradeRefused, match=r"the table transactions has no column .*write DATABASE_URL="):
        await upgrade_database(host_url)
    assert host.everything() == before


@only_postgresql
async def test_a_member_key_of_another_type_is_refused_with_the_way_out(
    kind: Kind, host_url: str, inspect: Inspect
) -> None:
    host = inspect(host_url)
    for table in ("transactions", "users"):
        host.sql(f"DROP TABLE {table}")
    host.sql(
        "CREATE TABLE users (user_id TEXT PRIMARY KEY, username TEXT, first_name TEXT, last_name TEXT, "
        "role TEXT, created_at TIMESTAMP, updated_at TIMESTAMP)"
    )
    before = host.everything()
    with pytest.raises(UpgradeRefused, match=r"of another shape than ours: .*write DATABASE_URL="):
        await upgrade_database(host_url)
    assert host.everything() == before


async def test_a_second_refusal_names_another_place(kind: Kind, host_url: str, apart_url: str) -> None:
    """The place that we would name first is itself somebody else's."""
    if kind == "sqlite":
        make_host_file(Path(make_url(apart_url).database or ""))
        expected = host_url.replace("host.db", "gamification.db")
    else:
        database = Database(host_url)
        for statement in ("CREATE SCHEMA besitos", "CREATE TABLE besitos.users (id INTEGER)"):
            await database.write(lambda session, sql: session.execute(text(sql)), statement)
        await database.close()
        expected = f"{host_url}?schema=gamification"
    with pytest.raises(UpgradeRefused) as refused:
        await upgrade_database(apart_url)
    assert f"write DATABASE_URL={expected};" in str(refused.value)
    await upgrade_database(expected)


@only_postgresql
async def test_the_refusal_hides_the_password_and_the_options(kind: Kind, host_url: str) -> None:
    with_password = host_url.replace("postgres@", "postgres:secret@")
    with pytest.raises(UpgradeRefused) as refused:
        await upgrade_database(with_password)
    shown = shown_url(f"{with_password}?schema=besitos")
    assert f"write, with your password, DATABASE_URL={shown};" in str(refused.value)
    with pytest.raises(UpgradeRefused) as refused:
        await upgrade_database(f"{with_password}?ssl=disable")
    assert "put &schema=besitos after the options of DATABASE_URL" in str(refused.value)


@only_postgresql
async def test_the_search_path_is_our_schema_alone(kind: Kind, apart_url: str) -> None:
    await upgrade_database(apart_url)
    database = Database(apart_url)

    def paths(session: Session) -> list[str]:
        before = session.execute(text("SHOW search_path")).scalar_one()
        session.execute(text("RESET ALL"))
        return [before, session.execute(text("SHOW search_path")).scalar_one()]

    try:
        assert await database.write(paths) == ['"besitos"', '"besitos"']
        with pytest.raises(DBAPIError, match="alembic_version"):  # of the host
            await database.read(lambda session: session.execute(text("SELECT * FROM alembic_version")))
    finally:
        await database.close()


@only_postgresql
async def test_every_object_of_ours_is_in_our_schema(
    kind: Kind, apart_url: str, host_url: str, inspect: Inspect
) -> None:
    """Also types, functions, operators, extensions: nothing of ours is anywhere else."""
    count_elsewhere = " UNION ALL ".join(
        f"SELECT '{catalog}', count(*) FROM {catalog} WHERE {column}::regnamespace::text NOT IN "
        "('besitos', 'pg_toast')"
        for catalog, column in [
            ("pg_class", "relnamespace"),
            ("pg_type", "typnamespace"),
            ("pg_proc", "pronamespace"),
            ("pg_operator", "oprnamespace"),
            ("pg_constraint", "connamespace"),
            ("pg_extension", "extnamespace"),
        ]
    )
    found = inspect(host_url)
    before = found.sql(count_elsewhere), found.sql("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")
    await upgrade_database(apart_url)
    assert found.sql(count_elsewhere) == before[0]
    assert set(found.sql("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")) - set(before[1]) == {
        ("besitos",)
    }


@only_postgresql
async def test_two_bots_in_one_database_do_not_disturb_each_other(kind: Kind, host_url: str) -> None:
    one, two = f"{host_url}?schema=bot_one", f"{host_url}?schema=bot_two"
    reports = await asyncio.gather(*(upgrade_database(url) for url in (one, two)))
    assert [report.after for report in reports] == [chain.head()] * 2
    await asyncio.gather(play(one), play(two))
    await downgrade_database(one)
    assert not (await upgrade_database(two)).changed


@only_postgresql
async def test_an_upgrade_does_not_wait_for_that_of_another_schema(
    kind: Kind, apart_url: str, host_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.upgrade.postgresql.WAIT_FOR_ANOTHER_UPGRADE", "200ms")
    of_schema = "SELECT pg_advisory_xact_lock(2374867, hashtext('{}'))"

    async def upgrade_while_held(lock: str) -> None:
        connection = await asyncpg.connect(host_url)
        try:
            async with connection.transaction():
                await connection.execute(lock)
                await upgrade_database(apart_url)
        finally:
            await connection.close()

    with pytest.raises(UpgradeFailed, match="is locked by another program"):
        await upgrade_while_held(of_schema.format("besitos"))
    await upgrade_while_held("SELECT pg_advisory_xact_lock(2374867)")  # a bot without ?schema=
    await downgrade_database(apart_url)
    await upgrade_while_held(of_schema.format("other"))


@only_postgresql
async def test_a_user_who_may_not_make_schemas(kind: Kind, host_url: str, inspect: Inspect) -> None:
    found = inspect(host_url)
    name = make_url(host_url).database
    found.sql("DROP ROLE IF EXISTS tenant")
    found.sql("CREATE ROLE tenant LOGIN")
    url = f"{host_url.replace('postgres@', 'tenant@')}?schema=besitos"
    try:
        with pytest.raises(UpgradeRefused) as refused:
            await upgrade_database(url)
        assert 'CREATE SCHEMA "besitos" AUTHORIZATION tenant; nothing was changed' in str(refused.value)
        assert "\n" not in str(refused.value)
        found.sql('CREATE SCHEMA "besitos" AUTHORIZATION tenant')
        await upgrade_database(url)
        await play(url)
    finally:
        found.sql('DROP SCHEMA "besitos" CASCADE')
        found.sql(f"REVOKE ALL ON DATABASE {name} FROM tenant")
        found.sql("DROP ROLE tenant")


@only_postgresql
async def test_what_the_doctor_says_to_type_is_for_our_schema(
    kind: Kind, apart_url: str, host_url: str, inspect: Inspect
) -> None:
    """Typed as it stands, into psql on the host's database, whose `rewards` is another."""
    host = inspect(host_url)
    await upgrade_database(apart_url)
    before = host.everything()
    host.sql("DROP FUNCTION besitos.gamification_catalog_changed() CASCADE")
    host.sql("DROP INDEX besitos.ix_transactions_user_id_id")
    host.sql("DROP INDEX besitos.uq_rewards_code")
    database = Database(apart_url)
    try:
        found = [finding async for finding in Doctor(database, lambda: NOON).examine()]
        typed = [
            found_one.to_do.partition("again: ")[2] for found_one in found if "SET search" in found_one.to_do
        ]
        typed = [line.rpartition("start the bots again: ")[2] for line in typed]
        assert len(typed) == 4
        for line in typed:
            host.sql(line)
        found = [finding async for finding in Doctor(database, lambda: NOON).examine()]
        assert not [finding for finding in found if "again" in finding.to_do]
    finally:
        await database.close()
    assert host.everything() == before


@only_postgresql
async def test_the_demo_builds_its_copy_in_a_schema(
    kind: Kind, host_url: str, apart_url: str, inspect: Inspect
) -> None:
    before = inspect(host_url).everything()
    url = normalise_database_url(apart_url)
    assert await fill(url)
    await upgrade_database(url)
    assert not await fill(url)  # a demo used it before
    assert inspect(host_url).everything() == before
