"""Anomalies: what was found in the last days, each with what happened. An admin marks one as seen; nobody is
punished from here."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select

from ....services.gamification import AnomalyKind, Gamification
from ....services.gamification.members.identity import Member
from ....ui.admin.anomalies_texts import WINDOWS, event_text, facts_text, report_text, sentence
from ....ui.texts import Html, Texts
from ..members.acting import open_member_card
from ..windows.buttons import back_button
from ..windows.dates import creators_zone
from ..windows.lists import first_page, page_buttons, page_of
from ..windows.questions import told
from ..windows.say import Chosen, Say
from ..windows.section import Section
from ..windows.window import panel_window
from .states import Anomalies

FOUND = "found"


def dialogs() -> Sequence[Dialog]:
    """Return new dialogs."""
    numbers = Select(Say("admin-anomalies-row"), id="one", item_id_getter=_id_of, items=FOUND, on_click=_pick)
    windows = [
        Button(Chosen(key, "days", days), id=f"days{days}", on_click=_of(days))
        for days, key in WINDOWS.items()
    ]
    return [
        Dialog(
            panel_window(
                Say("admin-anomalies-list"),
                Group(numbers, width=4),
                page_buttons(FOUND),
                Row(*windows),
                Button(Say("admin-anomalies-button-again"), id="again", on_click=_again),
                state=Anomalies.list,
                getter=_list,
            ),
            panel_window(
                Say("admin-anomalies-one", when="there"),
                Say("admin-anomalies-gone", when="gone"),
                Button(Say("admin-anomalies-button-card"), id="card", on_click=_open_card, when="is_member"),
                Button(Say("admin-anomalies-button-seen"), id="seen", on_click=_mark_seen, when="there"),
                back_button(Anomalies.list),
                state=Anomalies.one,
                getter=_one,
            ),
        )
    ]


SECTION = Section("anomalies", "admin-anomalies-title", Anomalies.list, dialogs)


def _days(manager: DialogManager) -> int:
    return int(manager.dialog_data.get("days", 1))


def _id_of(row: dict[str, Any]) -> str:
    return str(row["id"])


async def _list(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    days = _days(dialog_manager)
    again = bool(dialog_manager.dialog_data.pop("again", False))
    report = await gamification.anomalies.report(member.id, days=days, again=again)
    shown = await page_of(dialog_manager, FOUND, report.found, lambda one: one)
    found = list(shown[FOUND])
    # A tap means what its screen showed, also where the report is another by then.
    dialog_manager.dialog_data["keys"] = [one.anomaly.key for one in found]
    zone = await creators_zone(gamification)
    return {
        **shown,
        FOUND: [{"id": number, "number": number + 1} for number in range(len(found))],
        "lines": report_text(report, found, zone, texts),
        "window": texts.plain(WINDOWS[days]),
        "days": days,
    }


async def _one(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    anomalies, key = gamification.anomalies, dialog_manager.dialog_data["key"]
    found = await anomalies.get(member.id, key, days=_days(dialog_manager))
    if found is None:
        return {"there": False, "gone": True, "is_member": False}
    anomaly = found.anomaly
    zone = await creators_zone(gamification)
    dialog_manager.dialog_data["member"] = anomaly.user_id
    events = await anomalies.happened(member.id, anomaly)
    return {
        "there": True,
        "gone": False,
        "is_member": anomaly.kind is not AnomalyKind.REFUNDED and found.name is not None,
        "sentence": sentence(found, texts),
        "facts": facts_text(anomaly, zone, texts),
        "events": Html("\n".join(event_text(one, anomaly.kind, zone, texts) for one in events)),
    }


async def _pick(_query: CallbackQuery, _select: Any, manager: DialogManager, number: str) -> None:
    keys = manager.dialog_data.get("keys", [])
    if int(number) < len(keys):
        manager.dialog_data["key"] = keys[int(number)]
        await manager.switch_to(Anomalies.one)


def _of(days: int) -> Any:
    async def chosen(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        manager.dialog_data["days"] = days
        first_page(manager, FOUND)

    return chosen


async def _again(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    manager.dialog_data["again"] = True
    first_page(manager, FOUND)


async def _open_card(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await open_member_card(manager, manager.dialog_data["member"])


async def _mark_seen(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data, days = manager.middleware_data, _days(manager)
    anomalies, admin_id = data["gamification"].anomalies, data["member"].id
    found = await anomalies.get(admin_id, manager.dialog_data["key"], days=days)
    if found is not None:
        await anomalies.mark_seen(admin_id, found.anomaly, days=days)
        await told(manager, "admin-anomalies-told-seen")
    await manager.switch_to(Anomalies.list)
