"""The sweep on the demo's page, as its admin: counted, started, paused, resumed, and watched to its end."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningDemo, Windows, number, picture, say, sees, tap

MOMENT_MILLISECONDS = 2_500
"""Longer than the longest rest between two batches."""


def test_the_progress_of_a_sweep_is_shown(windows: Windows, demo: RunningDemo) -> None:
    page = windows.open("lucia")
    expect(page.locator("#sweep")).to_have_text("No sweep has run yet.")
    path = demo.prints(r"database +sqlite\+aiosqlite:///(\S+)")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO job_runs (kind, status, dry_run, params, processed, changed, bad_rows, "
            "bad_row_limit, total, batch_size, batches, work_seconds, rows_per_second, origin, created_at, "
            "generation, log) VALUES "
            "('provision_profiles', 'paused', 0, '{}', 2500, 2000, 3, 100, 5006, 500, 5, 1.0, 2500.0, "
            "'test', '2026-01-01 00:00:00', 1, '[]')"
        )
        # A newer job of another kind, as the daily totals are, does not take its place.
        connection.execute(
            "INSERT INTO job_runs (kind, status, dry_run, params, processed, changed, bad_rows, "
            "bad_row_limit, total, batch_size, batches, work_seconds, rows_per_second, origin, created_at, "
            "generation, log) SELECT 'daily_totals', 'succeeded', dry_run, params, processed, changed, "
            "bad_rows, bad_row_limit, total, batch_size, batches, work_seconds, rows_per_second, origin, "
            "created_at, generation, log FROM job_runs WHERE kind = 'provision_profiles'"
        )
    expect(page.locator("#sweep")).to_have_text(
        "provision profiles: paused · 2,500 of 5,006 rows · 2,000 changed · 2,500 rows/s · 3 bad"
    )
    expect(page.get_by_role("progressbar")).to_have_attribute("max", "5006")
    assert page.get_by_role("progressbar").evaluate("bar => bar.value") == 2500
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM job_runs")
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_the_admin_sweeps(windows: Windows) -> None:
    page = windows.open("valeria")
    page.get_by_role("button", name="Start").click()
    sees(page, "¡Hola, Valeria!")
    expect(page.locator("#sweep")).to_have_text("No sweep has run yet.")
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.get_by_role("button", name="Commands").click()
    page.get_by_role("button", name="/barrido").click()
    sees(page, "todavía no tienen perfil")
    members, missing = everybody(page), without_profile(page)
    assert members > 5_000
    assert members >= missing > 4_000

    tap(page, "Ensayo")
    sees(page, "Ensayo nº 1 terminado")
    assert number(page, "#profiles") == members - missing  # it only counts
    behind(page, f"provision profiles (dry run): succeeded · {members:,} of {members:,} rows")

    tap(page, "Barrido")
    sees(page, "todavía no tienen perfil")
    tap(page, "Empezar")
    sees(page, "En marcha")
    behind(page, "provision profiles: running")
    tap(page, "Pausa")
    sees(page, "En pausa")
    behind(page, "provision profiles: paused")
    paused_at = number(page, "#profiles")
    assert members - missing <= paused_at < members
    assert page.get_by_role("progressbar").evaluate("bar => bar.value / bar.max") < 1
    picture(page, "sweep")
    page.wait_for_timeout(MOMENT_MILLISECONDS)
    assert number(page, "#profiles") == paused_at

    tap(page, "Seguir")
    sees(page, "Terminado")
    sees(page, "Barrido nº 2 terminado")
    behind(page, f"provision profiles: succeeded · {members:,} of {members:,} rows")
    expect(page.locator("#profiles")).to_contain_text(f"{members:,} of {members:,}")

    tap(page, "Historial")
    sees(page, re.compile(r"Barrido nº 2 .*Ensayo nº 1", re.DOTALL))


def test_nobody_else_knows_the_command(windows: Windows) -> None:
    page = windows.open("emma")
    say(page, "/sweep")
    sees(page, "I didn’t get that")
    expect(page.locator("#messages .bubble", has_text="no profile")).to_have_count(0)


def behind(page: Page, words: str) -> None:
    """Wait until this stands in the panel beside the chat."""
    expect(page.locator("#sweep")).to_contain_text(words)


def everybody(page: Page) -> int:
    """How many members the database has, as the panel says."""
    found = re.search(r"of ([\d,]+)", page.locator("#profiles").inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def without_profile(page: Page) -> int:
    """How many the bot counted."""
    found = re.search(r"([\d.,\u202f]+) personas", page.locator("#messages .bubble").last.inner_text())
    assert found is not None
    return int(re.sub(r"\D", "", found[1]))
