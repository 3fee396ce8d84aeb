"""Until when a member is VIP: some days more, a date, or the end now."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Row

from ....services.gamification import ChangedMeanwhile
from ....services.gamification.rules.days import day_of, day_starts
from ....ui.admin.members_texts import named, on_day
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.dates import creators_zone, written_date
from ..windows.inputs import text_step
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.trouble import InvalidInput, trouble
from ..windows.window import panel_window
from .acting import admin_of, file_of, member_admin_of, member_of, services_of
from .states import MemberVip

MAX_DAYS = 3_650


def vip_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-members-vip"),
            text_step(day_or_days, take_day),
            Row(
                Button(Say("admin-members-vip-week"), id="week", on_click=days_more(7)),
                Button(Say("admin-members-vip-month"), id="month", on_click=days_more(30)),
            ),
            Button(Say("admin-members-vip-end"), id="end", on_click=end_now, when="ends"),
            cancel_button(),
            state=MemberVip.until,
            getter=now_and_then,
        ),
        confirm_window(
            Say("admin-members-vip-sure"),
            state=MemberVip.sure,
            on_yes=set_vip,
            no=MemberVip.until,
            getter=now_and_then,
        ),
    )


def day_or_days(text: str) -> date | int:
    """Parse a date (2026-12-31, 31/12/2026) or a number of days. Raises InvalidInput."""
    digits = text.removeprefix("+").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= 6 and 1 <= int(digits) <= MAX_DAYS:
        return int(digits)
    day = written_date(text)
    if day is not None and day.year is not None and day.clock is None:
        with suppress(ValueError):  # there is no 31st of February
            return day.on(day.year)
    raise InvalidInput("admin-members-vip-bad", most=MAX_DAYS)


async def now_and_then(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member, and the end of VIP before and after."""
    file = await file_of(dialog_manager)
    data = dialog_manager.dialog_data
    data["shown"] = None if file.vip_until is None else file.vip_until.astimezone(UTC).isoformat()
    until = data.get("until")
    then = datetime.fromisoformat(until).astimezone(file.since.tzinfo) if until else None
    return {
        "name": named(file, texts),
        "vip": "until" if file.vip_until is not None else "always" if file.vip else "no",
        "until": "" if file.vip_until is None else on_day(file.vip_until, texts),
        "then": "" if then is None else on_day(then, texts),
        "keeps": bool(until),
        "ends": file.vip_until is not None or file.role == "VIP",
    }


def days_more(days: int) -> Any:
    """A handler that adds days, to the present end if there is one."""

    async def added(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await _ask(manager, _later(manager, days))

    return added


async def end_now(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """End VIP at once."""
    manager.dialog_data["until"] = None
    await manager.switch_to(MemberVip.sure)


async def take_day(manager: DialogManager, day: date | int) -> None:
    """Take a date, whose whole day counts, or a number of days."""
    if isinstance(day, int):
        await _ask(manager, _later(manager, day))
        return
    gamification = services_of(manager)
    zone = await creators_zone(gamification)
    today = day_of(gamification.clock(), zone)
    if not today <= day <= today + timedelta(days=MAX_DAYS):
        trouble(manager, "admin-members-vip-bad", most=MAX_DAYS)
        return
    await _ask(manager, day_starts(day + timedelta(days=1), zone) - timedelta(seconds=1))


def _later(manager: DialogManager, days: int) -> datetime:
    shown = manager.dialog_data.get("shown")
    begins = datetime.fromisoformat(shown) if shown else services_of(manager).clock()
    return begins + timedelta(days=days)


async def _ask(manager: DialogManager, until: datetime) -> None:
    manager.dialog_data["until"] = until.astimezone(UTC).isoformat()
    await manager.switch_to(MemberVip.sure)


async def set_vip(manager: DialogManager) -> None:
    """Set the end, or end it."""
    data = manager.dialog_data
    until, shown = data["until"], data["shown"]
    try:
        status = await member_admin_of(manager).set_vip(
            admin_of(manager),
            member_of(manager),
            until=datetime.fromisoformat(until) if until else None,
            shown=datetime.fromisoformat(shown) if shown else None,
        )
    except ChangedMeanwhile:
        await told(manager, "admin-told-changed", alert=True)
        await manager.switch_to(MemberVip.until)
        return
    texts: Texts = manager.middleware_data["texts"]
    if status.vip_until is None:
        await told(manager, "admin-members-vip-over")
    else:
        await told(manager, "admin-members-vip-now", until=on_day(status.vip_until, texts))
    await manager.done()
