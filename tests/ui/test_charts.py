"""Charts are images for a phone, whatever there is to show, and are drawn beside the event loop."""

import asyncio
import struct
import subprocess
import sys
import warnings
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.services.gamification import CohortNumbers, DayNumbers, LevelCount, Overview
from bot.services.tasks import TaskSupervisor
from bot.ui.charts import by_day
from bot.ui.charts.paper import drawable
from bot.ui.charts.rendering import HEIGHT, WIDTH, Draw, png
from bot.ui.charts.retention import retention
from bot.ui.charts.shares import Bar, bars, level_bars
from bot.ui.charts.words import named_days, short_day, short_number
from bot.ui.texts import Texts
from tests.kit.voice import VOICE

TODAY = date(2026, 11, 26)
SPANISH = VOICE.texts("es")
TOO_LONG = "💰 a line that is much too long for the width of a phone's screen"


def overview(days: int, amount: int) -> Overview:
    return Overview(
        tuple(
            DayNumbers(
                TODAY - timedelta(days=back), amount, amount // 3, amount // 9, amount // 20, 1, 1,
                None if back % 2 else amount * 50,
            )
            for back in reversed(range(days))
        ),
        amount * 50, 10, 1.0, None,
    )  # fmt: skip


def drawings(days: int, amount: int, texts: Texts) -> list[Draw]:
    numbers = overview(days, amount)
    cohorts = [CohortNumbers(TODAY, amount, tuple(amount // (week + 1) for week in range(8)))]
    return [
        by_day.flow(numbers, texts),
        by_day.circulation(numbers, texts),
        by_day.members(numbers, texts),
        retention(cohorts, texts),
        bars("💋 Title 标题 $x$", [(TOO_LONG, "red")], [Bar(f"🔥 {TOO_LONG}", amount), Bar("b", 0)], texts),
    ]


@pytest.mark.parametrize(("days", "amount"), [(1, 5), (7, 800), (30, 0), (90, 10**9)])
async def test_every_chart_is_an_image_of_a_phones_size(days: int, amount: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font lacks is a warning
        for draw in drawings(days, amount, SPANISH):
            image = await png(draw)
            assert image.startswith(b"\x89PNG")
            assert struct.unpack(">II", image[16:24]) == (WIDTH, HEIGHT)


async def test_charts_without_rows_say_so_in_an_image() -> None:
    for draw in (bars("x", [], [], SPANISH), retention([], SPANISH)):
        assert (await png(draw)).startswith(b"\x89PNG")


def test_many_levels_are_put_together() -> None:
    levels = [LevelCount(level, 2) for level in range(1, 101)]
    found = level_bars(levels, SPANISH)
    assert [(one.label, one.value) for one in found[:2]] == [("Nivel 1–9", 18), ("Nivel 10–18", 18)]
    assert (found[-1].label, found[-1].value) == ("Nivel 100", 2)
    assert sum(one.value for one in found) == 200
    assert [one.label for one in level_bars([LevelCount(1, 3), LevelCount(2, 1)], SPANISH)] == [
        "Nivel 1", "Nivel 2",
    ]  # fmt: skip
    assert level_bars([], SPANISH) == []


def test_what_the_font_cannot_draw_is_left_out() -> None:
    assert drawable("🔥 Racha de 王 5 $") == "Racha de 5"


def test_some_days_are_named_the_last_one_among_them() -> None:
    for count in (1, 2, 5, 6, 7, 30, 90, 366):
        named = named_days([TODAY] * count)
        assert named[-1] == count - 1
        assert named[0] >= 0
        assert len(named) <= 6
        assert len({b - a for a, b in pairwise(named)}) <= 1


@pytest.mark.parametrize(("language", "day"), [("es", "26 nov"), ("en", "Nov 26"), ("pt", "26 nov")])
def test_days_are_short_in_each_language(language: str, day: str) -> None:
    assert short_day(TODAY, language) == day
    assert len(short_number(12_345_678, language)) <= 8


async def test_the_event_loop_goes_on_while_a_chart_is_drawn() -> None:
    tasks, ticked = TaskSupervisor(), 0

    async def ticks() -> None:
        nonlocal ticked
        while True:
            await asyncio.sleep(0.001)
            ticked += 1

    tasks.start("ticks", ticks())
    charts = drawings(90, 1000, SPANISH)
    for draw in charts:
        await png(draw)
    await tasks.close()
    # Drawn in the loop, there would be a tick or two between two charts. How long one of them takes is no
    # question of ours: the first one loads matplotlib, and a busy machine took a second for a part of that.
    assert ticked > 10 * len(charts)


def test_a_bot_that_draws_nothing_does_not_load_matplotlib() -> None:
    code = "import sys; import bot.handlers.admin.panel.panel; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
