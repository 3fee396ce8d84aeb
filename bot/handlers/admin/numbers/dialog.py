"""The numbers of the last days, with buttons for charts, lists and a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import CallbackQuery, User
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, SwitchTo

from ....services.gamification import Gamification
from ....ui.admin.numbers_texts import overview_variables, sellers_text, top_text
from ....ui.texts import Texts
from ..members.acting import open_member_card
from ..windows.buttons import back_button
from ..windows.say import Chosen, Say
from ..windows.section import Section
from ..windows.window import panel_window
from .period import DAYS, PERIODS, days_of
from .sending import send_chart, send_csv
from .states import Numbers

MONTH = "month"


def dialogs() -> Sequence[Dialog]:
    """Return new dialogs."""
    return [
        Dialog(
            panel_window(
                Say("admin-numbers-overview"),
                _periods(),
                Group(
                    Button(Say("admin-numbers-button-flow"), id="flow", on_click=send_chart),
                    Button(Say("admin-numbers-button-circulation"), id="circulation", on_click=send_chart),
                    Button(Say("admin-numbers-button-members"), id="members", on_click=send_chart),
                    Button(Say("admin-numbers-button-sources"), id="sources", on_click=send_chart),
                    Button(Say("admin-numbers-button-retention"), id="retention", on_click=send_chart),
                    Button(Say("admin-numbers-button-levels"), id="levels", on_click=send_chart),
                    Button(Say("admin-numbers-button-streaks"), id="streaks", on_click=send_chart),
                    SwitchTo(Say("admin-numbers-button-sellers"), id="sellers", state=Numbers.sellers),
                    SwitchTo(Say("admin-numbers-button-top"), id="top", state=Numbers.top),
                    Button(Say("admin-numbers-button-csv"), id="csv", on_click=send_csv),
                    width=2,
                ),
                state=Numbers.overview,
                getter=_overview,
            ),
            panel_window(
                Say("admin-numbers-text"),
                _periods(),
                back_button(Numbers.overview),
                state=Numbers.sellers,
                getter=_sellers,
            ),
            panel_window(
                Say("admin-numbers-text"),
                Row(
                    Button(
                        Chosen("admin-numbers-button-this-month", MONTH, True),
                        id="month",
                        on_click=_this_month,
                    ),
                    Button(Chosen("admin-numbers-button-ever", MONTH, False), id="ever", on_click=_ever),
                ),
                Group(
                    Select(
                        Say("admin-numbers-button-member"),
                        id="who",
                        item_id_getter=lambda row: row["user_id"],
                        items="members",
                        on_click=_open_card,
                    ),
                    width=2,
                ),
                back_button(Numbers.overview),
                state=Numbers.top,
                getter=_top,
            ),
        )
    ]


SECTION = Section("numbers", "admin-numbers-title", Numbers.overview, dialogs)


def _periods() -> Row:
    return Row(
        Select(
            Say(_days_key),
            id="days",
            item_id_getter=lambda row: row["days"],
            items="periods",
            on_click=_choose,
        )
    )


def _days_key(row: Mapping[str, Any]) -> str:
    return "admin-numbers-button-days-chosen" if row["chosen"] else "admin-numbers-button-days"


def _chosen(manager: DialogManager) -> dict[str, Any]:
    chosen = days_of(manager)
    return {"periods": [{"days": days, "chosen": days == chosen} for days in PERIODS]}


async def _choose(_query: CallbackQuery, _select: Any, manager: DialogManager, days: str) -> None:
    manager.dialog_data[DAYS] = int(days) if days.isdecimal() else 0


async def _overview(
    dialog_manager: DialogManager,
    gamification: Gamification,
    texts: Texts,
    event_from_user: User,
    **_: Any,
) -> dict[str, Any]:
    overview = await gamification.statistics.overview(event_from_user.id, days_of(dialog_manager))
    return {**overview_variables(overview, texts), **_chosen(dialog_manager)}


async def _sellers(
    dialog_manager: DialogManager,
    gamification: Gamification,
    texts: Texts,
    event_from_user: User,
    **_: Any,
) -> dict[str, Any]:
    days = days_of(dialog_manager)
    sold = await gamification.statistics.best_sellers(event_from_user.id, days)
    return {"text": sellers_text(sold, days, texts), **_chosen(dialog_manager)}


async def _top(
    dialog_manager: DialogManager,
    gamification: Gamification,
    texts: Texts,
    event_from_user: User,
    **_: Any,
) -> dict[str, Any]:
    this_month = bool(dialog_manager.dialog_data.get(MONTH))
    best = await gamification.statistics.top_members(event_from_user.id, this_month=this_month)
    return {
        "text": top_text(best, this_month=this_month, texts=texts),
        MONTH: this_month,
        "members": [{"user_id": one.user_id, "name": str(texts.name(one.name))} for one in best],
    }


async def _open_card(_query: CallbackQuery, _select: Any, manager: DialogManager, user_id: str) -> None:
    await open_member_card(manager, int(user_id))


async def _this_month(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[MONTH] = True


async def _ever(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data[MONTH] = False
