"""Search: by a text, a forwarded message of the member, or their contact."""

from typing import Any

from aiogram.types import CallbackQuery, Message, MessageOriginHiddenUser, MessageOriginUser
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select

from ....services.gamification import Gamification
from ....services.gamification.member_admin.search import MAX_TEXT_LENGTH
from ....ui.admin.members_texts import found_row
from ....ui.texts import Texts
from ..windows.buttons import back_button
from ..windows.say import Say
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .acting import admin_of, member_admin_of, open_member_card
from .states import MembersSearch

ROWS = 8


def search_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-members-ask"),
            MessageInput(look),
            back_button(),
            state=MembersSearch.ask,
        ),
        panel_window(
            Say("admin-members-found"),
            MessageInput(look),
            Column(
                Select(Say("admin-members-row"), id="who", item_id_getter=_id, items="found", on_click=picked)
            ),
            Row(
                Button(Say("admin-members-first"), id="first", on_click=from_the_first, when="later"),
                Button(Say("admin-members-more"), id="more", on_click=further, when="more"),
            ),
            back_button(MembersSearch.ask),
            state=MembersSearch.found,
            getter=found,
        ),
        panel_window(Say("admin-members-erased"), state=MembersSearch.erased, getter=erased),
    )


async def look(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    """Look for whoever the message is about. One hit opens the card."""
    wanted = _wanted(message)
    if wanted is None:
        trouble(manager, "admin-members-not-a-person")
        return
    if len(wanted) > MAX_TEXT_LENGTH:
        trouble(manager, "admin-input-too-long", most=MAX_TEXT_LENGTH)
        return
    page = await member_admin_of(manager).search(admin_of(manager), wanted, limit=ROWS)
    if not page.members and page.after is None:
        trouble(manager, "admin-members-none")
        return
    if len(page.members) == 1 and page.after is None:
        await open_member_card(manager, page.members[0].user_id)
        return
    manager.dialog_data.update(text=wanted, after=None)
    await manager.switch_to(MembersSearch.found)


def _wanted(message: Message) -> str | None:
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            return str(user.id)
        case MessageOriginHiddenUser(sender_user_name=name):
            return name
        case None:
            pass
        case _:  # a channel's post, or a group's
            return None
    if message.contact is not None:
        contact = message.contact
        if contact.user_id is not None:
            return str(contact.user_id)
        return f"{contact.first_name} {contact.last_name or ''}".strip()
    return (message.text or "").strip() or None


async def found(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """The members of one page."""
    data = dialog_manager.dialog_data
    page = await gamification.member_admin.search(
        admin_of(dialog_manager), data["text"], limit=ROWS, after=data["after"]
    )
    data["next"] = page.after
    return {
        "text": data["text"],
        "count": len(page.members),
        "found": [found_row(one, texts) for one in page.members],
        "later": data["after"] is not None,
        "more": page.after is not None,
    }


def _id(row: dict[str, Any]) -> str:
    return str(row["id"])


async def picked(_query: CallbackQuery, _select: Any, manager: DialogManager, user_id: str) -> None:
    """Open the card."""
    await open_member_card(manager, int(user_id))


async def further(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Look on from where this page ended."""
    manager.dialog_data["after"] = manager.dialog_data.get("next")


async def from_the_first(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Show the first page again."""
    manager.dialog_data["after"] = None


async def erased(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What an erasure left."""
    data = dialog_manager.start_data
    assert isinstance(data, dict)
    return data
