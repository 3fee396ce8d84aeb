"""Who changed what, and what it was before: a page of the newest changes, and older ones."""

from collections.abc import Sequence
from typing import Any

from aiogram.fsm.state import State, StatesGroup
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button

from ....services.gamification.audit_log import AuditedChange
from ....services.gamification.gamification import Gamification
from ....services.gamification.members.identity import Member
from ....ui.admin.audit_texts import changes_text
from ....ui.texts import Texts
from ..windows.lists import page, page_buttons
from ..windows.say import Say
from ..windows.section import Section
from ..windows.window import panel_window

CHANGES_A_PAGE = 6


class Audit(StatesGroup):
    """The audit log."""

    page = State()


def dialogs() -> list[Dialog]:
    """New dialogs of this section."""
    return [
        Dialog(
            panel_window(
                Say("admin-audit"),
                page_buttons("changes", newest_first=True),
                Button(Say("button-refresh"), id="refresh"),
                state=Audit.page,
                getter=_changes,
            )
        )
    ]


async def _changes(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    async def load(offset: int, limit: int) -> Sequence[AuditedChange]:
        return await gamification.audit.latest(member.id, offset=offset, limit=limit)

    shown = await page(dialog_manager, "changes", load, size=CHANGES_A_PAGE)
    return {**shown, "lines": changes_text(shown["changes"], texts)}


SECTION = Section("audit", "admin-audit-title", Audit.page, dialogs)
