"""The panel's first screen: a button for each section."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button, Group, Start

from ....services.gamification.gamification import Gamification
from ....services.gamification.members.identity import Member
from ....ui.menu import Place
from ..start.checklist import start_line
from ..sweep import open_panel
from ..windows.buttons import menu_has
from ..windows.say import Say
from ..windows.section import Section
from ..windows.states import Home
from ..windows.window import panel_window


def home_dialog(sections: Sequence[Section]) -> Dialog:
    """A new dialog with a button for each section, in two columns."""
    openers = [Start(Say(one.title), id=f"open_{one.name}", state=one.opens) for one in sections]
    return Dialog(
        panel_window(
            Say("admin-home"),
            Say("admin-home-today"),
            Say("admin-start-line", when="start_is_open"),
            Say("admin-home-question"),
            Group(*openers, width=2),
            Button(Say("admin-button-sweep"), id="sweep", on_click=_open_sweep, when=menu_has(Place.SWEEP)),
            Button(Say("admin-button-close"), id="close", on_click=_close),
            state=Home.main,
            getter=[_today, start_line],
            home=False,
        )
    )


async def _today(gamification: Gamification, member: Member, **_: Any) -> dict[str, Any]:
    overview = await gamification.statistics.overview(member.id, days=1)
    today = overview.days[-1]
    return {
        "earned": today.earned,
        "spent": today.spent,
        "active": today.active_members,
        "members": overview.members,
    }


async def _close(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.reset_stack()


async def _open_sweep(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    # The message is the sweep's from now on.
    await manager.reset_stack(remove_keyboard=False)
    manager.current_stack().last_message_id = None
    manager.show_mode = ShowMode.NO_UPDATE
    data = manager.middleware_data
    await open_panel(query, data["bot"], data["texts"], data["gamification"], data["live_runs"])
