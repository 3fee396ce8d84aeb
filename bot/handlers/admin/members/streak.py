"""Give a streak back: how many days it has again."""

from typing import Any

from aiogram_dialog import Dialog, DialogManager

from ....services.gamification import ChangedMeanwhile
from ....services.gamification.rules.streaks import MAX_REPAIRED_DAYS
from ....ui.admin.members_texts import named
from ....ui.texts import Texts
from ..windows.inputs import whole_number
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.steps import enter_window
from .acting import admin_of, file_of, member_admin_of, member_of
from .states import MemberStreakRepair


def streak_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        enter_window(
            "admin-members-streak",
            whole_number(1, MAX_REPAIRED_DAYS),
            take_days,
            state=MemberStreakRepair.days,
            getter=before_and_after,
        ),
        confirm_window(
            Say("admin-members-streak-sure"),
            state=MemberStreakRepair.sure,
            on_yes=repair,
            getter=before_and_after,
        ),
    )


async def before_and_after(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member, and the streak before and after."""
    file = await file_of(dialog_manager)
    dialog_manager.dialog_data["shown"] = file.gift_streak.days
    return {
        "name": named(file, texts),
        "days": file.gift_streak.days,
        "longest": file.gift_streak.longest,
        "after": int(dialog_manager.dialog_data.get("days", 0)),
    }


async def take_days(manager: DialogManager, days: int) -> None:
    """Ask whether it is right."""
    manager.dialog_data["days"] = days
    await manager.switch_to(MemberStreakRepair.sure)


async def repair(manager: DialogManager) -> None:
    """Set the streak."""
    data = manager.dialog_data
    try:
        done = await member_admin_of(manager).repair_streak(
            admin_of(manager), member_of(manager), data["days"], shown=data["shown"]
        )
    except ChangedMeanwhile:
        await told(manager, "admin-told-changed", alert=True)
        await manager.switch_to(MemberStreakRepair.days)
        return
    await told(manager, "admin-members-streak-now", before=done.before, days=done.days)
    await manager.done()
