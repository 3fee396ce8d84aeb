"""The emojis under a channel's new posts: one of a few proposals, or what the creator sends."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Select

from ....services.gamification import CreatorChannel, Gamification
from ....services.gamification.reactions.channel_settings import MAX_EMOJI_BYTES, MAX_EMOJIS
from ....services.gamification.rules.emojis import emojis_in
from ....ui.admin.start_texts import emojis_text
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.inputs import text_step
from ..windows.questions import told
from ..windows.say import Say
from ..windows.trouble import InvalidInput
from ..windows.window import panel_window
from .states import ChannelEmojis

PROPOSALS = (("❤️", "🔥", "😍"), ("👍", "❤️", "😂", "😮", "👏"), ("💋", "🔥", "🥵", "😈", "💦"))


def emojis_dialog() -> Dialog:
    """A new wizard of one step."""
    return Dialog(
        panel_window(
            Say("admin-start-emojis"),
            Column(
                Select(
                    Say("admin-button-start-proposal"),
                    id="set",
                    item_id_getter=_number,
                    items="proposals",
                    on_click=_chosen,
                )
            ),
            Button(Say("admin-button-start-no-emojis"), id="none", on_click=_none, when="has_emojis"),
            text_step(_emojis, _save),
            cancel_button(),
            state=ChannelEmojis.choose,
            getter=_now,
        )
    )


async def _now(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    channel = await gamification.channels.channel(_kind(dialog_manager))
    dialog_manager.dialog_data["shown"] = list(channel.emojis)
    return {
        "now": emojis_text(channel.emojis, texts),
        "kind": channel.kind,
        "most": MAX_EMOJIS,
        "has_emojis": bool(channel.emojis),
        "proposals": [{"number": n, "emojis": " ".join(one)} for n, one in enumerate(PROPOSALS)],
    }


def _kind(manager: DialogManager) -> Any:
    data = manager.start_data
    assert isinstance(data, dict)  # whoever starts this says for which channel
    return data["kind"]


def _number(proposal: dict[str, Any]) -> int:
    return int(proposal["number"])


def _emojis(text: str) -> tuple[str, ...]:
    found = emojis_in(text)
    if found is None or any(len(emoji.encode()) > MAX_EMOJI_BYTES for emoji in found):
        raise InvalidInput("admin-start-emojis-only")
    if len(set(found)) > MAX_EMOJIS:
        raise InvalidInput("admin-start-emojis-too-many", most=MAX_EMOJIS)
    return found


async def _chosen(_query: CallbackQuery, _select: Any, manager: DialogManager, number: str) -> None:
    await _save(manager, PROPOSALS[int(number)])


async def _none(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await _save(manager, ())


async def _save(manager: DialogManager, emojis: tuple[str, ...]) -> None:
    data, kind = manager.middleware_data, _kind(manager)
    shown = CreatorChannel(kind, None, tuple(manager.dialog_data["shown"]))
    await data["gamification"].channels.set_emojis(data["member"].id, kind, emojis, expected=shown)
    await told(manager, "admin-button-start-emojis-saved")
    await manager.done()
