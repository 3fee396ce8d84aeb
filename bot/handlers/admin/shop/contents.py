"""The dialogs of content sets: a new one, its card, its files."""

from typing import Any

from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, SwitchTo

from ....services.gamification import ChangedMeanwhile, ContentFile, FileKind, Gamification
from ....services.gamification.catalog.edits import AdminCatalog
from ....services.gamification.rules.content_files import ContentType as Kind
from ....telegram.delivery import send_content
from ....ui.admin.shop_texts import ICONS, KINDS, content_text
from ....ui.texts import Texts
from ..windows.buttons import back_button
from ..windows.files import file_in
from ..windows.inputs import some_text
from ..windows.lists import page_list, page_of
from ..windows.questions import end_and_open, told
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .editing import id_of, remember, save_content
from .fields import (
    MAX_NAME,
    choices,
    common_windows,
    named_and_on,
    off_and_on,
)
from .states import ContentAdmin, NewContent

MAX_CAME = 30
"""Arrivals whose order is remembered: more than an album has."""


def new_content() -> Dialog:
    """The wizard: a name, then the files."""
    return Dialog(
        enter_window("admin-shop-ask-content-name", some_text(MAX_NAME), _create, state=NewContent.name)
    )


async def _create(manager: DialogManager, name: str) -> None:
    data = manager.middleware_data
    made = await data["gamification"].catalog.create_content_set(
        data["member"].id, name=name, content_type=Kind.MIXED.value
    )
    await end_and_open(manager, ContentAdmin.add, {"id": made.id})


def content_admin() -> Dialog:
    """One content set."""
    to = ContentAdmin
    return Dialog(
        panel_window(
            Say("admin-shop-card"),
            Group(
                SwitchTo(Say("admin-shop-button-add"), id="add", state=to.add, on_click=_begin),
                SwitchTo(Say("admin-shop-button-files"), id="files", state=to.files, when="has_files"),
                Button(Say("admin-shop-button-preview"), id="show", on_click=_preview, when="has_files"),
                SwitchTo(Say("admin-button-name"), id="name", state=to.name),
                SwitchTo(Say("admin-shop-button-description"), id="desc", state=to.description),
                SwitchTo(Say("admin-shop-button-tier"), id="tier", state=to.tier),
                SwitchTo(Say("admin-shop-button-kind"), id="kind", state=to.kind),
                *off_and_on(save_content, "admin-shop-button-hide", "admin-shop-button-show"),
                SwitchTo(Say("admin-button-delete"), id="del", state=to.sure),
                width=2,
            ),
            back_button(),
            state=to.card,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-add-files"),
            MessageInput(_take_file, content_types=[ContentType.ANY]),
            SwitchTo(Say("admin-shop-button-done"), id="done", state=to.card),
            state=to.add,
            getter=_added,
        ),
        panel_window(
            Say("admin-shop-files"),
            page_list("list", Say("admin-shop-file-row"), _pick_file),
            back_button(to.card),
            state=to.files,
            getter=_files,
        ),
        panel_window(
            Say("admin-shop-file"),
            Row(
                Button(Say("admin-shop-button-first"), id="first", on_click=_mover(-500), when="not_first"),
                Button(Say("admin-button-up"), id="up", on_click=_mover(-1), when="not_first"),
                Button(Say("admin-button-down"), id="down", on_click=_mover(1), when="not_last"),
                Button(Say("admin-shop-button-last"), id="last", on_click=_mover(500), when="not_last"),
            ),
            Row(
                Button(Say("admin-shop-button-see"), id="see", on_click=_see_file),
                Button(Say("admin-shop-button-remove"), id="remove", on_click=_remove_file),
            ),
            back_button(to.files),
            state=to.file,
            getter=_file,
        ),
        panel_window(
            Say("admin-shop-ask-kind"),
            choices("kind", KINDS, lambda manager, kind: save_content(manager, {"content_type": kind})),
            back_button(to.card),
            state=to.kind,
            getter=_card,
        ),
        *common_windows(
            save_content, "admin-shop-delete-content", AdminCatalog.delete_content_set, to, _card
        ),
    )


async def _card(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    card = await gamification.catalog.content_set(id_of(dialog_manager))
    remember(dialog_manager, card.fields)
    return {
        "card": content_text(card, texts),
        **named_and_on(card.fields),
        "owners": card.owners,
        "has_files": bool(card.files),
        "used": "yes" if card.owners or card.products or card.rewards else "no",
    }


async def _preview(_query: Any, _button: Any, manager: DialogManager) -> None:
    """Send the files to the admin as a member gets them."""
    data = manager.middleware_data
    card = await data["gamification"].catalog.content_set(id_of(manager))
    await _send(manager, card.files)


async def _send(manager: DialogManager, files: tuple[ContentFile, ...]) -> None:
    bot: Bot = manager.middleware_data["bot"]
    await told(manager, "admin-shop-here-it-comes")
    delivery = await send_content(bot, manager.middleware_data["member"].id, files)
    if not delivery.complete:
        trouble(manager, "admin-shop-not-all-sent", sent=delivery.sent, total=delivery.total)
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def _begin(_query: Any, _button: Any, manager: DialogManager) -> None:
    manager.dialog_data.pop("counted", None)


async def _take_file(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    """Add what was sent. The parts of an album come one by one; each finds its place by its message's
    number, and they are confirmed in one message."""
    file = file_in(message)
    if file is None or file.kind is FileKind.STICKER:
        trouble(manager, "admin-shop-not-a-file")
        return
    data, kept = manager.middleware_data, manager.dialog_data
    came: list[list[Any]] = kept.get("came", [])
    later = [one for one in came if one[0] > message.message_id]
    before = min(later)[1] if later else None
    added = await data["gamification"].catalog.add_files(
        data["member"].id, id_of(manager), [file], before=before
    )
    if added.added:
        kept["came"] = [*came, [message.message_id, file.file_id]][-MAX_CAME:]
    counted = kept.get("counted", {})
    if message.media_group_id is None or counted.get("album") != message.media_group_id:
        counted = {"album": message.media_group_id, "added": 0, "known": 0}
    kept["counted"] = counted | {
        "added": counted["added"] + added.added,
        "known": counted["known"] + added.known,
    }


async def _added(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    card = await gamification.catalog.content_set(id_of(dialog_manager))
    counted = dialog_manager.dialog_data.get("counted", {})
    added, known = counted.get("added", 0), counted.get("known", 0)
    return {
        "name": card.fields["name"],
        "count": len(card.files),
        "added": added,
        "known": known,
        "state": "known" if known and not added else "both" if known else "added" if added else "none",
    }


async def _files(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    card = await gamification.catalog.content_set(id_of(dialog_manager))
    rows = [
        {"id": n, "number": n + 1, "icon": ICONS[file.kind], "file": file.file_id}
        for n, file in enumerate(card.files)
    ]
    shown = await page_of(dialog_manager, "list", rows, lambda row: row)
    dialog_manager.dialog_data["files"] = {str(row["id"]): row["file"] for row in shown["list"]}
    return shown | {"name": card.fields["name"], "count": len(rows)}


async def _pick_file(manager: DialogManager, number: str) -> None:
    # By its id: another admin may have moved it since.
    manager.dialog_data["file"] = manager.dialog_data.get("files", {}).get(number)
    await manager.switch_to(ContentAdmin.file)


async def _file(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    card = await gamification.catalog.content_set(id_of(dialog_manager))
    place = _place(card.files, dialog_manager)
    return {
        "name": card.fields["name"],
        "number": place + 1,
        "count": len(card.files),
        "icon": ICONS[card.files[place].kind],
        "not_first": place > 0,
        "not_last": place < len(card.files) - 1,
    }


def _place(files: tuple[ContentFile, ...], manager: DialogManager) -> int:
    """Return where the open file is. Raises ChangedMeanwhile if it is gone."""
    for place, file in enumerate(files):
        if file.file_id == manager.dialog_data.get("file"):
            return place
    raise ChangedMeanwhile("file_ids", len(files))


def _mover(by: int) -> Any:
    async def move(_query: Any, _button: Any, manager: DialogManager) -> None:
        data = manager.middleware_data
        catalog = data["gamification"].catalog
        files = (await catalog.content_set(id_of(manager))).files
        place = _place(files, manager)
        target = min(max(place + by, 0), len(files) - 1)
        await catalog.move_file(data["member"].id, id_of(manager), files[place].file_id, target)

    return move


async def _see_file(_query: Any, _button: Any, manager: DialogManager) -> None:
    data = manager.middleware_data
    files = (await data["gamification"].catalog.content_set(id_of(manager))).files
    await _send(manager, (files[_place(files, manager)],))


async def _remove_file(_query: Any, _button: Any, manager: DialogManager) -> None:
    data = manager.middleware_data
    file = str(manager.dialog_data.get("file"))
    await manager.switch_to(ContentAdmin.files)
    await data["gamification"].catalog.remove_file(data["member"].id, id_of(manager), file)
    await told(manager, "admin-shop-removed")
