"""Methods on the bot itself: its identity, menus, answers to taps, and reactions."""

import json
import re
from typing import Any

from ..errors import bad_request
from ..json_types import Json
from ..telegram import Call, Method
from ..text.html_text import utf16_length
from ..world.reactions import EMOJIS
from .addressing import chat_of, message_of

MAX_COMMANDS = 100
MAX_ANSWER = 200
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def get_me(call: Call) -> Json:
    """The bot."""
    return call.world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.world.reads_all_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> bool:
    """Set the command menu of a scope and a language."""
    commands: Any = call.parameters.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(one) for one in commands]
    call.telegram.profile.commands[_scope(call)] = checked
    return True


def _command(described: Any) -> Json:
    if not isinstance(described, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(described.get("command", "")).removeprefix("/")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(described.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_my_commands(call: Call) -> list[Json]:
    """The menu of a scope and a language."""
    return call.telegram.profile.commands.get(_scope(call), [])


def delete_my_commands(call: Call) -> bool:
    """Delete the menu of a scope and a language."""
    call.telegram.profile.commands.pop(_scope(call), None)
    return True


def _scope(call: Call) -> tuple[str, str]:
    scope: Any = call.parameters.structure("scope", "scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _CHAT_SCOPES:
        raw = scope.get("chat_id")
        if raw is None or not any(str(raw) in (str(chat.id), f"@{chat.username}") for chat in _chats(call)):
            raise bad_request("chat not found")
    elif kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return json.dumps(scope, sort_keys=True), _language(call)


def _chats(call: Call) -> list[Any]:
    return [*call.world.chats.values(), *call.world.people.values()]


def _language(call: Call) -> str:
    language = call.parameters.text("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return language


def _text_of_profile(attribute: str, field: str, most: int) -> tuple[Method, Method]:
    def write(call: Call) -> bool:
        text = call.parameters.text(field) or ""
        if len(text) > most:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        getattr(call.telegram.profile, attribute)[_language(call)] = text
        return True

    def read(call: Call) -> Json:
        texts: dict[str, str] = getattr(call.telegram.profile, attribute)
        usual = call.world.bot.first_name if field == "name" else ""
        return {field: texts.get(_language(call)) or texts.get("") or usual}

    return write, read


def set_chat_menu_button(call: Call) -> bool:
    """Set the menu button of a private chat or of all."""
    button: Any = call.parameters.structure("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse MenuButton: unsupported type specified")
    call.telegram.profile.menu_buttons[_menu_chat(call)] = button
    return True


def get_chat_menu_button(call: Call) -> Json:
    """Return the menu button."""
    buttons = call.telegram.profile.menu_buttons
    return buttons.get(_menu_chat(call)) or buttons.get(None) or {"type": "commands"}


def _menu_chat(call: Call) -> int | None:
    return chat_of(call).id if call.parameters.text("chat_id") else None


def answer_callback_query(call: Call) -> bool:
    """Answer a tap: with nothing, a toast, or an alert."""
    query = call.parameters.required_text("callback_query_id", "invalid query_id specified")
    text = call.parameters.text("text") or ""
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.parameters.text("url")
    if url and not url.startswith((f"https://t.me/{call.world.bot.username}?start=", "tg://")):
        raise bad_request("URL_INVALID")
    answer: Json = {"text": text or None, "show_alert": call.parameters.flag("show_alert"), "url": url}
    call.telegram.taps.answer(query, answer)
    return True


def set_message_reaction(call: Call) -> bool:
    """Set the bot's own reaction; it has only one."""
    chat = chat_of(call)
    message = message_of(call, chat, "message to react not found")
    reactions: Any = call.parameters.structure("reaction", "reaction") or []
    if not isinstance(reactions, list):
        raise bad_request("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emojis = [str(one.get("emoji")) for one in reactions if isinstance(one, dict)]
    if len(emojis) != len(reactions) or not EMOJIS.issuperset(emojis):
        raise bad_request("REACTION_INVALID")
    call.telegram.reactions.react(call.world.bot, message, emojis)
    return True


_set_name, _get_name = _text_of_profile("names", "name", 64)
_set_description, _get_description = _text_of_profile("descriptions", "description", 512)
_set_short, _get_short = _text_of_profile("short_descriptions", "short_description", 120)

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
}
