"""Settings of the economy: defaults, edits, ranges, other processes, a database that is away."""

import asyncio
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from bot.database import Database, DatabaseUnavailable
from bot.services import cached_read
from bot.services.gamification import economy as economy_module
from bot.services.gamification.economy import Economy
from bot.services.gamification.errors import InvalidSetting
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.settings import NAMES, RANGES, EconomySettings
from tests.kit.statements import Statements

ADMIN = 7


@pytest.fixture
def economy(database: Database) -> Economy:
    return Economy(database)


async def put(database: Database, assignment: str) -> None:
    await database.write(
        lambda session: session.execute(text(f"UPDATE bot_config SET {assignment} WHERE id = 1"))
    )


async def test_a_new_database_has_the_defaults(economy: Economy) -> None:
    assert await economy.settings() == EconomySettings()


async def test_null_means_the_default(economy: Economy, database: Database) -> None:
    await put(database, ", ".join(f"{name} = NULL" for name in NAMES))
    assert await economy.settings() == EconomySettings()


async def test_without_the_row_the_defaults_hold_and_an_edit_makes_it(
    economy: Economy, database: Database
) -> None:
    await database.write(lambda session: session.execute(text("DELETE FROM bot_config")))
    assert await economy.settings() == EconomySettings()
    await economy.update(ADMIN, besitos_per_reaction=9)
    assert (await Economy(database).settings()).besitos_per_reaction == 9


async def test_an_edit_shows_at_once_and_survives(economy: Economy, database: Database) -> None:
    await economy.settings()
    changed = await economy.update(ADMIN, besitos_daily_gift=70, day_timezone="Europe/Madrid")
    assert (changed.besitos_daily_gift, changed.day_timezone) == (70, "Europe/Madrid")
    assert await economy.settings() == changed
    assert await Economy(database).settings() == changed


async def test_an_edit_in_another_process_shows_after_the_cache_ran_out(
    economy: Economy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_read, "REREAD_AFTER_SECONDS", 0.0)
    other = Economy(database)
    await other.settings()
    await economy.update(ADMIN, max_reactions_per_day=3)
    assert (await other.settings()).max_reactions_per_day == 3


async def test_a_read_that_began_before_an_edit_does_not_undo_it(
    economy: Economy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, began, may_end = database.read, asyncio.Event(), asyncio.Event()

    async def slow_read(*args: Any) -> Any:
        settings = await read(*args)
        began.set()
        await may_end.wait()
        return settings

    monkeypatch.setattr(database, "read", slow_read)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(economy.settings())
        await began.wait()
        await economy.update(ADMIN, besitos_per_reaction=9)
        may_end.set()
    assert reading.result().besitos_per_reaction == 9
    assert (await economy.settings()).besitos_per_reaction == 9


async def test_after_edits_at_the_same_time_the_cache_is_what_the_database_has(
    economy: Economy, database: Database
) -> None:
    await asyncio.gather(*(economy.update(ADMIN, besitos_per_reaction=n) for n in range(1, 21)))
    assert await economy.settings() == await Economy(database).settings()


async def test_an_edit_whose_caller_gave_up_shows_if_it_was_committed(
    economy: Economy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await economy.settings()
    write = database.write

    async def committed_and_cancelled(*args: Any) -> Any:
        await write(*args)
        raise asyncio.CancelledError

    monkeypatch.setattr(database, "write", committed_and_cancelled)
    with pytest.raises(asyncio.CancelledError):
        await economy.update(ADMIN, besitos_per_reaction=9)
    assert (await economy.settings()).besitos_per_reaction == 9


async def test_fresh_settings_cost_no_sql(economy: Economy, statements: Statements) -> None:
    await economy.settings()
    statements.sent()
    await economy.settings()
    assert statements.sent() == []
    assert cached_read.REREAD_AFTER_SECONDS < 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, limit)
        for name, (least, most) in RANGES.items()
        for limit in (least - 1, most + 1, True, 5.0, "5", None)
    ],
)
async def test_a_number_outside_its_range_is_refused_and_nothing_changes(
    economy: Economy, name: str, value: object
) -> None:
    with pytest.raises(InvalidSetting) as caught:
        await economy.update(ADMIN, **{"streak_display_format": "{days}", name: value})
    least, most = RANGES[name]
    assert caught.value.name == name
    assert f"{least:,} to {most:,}" in caught.value.reason
    assert await economy.settings() == EconomySettings()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("streak_display_format", "no number", "must contain {days}"),
        ("streak_display_format", "", "1 to 50 characters"),
        ("streak_display_format", "{days}" + "x" * 45, "1 to 50 characters"),
        ("streak_display_format", "{days} {name}", "no other braces"),
        ("streak_display_format", "{days}\nmore", "one line"),
        ("streak_display_format", 5, "must be a text"),
        ("day_timezone", "Mars/Olympus", "not an IANA time zone"),
        ("level_formula", "import os", "is not an expression"),
        ("price_of_love", 5, "is not a setting"),
    ],
)
async def test_other_settings_say_what_is_wrong(
    economy: Economy, name: str, value: object, reason: str
) -> None:
    with pytest.raises(InvalidSetting) as caught:
        await economy.update(ADMIN, **{name: value})
    assert (caught.value.name, reason in caught.value.reason) == (name, True)


async def test_every_edit_is_logged_with_the_admin(economy: Economy) -> None:
    with structlog.testing.capture_logs() as lines:
        await economy.update(ADMIN, besitos_per_reaction=8)
    (line,) = [line for line in lines if line["event"] == "economy_changed"]
    assert (line["admin_id"], line["changes"]) == (ADMIN, {"besitos_per_reaction": [5, 8]})


async def test_a_value_put_past_us_counts_as_not_set_and_is_reported_once(
    economy: Economy, database: Database
) -> None:
    await put(database, "besitos_per_reaction = -4242, level_formula = 'rm -rf', besitos_daily_gift = 60")
    economy_module._reported.clear()
    with structlog.testing.capture_logs() as lines:
        settings = await economy.settings()
        await Economy(database).settings()
    assert settings == EconomySettings(besitos_daily_gift=60)
    assert sorted(line["setting"] for line in lines) == ["besitos_per_reaction", "level_formula"]


class TestDatabaseAway:
    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    async def test_the_last_known_settings_serve(
        self, economy: Economy, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await economy.update(ADMIN, besitos_per_reaction=9)
        monkeypatch.setattr(economy._settings, "_fresh_until", 0.0)

        calls = []

        async def away(*_args: object) -> None:
            calls.append(1)
            raise DatabaseUnavailable("read_settings", 1, 0.0, OSError("gone"))

        monkeypatch.setattr(database, "read", away)
        assert (await economy.settings()).besitos_per_reaction == 9
        assert (await economy.settings()).besitos_per_reaction == 9
        assert len(calls) == 1  # the second one did not wait for a database that is away
        with pytest.raises(DatabaseUnavailable):
            await Economy(database).settings()


@pytest.mark.every_shape
async def test_a_changed_formula_recomputes_every_stored_level(database: Database) -> None:
    gamification = assemble(database)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 1_202))
    await database.write(
        lambda s: s.execute(text("UPDATE user_gamification_profiles SET total_earned = user_id, level = 1"))
    )
    await gamification.economy.update(ADMIN, level_formula="1 + min(total_earned // 100, 99)")
    wrong = await database.read(
        lambda s: s.execute(
            text("SELECT count(*) FROM user_gamification_profiles WHERE level <> 1 + total_earned / 100")
        ).scalar_one()
    )
    assert wrong == 0


async def test_a_change_without_a_new_formula_touches_no_profile(
    database: Database, statements: Statements
) -> None:
    economy = Economy(database)
    await economy.settings()
    statements.sent()
    await economy.update(ADMIN, besitos_per_reaction=7)
    assert not [statement for statement in statements.sent() if "user_gamification_profiles" in statement]
