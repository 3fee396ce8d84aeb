"""Moments as admins write them, in the creator's zone, and the window that asks for one."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.fsm.state import State
from aiogram_dialog import DialogManager

from ....services.gamification import Gamification
from ....ui.admin.publish_texts import time_text
from ....ui.texts import Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.dates import written_date, written_time
from ..windows.inputs import some_text, text_step
from ..windows.say import Say
from ..windows.trouble import trouble
from ..windows.window import PanelWindow, panel_window

MAX_LENGTH = 40


def moment_window(
    on_done: Callable[[DialogManager, datetime], Awaitable[None]], *, state: State, back: State
) -> PanelWindow:
    """A window that asks for a moment, and goes on with it."""

    async def written(manager: DialogManager, text: str) -> None:
        gamification: Gamification = manager.middleware_data["gamification"]
        at = moment_of(text, gamification.clock(), await zone_of(gamification))
        if at is None:
            trouble(manager, "admin-publish-bad-moment")
        else:
            await on_done(manager, at)

    return panel_window(
        Say("admin-publish-ask-when"),
        text_step(some_text(MAX_LENGTH), written),
        back_button(back),
        cancel_button(),
        state=state,
        getter=_clock,
    )


async def zone_of(gamification: Gamification) -> str:
    """Return the name of the creator's zone."""
    return (await gamification.economy.settings()).day_timezone


async def _clock(gamification: Gamification, texts: Texts, **_: Any) -> dict[str, Any]:
    zone = await zone_of(gamification)
    return {"zone": zone, "now": time_text(gamification.clock(), zone, texts)}


def moment_of(written: str, now: datetime, zone: str) -> datetime | None:
    """Return the moment in "18:30" (the next one), "27/11 18:30", "27/11/2026 18:30" or "2026-11-27 18:30";
    None if it is none of these."""
    here = ZoneInfo(zone)
    local = now.astimezone(here)
    try:
        if (clock := written_time(written)) is not None:
            at = local.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)
            return at if at > local else _next_day(at)
        day = written_date(written)
        if day is None or day.clock is None:
            return None
        if day.year is not None:
            return day.at(day.year, day.clock, here)
        at = day.at(local.year, day.clock, here)
        return at if at > local else at.replace(year=local.year + 1)
    except ValueError:  # there is no 31st of February
        return None


def _next_day(at: datetime) -> datetime:
    return at.replace(tzinfo=None).__add__(timedelta(days=1)).replace(tzinfo=at.tzinfo)
