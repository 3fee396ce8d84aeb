"""A member's data as a file, and the erasure of a member."""

from typing import Any

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode
from aiogram_dialog.widgets.kbd import Button, SwitchTo

from ....ui.admin.members_texts import named
from ....ui.texts import Texts
from ..windows.buttons import back_button
from ..windows.questions import told
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .acting import admin_of, file_of, member_admin_of, member_of
from .states import MemberData, MembersSearch


def data_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-members-data"),
            Button(Say("admin-members-export-button"), id="export", on_click=export),
            SwitchTo(Say("admin-members-erase-button"), id="erase", state=MemberData.erase),
            back_button(),
            state=MemberData.menu,
            getter=whom,
        ),
        enter_window("admin-members-erase", str, erase, state=MemberData.erase, getter=whom),
    )


async def whom(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member, with the balance that stays in the books."""
    file = await file_of(dialog_manager)
    return {"name": named(file, texts), "id": str(file.user_id), "balance": file.balance}


async def export(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Send the file, in the admin's own chat."""
    await told(manager, "admin-members-exporting")
    made = await member_admin_of(manager).export(admin_of(manager), member_of(manager))
    bot: Bot = manager.middleware_data["bot"]
    await bot.send_document(query.from_user.id, BufferedInputFile(made.content, made.name))
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def erase(manager: DialogManager, typed: str) -> None:
    """Erase the member whose id was typed."""
    if typed != str(member_of(manager)):
        trouble(manager, "admin-members-erase-wrong", id=str(member_of(manager)))
        return
    done = await member_admin_of(manager).erase(admin_of(manager), member_of(manager))
    left = {
        "pseudonym": "" if done.pseudonym is None else str(done.pseudonym),
        "books": done.pseudonym is not None,
        "entries": done.entries,
        "balance": done.balance,
        "kept": done.user_kept,
    }
    # What is open below is about a member who is no more.
    await manager.start(MembersSearch.erased, data=left, mode=StartMode.RESET_STACK)
