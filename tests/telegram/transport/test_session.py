"""The session of our own bot sends and reads what aiogram's does."""

import gc
import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    GetUpdates,
    Response,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Update,
)
from aiohttp import BytesPayload, FormData

from bot.telegram.transport.session import BotSession

BOT = Bot("42:TEST-TOKEN")
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="🔥 1", callback_data="a&b=c")]])
FILE = BufferedInputFile(b"x", "x.png")
CALLS: tuple[TelegramMethod[Any], ...] = (
    AnswerCallbackQuery(callback_query_id="1", text="¡+5 & más 🔥!", show_alert=False),
    AnswerCallbackQuery(callback_query_id="1", show_alert=True, cache_time=0),
    SendMessage(chat_id=-1001, text="a\nb", reply_markup=KEYBOARD, protect_content=True),
    SendMessage(chat_id="@x", text="", link_preview_options=LinkPreviewOptions(is_disabled=True)),
    EditMessageReplyMarkup(chat_id=1, message_id=2, reply_markup=KEYBOARD),
    GetUpdates(offset=7, timeout=25, allowed_updates=["message", "callback_query"]),
    GetUpdates(allowed_updates=[]),
    SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="id", caption="x")]),
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: type(call).__name__)
def test_a_call_is_the_same_form(call: TelegramMethod[Any]) -> None:
    usual = AiohttpSession().build_form_data(BOT, call)()
    ours = BotSession().build_form_data(BOT, call)
    assert isinstance(usual, BytesPayload)
    assert isinstance(ours, BytesPayload)
    assert (ours._value, ours.content_type) == (usual._value, usual.content_type)


@pytest.mark.parametrize(
    "call", [SendPhoto(chat_id=1, photo=FILE), SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media=FILE)])]
)
def test_files_are_sent_in_parts(call: TelegramMethod[Any]) -> None:
    form = BotSession().build_form_data(BOT, call)
    assert isinstance(form, FormData)
    assert form.is_multipart


def both(call: TelegramMethod[Any], status: int, answer: object) -> list[Any]:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    results: list[Any] = []
    for session in (AiohttpSession(), BotSession()):
        try:
            results.append(session.check_response(BOT, call, status, content).result)
        except Exception as error:  # noqa: BLE001 - both must raise the same
            results.append((type(error), str(error), getattr(error, "data", None)))
    return results


def tapped(update_id: int, **changed: Any) -> dict[str, Any]:
    channel = {"id": -1001, "type": "channel", "title": "VIP"}
    query = {
        "id": "1", "from": {"id": 1, "is_bot": False, "first_name": "Ana"}, "chat_instance": "1",
        "data": "bs.react:🔥",
        "message": {"message_id": 5, "date": 1_700_000_000, "chat": channel, "text": "x"},
    }  # fmt: skip
    return {"update_id": update_id, "callback_query": {**query, **changed}}


@pytest.mark.parametrize(
    ("call", "status", "answer"),
    [
        (CALLS[0], 200, '{"ok":true,"result":true}'),
        (CALLS[0], 200, '{"ok": true, "result": false}'),
        (CALLS[4], 200, '{"ok":true,"result":true}'),
        (CALLS[0], 400, {"ok": False, "error_code": 400, "description": "Bad Request: query is too old"}),
        (CALLS[0], 400, '{"ok":true,"result":true}'),
        (CALLS[5], 200, {"ok": True, "result": []}),
        (CALLS[5], 200, {"ok": True, "result": [tapped(1), tapped(2), {"update_id": 3}]}),
        (CALLS[5], 200, {"ok": True}),
        (CALLS[5], 200, {"ok": True, "result": 5}),
        (CALLS[5], 200, []),
        (CALLS[5], 200, "<html>"),
        (CALLS[5], 200, {"ok": True, "result": [tapped(1), {"update_id": "x"}]}),
        (CALLS[5], 200, {"ok": True, "result": [tapped(1, message={"chat": {}})]}),
        (CALLS[5], 409, {"ok": False, "error_code": 409, "description": "Conflict"}),
    ],
)
def test_an_answer_is_read_the_same(call: TelegramMethod[Any], status: int, answer: object) -> None:
    usual, ours = both(call, status, answer)
    assert ours == usual


def test_refusals_are_of_aiograms_types() -> None:
    session = BotSession()
    with pytest.raises(TelegramBadRequest, match="too old"):
        session.check_response(BOT, CALLS[0], 400, '{"ok":false,"description":"query is too old"}')
    flood = '{"ok":false,"description":"x","parameters":{"retry_after":3}}'
    with pytest.raises(TelegramRetryAfter):
        session.check_response(BOT, CALLS[0], 429, flood)
    with pytest.raises(ClientDecodeError):
        session.check_response(BOT, CALLS[0], 502, "<html>")


def test_taps_under_one_post_share_it() -> None:
    answer = json.dumps({"ok": True, "result": [tapped(1), tapped(2)]})
    updates: Any = BotSession().check_response(BOT, CALLS[5], 200, answer).result
    one, other = (update.callback_query for update in updates)
    assert one is not None
    assert other is not None
    assert one.message is other.message
    assert one.bot is one.message.bot is BOT


def test_models_of_answers_are_not_built_twice() -> None:
    session = BotSession()
    session.check_response(BOT, CALLS[5], 200, '{"ok":true,"result":[]}')
    first = id(Response[list[Update]])
    gc.collect()
    assert id(Response[list[Update]]) == first
