"""The steps in which an admin says for whom something is: everyone, VIP, active, or a list."""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from ....services.gamification import Gamification, InvalidSetting, Segment, SegmentKind
from ....services.gamification.members.identity import Member
from ....services.gamification.rules.segments import segment_of
from ....ui.admin.publish_texts import segment_name
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.inputs import MAX_INPUT, some_text
from ..windows.lists import row_list
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import PanelWindow, panel_window

MAX_SHOWN_UNKNOWN = 10


def segment_windows(
    key: str, *, state: State, members: State, following: State
) -> tuple[PanelWindow, PanelWindow]:
    """The window with the segments, and the one that takes a list."""

    async def picked(_query: CallbackQuery, _select: Any, manager: DialogManager, kind: str) -> None:
        if kind == SegmentKind.CHOSEN:
            await manager.switch_to(members)
            return
        manager.dialog_data["segment"] = Segment(SegmentKind(kind)).written()
        manager.dialog_data["unknown"] = ""
        await manager.switch_to(following)

    async def listed(manager: DialogManager, written: str) -> None:
        data = manager.middleware_data
        try:
            found = await data["gamification"].segments.find(data["member"].id, written)
        except InvalidSetting:
            trouble(manager, "admin-publish-bad-list")
            return
        if found.segment is None:
            trouble(manager, "admin-publish-nobody")
            return
        manager.dialog_data["segment"] = found.segment.written()
        manager.dialog_data["unknown"] = ", ".join(found.unknown[:MAX_SHOWN_UNKNOWN])
        await manager.switch_to(following)

    return (
        panel_window(
            Say(key),
            Say("admin-publish-without-profile", when="missing"),
            row_list("segments", Say("admin-publish-row-segment"), picked, id="kind"),
            cancel_button(),
            state=state,
            getter=_counted,
        ),
        enter_window("admin-publish-ask-list", some_text(MAX_INPUT), listed, state=members),
    )


def segment_in(manager: DialogManager) -> Segment:
    """Return the segment that was chosen. Raises InvalidSetting if none was."""
    return segment_of(manager.dialog_data.get("segment") or {})


async def chosen(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts
) -> dict[str, Any]:
    """What getters say of the segment: its name, how many it has, and what named nobody."""
    segment = segment_in(dialog_manager)
    return {
        "segment": segment_name(segment, texts),
        "members": await gamification.segments.count(member.id, segment),
        "unknown": dialog_manager.dialog_data.get("unknown") or "",
    }


async def _counted(gamification: Gamification, member: Member, texts: Texts, **_: Any) -> dict[str, Any]:
    rows = []
    for kind in SegmentKind:
        if kind is SegmentKind.CHOSEN:
            rows.append({"id": kind.value, "segment": texts.plain("admin-publish-button-list"), "count": -1})
            continue
        segment = Segment(kind)
        count = await gamification.segments.count(member.id, segment)
        rows.append({"id": kind.value, "segment": segment_name(segment, texts), "count": count})
    return {"segments": rows, "missing": await gamification.sweep.missing()}
