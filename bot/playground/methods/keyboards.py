"""Keyboards of a call, parsed and checked strictly."""

import re
from typing import Any

from ..errors import bad_request
from ..json_types import Json
from ..parameters import Parameters
from ..world.chats import Chat

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_BUTTONS_IN_A_ROW = 8
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_URL = re.compile(r"(?:(?:https?|tg|ton)://)?[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:[/?#]\S*)?")


def reply_markup_of(parameters: Parameters, chat: Chat, *, inline_only: bool = False) -> Json | None:
    """Parse the keyboard of a call. Raises BotApiError if Telegram would refuse it.

    `inline_only` is for edits, which accept no other kind. A keyboard without buttons counts as none.
    """
    markup = parameters.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = _inline_rows(markup["inline_keyboard"], chat)
        return {"inline_keyboard": rows} if rows else None
    if inline_only or chat.kind == "channel":
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        return markup | {"keyboard": _reply_rows(markup["keyboard"])}
    return markup


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{what}" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse keyboard: expected an Array of Arrays")
    return [row for row in rows if row]


def _inline_rows(rows: Any, chat: Chat) -> list[list[Json]]:
    checked = [[_inline_button(button, chat) for button in row] for row in _rows(rows, "inline_keyboard")]
    if sum(map(len, checked)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_A_ROW for row in checked):
        raise bad_request("reply markup is too long")
    return checked


def _inline_button(button: Any, chat: Chat) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in actions:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and not _URL.fullmatch(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "web_app" in actions and chat.kind != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
    return {name: value for name, value in button.items() if value is not None}


def _reply_rows(rows: Any) -> list[list[Json]]:
    checked = [
        [button if isinstance(button, dict) else {"text": str(button)} for button in row]
        for row in _rows(rows, "keyboard")
    ]
    if any(not str(button.get("text", "")).strip() for row in checked for button in row):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return checked
