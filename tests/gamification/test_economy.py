"""Settings of the economy: defaults, edits, ranges, other processes, a database that is away."""

import asyncio
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from bot.database import Database, DatabaseUnavailable
from bot.services import cached_read
from bot.services.gamification import economy as economy_module
from bot.services.gamification.audit import Change, RecordedChange, latest_changes
from bot.services.gamification.economy import Economy
from bot.services.gamification.errors import ChangedMeanwhile, InvalidSetting
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.settings import (
    DEFAULTS,
    FORMS,
    NAMES,
    RANGES,
    EconomySettings,
    Form,
    form_of,
)
from tests.kit.clock import WallClock
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

    monkeypatch.setattr(database, "read_briefly", slow_read)
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
    economy: Economy, name: str, value: Any
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
async def test_other_settings_say_what_is_wrong(economy: Economy, name: str, value: Any, reason: str) -> None:
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

        monkeypatch.setattr(database, "read_briefly", away)
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


async def audited(database: Database) -> list[RecordedChange]:
    return await database.read(latest_changes, 20)


async def test_each_changed_setting_is_a_row_of_the_audit_log(database: Database, clock: WallClock) -> None:
    economy = Economy(database, clock)
    await economy.update(ADMIN, besitos_per_reaction=8, day_timezone="Europe/Madrid", besitos_daily_gift=50)
    zone, amount = await audited(database)
    assert (amount.who, amount.at) == ("admin 7", clock.now)
    assert amount.change == Change("setting", "setting besitos_per_reaction", 5, 8)
    assert zone.change == Change("setting", "setting day_timezone", "UTC", "Europe/Madrid")


async def test_a_refused_edit_and_one_that_changes_nothing_leave_no_row(
    economy: Economy, database: Database
) -> None:
    await economy.update(ADMIN, besitos_per_reaction=5)
    with pytest.raises(InvalidSetting):
        await economy.update(ADMIN, besitos_per_reaction=8, besitos_daily_gift=-1)
    assert await audited(database) == []


async def test_the_row_of_the_audit_log_and_the_edit_are_one_transaction(
    economy: Economy, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_args: object) -> None:
        raise RuntimeError("torn")

    monkeypatch.setattr(economy_module, "record", torn)
    with pytest.raises(RuntimeError):
        await economy.update(ADMIN, besitos_per_reaction=8)
    assert (await Economy(database).settings()).besitos_per_reaction == 5


async def test_the_second_of_two_admins_is_told_what_it_is_now(economy: Economy, database: Database) -> None:
    await economy.update(ADMIN, expected={"besitos_per_reaction": 5}, besitos_per_reaction=8)
    with pytest.raises(ChangedMeanwhile) as caught:
        await economy.update(ADMIN, expected={"besitos_per_reaction": 5}, besitos_per_reaction=9)
    assert (caught.value.name, caught.value.value) == ("besitos_per_reaction", 8)
    assert (await economy.settings()).besitos_per_reaction == 8
    assert len(await audited(database)) == 1


async def test_of_many_edits_that_saw_the_same_value_one_is_made(
    economy: Economy, database: Database
) -> None:
    results = await asyncio.gather(
        *(
            Economy(database).update(n, expected={"besitos_daily_gift": 50}, besitos_daily_gift=50 + n)
            for n in range(1, 9)
        ),
        return_exceptions=True,
    )
    assert [type(result) for result in results].count(ChangedMeanwhile) == 7
    assert len(await audited(database)) == 1


async def test_what_was_expected_must_be_a_setting(economy: Economy) -> None:
    with pytest.raises(InvalidSetting, match="is not a setting"):
        await economy.update(ADMIN, expected={"price_of_love": 5}, besitos_daily_gift=60)


async def test_reset_sets_the_default_and_is_audited(economy: Economy, database: Database) -> None:
    await economy.update(ADMIN, besitos_per_reaction=8, besitos_daily_gift=70, max_reactions_per_day=3)
    settings = await economy.reset(ADMIN, "besitos_per_reaction", "besitos_daily_gift")
    assert settings == EconomySettings(max_reactions_per_day=3)
    assert await Economy(database).settings() == settings
    assert [row.change.after for row in await audited(database)][:2] == [50, 5]
    with pytest.raises(ChangedMeanwhile):
        await economy.reset(ADMIN, "max_reactions_per_day", expected={"max_reactions_per_day": 4})
    with pytest.raises(InvalidSetting):
        await economy.reset(ADMIN, "price_of_love")


async def test_reset_of_the_formula_recomputes_the_levels(database: Database) -> None:
    gamification = assemble(database)
    await gamification.economy.update(ADMIN, level_formula="1")
    await gamification.economy.reset(ADMIN, "level_formula")
    runs = await gamification.jobs.history()
    assert [run.kind for run in runs] == ["recompute_levels"] * 2


def test_defaults_are_those_of_the_settings() -> None:
    assert EconomySettings(**DEFAULTS) == EconomySettings()
    assert set(FORMS) <= set(NAMES)
    assert {name for name in NAMES if form_of(name) in (Form.AMOUNT, Form.TIMES, Form.SECONDS)} == set(RANGES)
