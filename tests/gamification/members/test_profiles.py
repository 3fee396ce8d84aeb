"""Profiles on first contact, on a SQLite file and on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.tables.gamification import GamificationProfile
from bot.database.tables.host import User
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.profiles import PAUSE_AFTER_FAILURE_SECONDS, GamificationProfileService
from tests.kit.clock import Seconds
from tests.kit.statements import Statements

ANA = Identity(1001, "Ana", "ana", "de la Cruz", "es")


@pytest.fixture
async def profiles(database: Database) -> GamificationProfileService:
    return GamificationProfileService(database)


def count_profiles(session: Session) -> int:
    return session.execute(select(func.count()).select_from(GamificationProfile)).scalar_one()


def names(session: Session, user_id: int) -> tuple[str | None, str, str | None, str]:
    row = session.get_one(User, user_id)
    return row.username, row.first_name, row.last_name, row.role


@pytest.mark.every_shape
async def test_a_first_contact_makes_the_user_and_an_empty_profile(
    profiles: GamificationProfileService, database: Database
) -> None:
    profile = await profiles.get_or_create(ANA)
    assert (profile.user_id, profile.balance, profile.total_earned, profile.total_spent, profile.level) == (
        1001, 0, 0, 0, 1,
    )  # fmt: skip
    assert await database.read(names, 1001) == ("ana", "Ana", "de la Cruz", "FREE")


async def test_a_known_member_costs_no_sql(
    profiles: GamificationProfileService, statements: Statements
) -> None:
    await profiles.provision(ANA)
    statements.sent()
    assert profiles.recall(ANA.user_id) == ANA
    assert statements.sent() == []


async def test_a_member_of_an_earlier_run_costs_one_select(
    database: Database, profiles: GamificationProfileService, statements: Statements
) -> None:
    await profiles.provision(ANA)
    after_a_restart = GamificationProfileService(database)
    statements.sent()
    await after_a_restart.provision(ANA)
    (only,) = statements.sent()
    assert only.startswith("SELECT")


async def test_a_thousand_new_members_at_once_cost_a_handful_of_statements(
    profiles: GamificationProfileService, database: Database, statements: Statements
) -> None:
    newcomers = [Identity(n, f"Member {n}") for n in range(1, 1001)]
    await asyncio.gather(*(profiles.provision(who) for who in newcomers))
    # One arrives alone, then batches of at most 500: a SELECT and three writes each.
    assert len(statements.sent()) <= 4 * 4
    assert await database.read(count_profiles) == 1000


@pytest.mark.every_shape
async def test_a_changed_name_is_written_once(
    profiles: GamificationProfileService, database: Database, statements: Statements
) -> None:
    await profiles.provision(ANA)
    renamed = Identity(1001, "Ana María", None, "de la Cruz", "es")
    await profiles.provision(renamed)
    assert await database.read(names, 1001) == (None, "Ana María", "de la Cruz", "FREE")
    statements.sent()
    again = GamificationProfileService(database)
    await again.provision(renamed)
    assert [sql for sql in statements.sent() if not sql.startswith("SELECT")] == []
    assert (profiles.metrics.created, profiles.metrics.renamed) == (1, 1)


async def test_a_role_that_the_host_gave_stays(
    profiles: GamificationProfileService, database: Database
) -> None:
    def make_vip(session: Session) -> None:
        session.execute(
            text("INSERT INTO users VALUES (7, 'v', 'Vip', NULL, 'VIP', '2026-01-01', '2026-01-01')")
        )

    await database.write(make_vip)
    await profiles.get_or_create(Identity(7, "Vip renamed"))
    assert await database.read(names, 7) == (None, "Vip renamed", None, "VIP")


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("<b>Tag</b> & Co", "<b>Tag</b> & Co"),
        ("علي 李雷 🔥", "علي 李雷 🔥"),
        ("x" * 64, "x" * 64),
        ("x" * 300, "x" * 100),
        ("half \ud83d emoji", "half ? emoji"),
        ("nul\0byte", "nul?byte"),
        ("", ""),
        ("'; DROP TABLE users; --", "'; DROP TABLE users; --"),
    ],
)
async def test_any_name_is_stored_as_far_as_a_database_can(
    profiles: GamificationProfileService, database: Database, given: str, stored: str
) -> None:
    await profiles.get_or_create(Identity(5, given, given, given))
    assert await database.read(names, 5) == (stored, stored, stored, "FREE")
    misses = profiles.metrics.renamed
    await GamificationProfileService(database).provision(Identity(5, given, given, given))
    assert profiles.metrics.renamed == misses


async def test_telegram_ids_are_wider_than_32_bits(profiles: GamificationProfileService) -> None:
    assert (await profiles.get_or_create(Identity(7_999_999_999, "Late"))).user_id == 7_999_999_999


async def test_get_makes_nothing(profiles: GamificationProfileService, database: Database) -> None:
    assert await profiles.get(1001) is None
    assert await database.read(count_profiles) == 0


async def test_ensure_counts_the_new_ones(profiles: GamificationProfileService) -> None:
    many = [Identity(n, "N") for n in range(1, 1201)]
    assert await profiles.ensure(many[:200]) == 200
    assert await profiles.ensure([*many, many[0]]) == 1000
    assert await profiles.ensure(iter(many)) == 0
    assert await profiles.ensure([]) == 0


async def test_a_profile_deleted_behind_the_cache_is_made_again(
    profiles: GamificationProfileService, database: Database
) -> None:
    await profiles.get_or_create(ANA)
    await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))
    assert (await profiles.get_or_create(ANA)).balance == 0


async def test_a_user_deleted_by_the_host_is_made_again_after_forget(
    profiles: GamificationProfileService, database: Database
) -> None:
    await profiles.get_or_create(ANA)
    await database.write(lambda session: session.execute(text("DELETE FROM users")))
    await profiles.forget(ANA.user_id)
    assert profiles.recall(ANA.user_id) is None
    await profiles.provision(ANA)
    assert await database.read(names, 1001) == ("ana", "Ana", "de la Cruz", "FREE")


async def test_a_profile_made_again_starts_from_the_ledger(database: Database) -> None:
    profiles = GamificationProfileService(database, level_of=lambda _session, earned: earned // 100 + 1)
    await profiles.get_or_create(ANA)

    def lose_the_profile(session: Session) -> None:
        for amount, kind in ((700, "EARN_ADMIN"), (-300, "SPEND_SHOP"), (100, "EARN_SHOP_REFUND")):
            session.execute(
                text(
                    "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) "
                    "VALUES (1001, :amount, :type, 'test', :type, '2026-01-01')"
                ),
                {"amount": amount, "type": kind},
            )
        session.execute(text("DELETE FROM user_gamification_profiles"))

    await database.write(lose_the_profile)
    profile = await profiles.get_or_create(ANA)
    assert (profile.balance, profile.total_earned, profile.total_spent, profile.level) == (500, 700, 200, 8)
    await database.write(lambda session: session.execute(text("DELETE FROM user_gamification_profiles")))
    assert (await profiles.get_or_create(ANA)).balance == 500


async def test_the_cache_forgets_after_its_time_and_holds_no_more_than_its_size(
    database: Database, seconds: Seconds
) -> None:
    profiles = GamificationProfileService(database, cache_size=10, cache_ttl_seconds=1.0)
    await asyncio.gather(*(profiles.provision(Identity(n, "N")) for n in range(1, 101)))
    assert sum(profiles.recall(n) is not None for n in range(1, 101)) == 10
    seconds.now += 1.0
    assert sum(profiles.recall(n) is not None for n in range(1, 101)) == 0


async def test_fifty_first_contacts_of_one_person_are_one_profile(
    profiles: GamificationProfileService, database: Database
) -> None:
    assert len({await_.user_id for await_ in await asyncio.gather(
        *(profiles.get_or_create(ANA) for _ in range(50)))}) == 1  # fmt: skip
    assert await database.read(count_profiles) == 1
    assert profiles.metrics.created == 1


class TestDatabaseAway:
    """A SQLite file that another program has locked."""

    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    @pytest.fixture
    async def impatient(self, database_url: str) -> AsyncIterator[Database]:
        database = Database(database_url, retry_timeout_seconds=0.3)
        yield database
        await database.close()

    @pytest.fixture
    def locked(self, database_url: str) -> sqlite3.Connection:
        lock = sqlite3.connect(str(Path(make_url(database_url).database or "")), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        return lock

    async def test_updates_go_on_and_the_log_has_one_line_each_way(
        self, impatient: Database, locked: sqlite3.Connection, seconds: Seconds
    ) -> None:
        profiles = GamificationProfileService(impatient)
        with structlog.testing.capture_logs() as lines:
            went_on = await asyncio.gather(*(profiles.provision(Identity(n, "N")) for n in range(1, 51)))
            assert not any(went_on)
            assert not await profiles.provision(Identity(99, "N"))
            assert profiles.metrics.failed == 51
            locked.close()
            seconds.now += PAUSE_AFTER_FAILURE_SECONDS
            assert await profiles.provision(ANA)
        assert [line["event"] for line in lines] == ["profiles_unavailable", "profiles_available_again"]
        assert lines[1]["updates_without_profile"] == 51

    async def test_a_known_member_does_not_notice(
        self, impatient: Database, database: Database, locked: sqlite3.Connection
    ) -> None:
        locked.rollback()
        profiles = GamificationProfileService(impatient)
        await profiles.provision(ANA)
        locked.execute("BEGIN IMMEDIATE")
        assert profiles.recall(ANA.user_id) == ANA
        assert (await profiles.get_or_create(ANA)).balance == 0
        locked.close()

    async def test_the_economy_says_that_the_database_is_away(
        self, impatient: Database, locked: sqlite3.Connection
    ) -> None:
        profiles = GamificationProfileService(impatient)
        with pytest.raises(DatabaseUnavailable, match="provision_members gave up"):
            await profiles.get_or_create(ANA)
        locked.close()
        assert (await profiles.get_or_create(ANA)).user_id == ANA.user_id
