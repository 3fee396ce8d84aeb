"""The checklist with a way to each step, and one channel."""

from typing import Any

from aiogram import Bot
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button, Column, Select, Start, SwitchTo

from ....services.gamification import CreatorChannel, Gamification, Member
from ....ui.admin.start_texts import SeenChannel, Step, channel_text, checklist_text
from ....ui.menu import Place
from ....ui.texts import Texts
from ..windows.buttons import back_button, menu_has
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.section import Section
from ..windows.window import PanelWindow, panel_window
from .checklist import checklist_of, seen
from .connect import connect_dialog
from .emojis import emojis_dialog
from .states import ChannelEmojis, ConnectChannel, StartHere


def dialogs() -> list[Dialog]:
    """New dialogs of the section."""
    return [
        Dialog(_main_window(), _channel_window(), _sure_window()),
        connect_dialog(),
        emojis_dialog(),
    ]


SECTION = Section("start", "admin-start-title", StartHere.main, dialogs)


def _main_window() -> PanelWindow:
    product, reward = _Way("no_product", ("shop",)), _Way("no_reward", ("rewards",))
    return panel_window(
        Say(lambda data: "admin-start-all-done" if data["is_done"] else "admin-start"),
        Start(Say("admin-button-start-connect"), id="connect", state=ConnectChannel.which),
        Column(
            Select(
                Say("admin-button-start-channel"),
                id="channel",
                item_id_getter=_kind_of,
                items="channels",
                on_click=_open_channel,
            )
        ),
        Button(Say("admin-button-start-emojis"), id="emojis", on_click=_open_emojis, when="without_emojis"),
        Button(Say("admin-button-start-product"), id="product", on_click=product.open, when=product.is_due),
        Button(Say("admin-button-start-reward"), id="reward", on_click=reward.open, when=reward.is_due),
        Button(Say("admin-button-start-gift"), id="gift", on_click=_open_gift, when=menu_has(Place.GIFT)),
        Button(Say("admin-button-start-again"), id="again"),
        state=StartHere.main,
        getter=_main,
    )


async def _main(
    gamification: Gamification, bot: Bot, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    checklist = await checklist_of(gamification, bot, member.id, texts.menu)
    return {
        "steps": checklist_text(checklist, texts),
        "done": checklist.done,
        "total": len(checklist.steps),
        "is_done": checklist.is_done,
        "channels": list(checklist.channels),
        "without_emojis": next((one.kind for one in checklist.channels if not one.emojis), ""),
        "no_product": checklist.steps.get(Step.PRODUCT) is False,
        "no_reward": checklist.steps.get(Step.REWARD) is False,
    }


class _Way:
    """The way to the first window of another section, as long as its step is open and it is there."""

    def __init__(self, step: str, sections: tuple[str, ...]) -> None:
        self._step = step
        self._sections = sections

    def is_due(self, data: dict[str, Any], _widget: Any, manager: DialogManager) -> bool:
        return bool(data[self._step]) and self._state(manager) is not None

    async def open(self, _query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        if (state := self._state(manager)) is not None:
            await manager.start(state)

    def _state(self, manager: DialogManager) -> State | None:
        sections: dict[str, State] = manager.middleware_data["sections"]
        return next((sections[name] for name in self._sections if name in sections), None)


def _kind_of(channel: SeenChannel) -> str:
    return channel.kind


async def _open_channel(_query: CallbackQuery, _select: Any, manager: DialogManager, kind: str) -> None:
    manager.dialog_data["kind"] = kind
    await manager.switch_to(StartHere.channel)


async def _open_emojis(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    data = await _main(**manager.middleware_data)
    if data["without_emojis"]:  # else somebody set them meanwhile
        await manager.start(ChannelEmojis.choose, data={"kind": data["without_emojis"]})


async def _open_gift(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    # Below the list, which stays: from the gift no button leads back to it.
    manager.show_mode = ShowMode.NO_UPDATE
    screens = manager.middleware_data["gamification"].screens
    if isinstance(query.message, Message):
        asked = query.message.model_copy(update={"from_user": query.from_user}).as_(query.bot)
        await screens.open(Place.GIFT, asked)


# One channel


def _channel_window() -> PanelWindow:
    return panel_window(
        Say("admin-start-one"),
        Button(Say("admin-button-start-emojis"), id="emojis", on_click=_change_emojis, when="is_there"),
        SwitchTo(Say("admin-button-start-disconnect"), id="off", state=StartHere.sure, when="is_there"),
        back_button(StartHere.main),
        state=StartHere.channel,
        getter=_channel,
    )


def _sure_window() -> PanelWindow:
    return confirm_window(
        Say("admin-start-disconnect-sure"),
        state=StartHere.sure,
        on_yes=_disconnect,
        no=StartHere.channel,
        getter=_channel,
    )


async def _channel(
    dialog_manager: DialogManager, gamification: Gamification, bot: Bot, texts: Texts, **_: Any
) -> dict[str, Any]:
    channel = await gamification.channels.channel(dialog_manager.dialog_data["kind"])
    dialog_manager.dialog_data["shown"] = channel.channel_id
    if channel.channel_id is None:
        return {"about": texts.html("admin-start-not-connected"), "title": "", "is_there": False}
    known = await seen(bot, channel)
    return {"about": channel_text(known, texts), "title": known.title, "is_there": True}


async def _change_emojis(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await manager.start(ChannelEmojis.choose, data={"kind": manager.dialog_data["kind"]})


async def _disconnect(manager: DialogManager) -> None:
    data, kind = manager.middleware_data, manager.dialog_data["kind"]
    shown = CreatorChannel(kind, manager.dialog_data["shown"], ())
    await data["gamification"].channels.disconnect(data["member"].id, kind, expected=shown)
    await told(manager, "admin-button-start-disconnected")
    await manager.switch_to(StartHere.main)
