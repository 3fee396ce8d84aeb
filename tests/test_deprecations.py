"""The old names that docs/api.md lists under "The promise": each works, warns, and is not overdue."""

from collections.abc import Callable

import pytest

import bot
from bot.database import Database
from bot.settings import RENAMED, load_settings
from tests.docs.pages import code, section, tables

_, GOING = tables(section("api.md", "The promise"))
USES: dict[str, Callable[[], object]] = {
    "DATABASE_PATIENCE_SECONDS": lambda: load_settings(database_patience_seconds=7),
    "SWEEP_DUTY": lambda: load_settings(sweep_duty=0.25),
    "Database(patience_seconds=...)": lambda: Database("sqlite:///never-opened.db", patience_seconds=7),
}
"""How each of them is used."""


def test_each_of_them_is_tried_here() -> None:
    listed = [code(row[0])[0] for row in GOING]
    assert sorted(listed) == sorted(USES)
    assert {name.upper() for name in RENAMED} <= set(listed)


@pytest.mark.parametrize("row", GOING, ids=[row[0] for row in GOING])
def test_an_old_name_warns_at_the_line_that_uses_it(row: tuple[str, ...]) -> None:
    (old,), (new,) = code(row[0]), code(row[1])
    short = new.partition("(")[2].removesuffix("=...)") or new
    with pytest.warns(
        DeprecationWarning, match=f"use {short}; Besitos {row[2]} drops the old name"
    ) as warned:
        USES[old]()
    assert [warning.filename for warning in warned] == [__file__]


@pytest.mark.parametrize("row", GOING, ids=[row[0] for row in GOING])
def test_an_old_name_goes_when_its_version_comes(row: tuple[str, ...]) -> None:
    due, now = ([int(part) for part in version.split(".")[:2]] for version in (row[2], bot.__version__))
    assert now < due, f"{row[0]} was promised until {row[2]}: remove it, and its row"
