"""Where bots break: what Telegram refuses, with its codes and its wording."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground.server import PlaygroundServer
from tests.kit.clock import Seconds
from tests.kit.telegram_client import TelegramClient, TelegramMember
from tests.playground.conftest import TOKEN


@pytest.fixture
async def ana(telegram: TelegramClient) -> TelegramMember:
    return await telegram.member("Ana", has_started=True)


def button(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="tap", callback_data=data)]])


async def test_callback_data_end_at_64_bytes(bot: Bot, ana: TelegramMember) -> None:
    await bot.send_message(ana.id, "fits", reply_markup=button("é" * 32))
    for data in ("é" * 32 + "x", ""):
        with pytest.raises(TelegramBadRequest, match="Bad Request: BUTTON_DATA_INVALID"):
            await bot.send_message(ana.id, "too long", reply_markup=button(data))


async def test_a_button_must_do_something(bot: Bot, ana: TelegramMember) -> None:
    nothing = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="tap")]])
    with pytest.raises(TelegramBadRequest, match="Text buttons are unallowed in the inline keyboard"):
        await bot.send_message(ana.id, "hi", reply_markup=nothing)


@pytest.mark.parametrize("character", ["x", "é", "🔥"])
async def test_texts_end_at_4096_utf16_units_after_formatting(
    bot: Bot, ana: TelegramMember, character: str
) -> None:
    longest = character * (4096 // (2 if character == "🔥" else 1))
    await bot.send_message(ana.id, f"<b>{longest}</b>", parse_mode=ParseMode.HTML)
    with pytest.raises(TelegramBadRequest, match="Bad Request: message is too long"):
        await bot.send_message(ana.id, longest + "x")


@pytest.mark.parametrize("text", ["", "   ", "<b> </b>"])
async def test_texts_are_not_empty(bot: Bot, ana: TelegramMember, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: message text is empty"):
        await bot.send_message(ana.id, text, parse_mode=ParseMode.HTML)


async def test_an_edit_must_change_something(bot: Bot, ana: TelegramMember) -> None:
    sent = await bot.send_message(ana.id, "<b>same</b>", parse_mode=ParseMode.HTML, reply_markup=button("x"))
    wording = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    with pytest.raises(TelegramBadRequest, match=wording):
        await sent.edit_text("<b>same</b>", parse_mode=ParseMode.HTML, reply_markup=button("x"))
    with pytest.raises(TelegramBadRequest, match=wording):
        await sent.edit_reply_markup(reply_markup=button("x"))
    await sent.edit_text("same", reply_markup=button("x"))
    await sent.edit_text("same", reply_markup=button("y"))


async def test_a_query_is_answered_once(bot: Bot, ana: TelegramMember, telegram: TelegramClient) -> None:
    await bot.send_message(ana.id, "tap", reply_markup=button("x"))
    [message] = await ana.messages()
    tap = await telegram.ask(
        "POST", f"/chats/{ana.id}/messages/{message['id']}/tap", {"member": ana.id, "data": "x"}
    )
    await bot.answer_callback_query(tap["query"], "thanks", show_alert=True)
    answered = await telegram.ask("GET", f"/queries/{tap['query']}")
    assert (answered["text"], answered["alert"]) == ("thanks", True)
    assert await telegram.ask("GET", f"/members/{ana.id}/answers") == [answered]
    wording = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    with pytest.raises(TelegramBadRequest, match=wording):
        await bot.answer_callback_query(tap["query"])
    with pytest.raises(TelegramBadRequest, match=wording):
        await bot.answer_callback_query("123")


async def test_a_query_is_not_answered_too_late() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    async with PlaygroundServer(TOKEN, clock=lambda: now) as server, TelegramClient(server.url) as telegram:
        session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
        async with Bot(TOKEN, session=session) as bot:
            ana = await telegram.member("Ana", has_started=True)
            await bot.send_message(ana.id, "tap", reply_markup=button("x"))
            [message] = await ana.messages()
            path = f"/chats/{ana.id}/messages/{message['id']}/tap"
            tap = await telegram.ask("POST", path, {"member": ana.id, "button": "tap"})
            now += timedelta(seconds=16)
            with pytest.raises(TelegramBadRequest, match="Bad Request: query is too old"):
                await bot.answer_callback_query(tap["query"])
            assert not (await telegram.ask("GET", f"/queries/{tap['query']}"))["answered"]


async def test_an_answer_ends_at_200_characters(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: MESSAGE_TOO_LONG"):
        await bot.answer_callback_query("1", "x" * 201)


@pytest.mark.parametrize("chat", [5, -100500, "@nobody"])
async def test_unknown_chats(bot: Bot, chat: int | str) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await bot.send_message(chat, "hi")


async def test_who_blocks_the_bot_gets_nothing(bot: Bot, ana: TelegramMember) -> None:
    await ana.block_bot()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(ana.id, "hi")
    await ana.block_bot(blocked=False)
    await bot.send_message(ana.id, "hi")


async def test_who_never_started_the_bot_gets_nothing(bot: Bot, telegram: TelegramClient) -> None:
    bea = await telegram.member("Bea")
    with pytest.raises(
        TelegramForbiddenError, match="Forbidden: bot can't initiate conversation with a user"
    ):
        await bot.send_message(bea.id, "hi")
    await bea.send("/start")
    await bot.send_message(bea.id, "hi")


async def test_chats_that_the_bot_is_not_in(bot: Bot, telegram: TelegramClient, ana: TelegramMember) -> None:
    group = await telegram.chat("supergroup", "Group", owner=ana, members=[])
    channel = await telegram.chat("channel", "News", owner=ana, members=[])
    await group.place_bot("left")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "hi")
    await group.place_bot("kicked")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "hi")
    await channel.place_bot("administrator", can_post_messages=False)
    with pytest.raises(
        TelegramBadRequest, match="Bad Request: need administrator rights in the channel chat"
    ):
        await bot.send_message(channel.id, "hi")


async def test_an_edit_takes_inline_keyboards_only(bot: Bot, ana: TelegramMember, seconds: Seconds) -> None:
    sent = await bot.send_message(ana.id, "hi")
    with pytest.raises(TelegramBadRequest, match="Bad Request: inline keyboard expected"):
        await bot(
            sent.edit_text("ho").model_copy(update={"reply_markup": {"keyboard": [[{"text": "Gift"}]]}})
        )
