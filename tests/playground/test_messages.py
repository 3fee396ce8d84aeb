"""Texts sent, changed, copied, forwarded and deleted, through aiogram and as members see them."""

import pytest
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.kit.telegram_client import Refused, TelegramClient


def keyboard(*texts: str) -> InlineKeyboardMarkup:
    """One row of buttons whose data are their texts."""
    row = [InlineKeyboardButton(text=text, callback_data=text) for text in texts]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_a_text_arrives_with_formatting_and_buttons(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    sent = await bot.send_message(
        ana.id, "<b>Hi</b> &amp; <i>bye</i>", parse_mode=ParseMode.HTML, reply_markup=keyboard("one", "two")
    )
    assert sent.text == "Hi & bye"
    assert sent.html_text == "<b>Hi</b> &amp; <i>bye</i>"
    assert sent.chat.first_name == "Ana"
    seen = await ana.sees("Hi & bye", "one")
    assert seen["html"] == "<b>Hi</b> &amp; <i>bye</i>"
    assert [button["data"] for button in seen["keyboard"][0]] == ["one", "two"]
    assert seen["from"] == {"id": bot.id, "name": "Besitos", "is_bot": True}


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    sent = await bot.send_message(ana.id, "before", reply_markup=keyboard("one"))
    edited = await sent.edit_text("after")
    assert edited.text == "after"  # type: ignore[union-attr]
    seen = await ana.sees("after")
    assert (seen["keyboard"], seen["edited"]) == ([], True)
    await sent.edit_reply_markup(reply_markup=keyboard("two"))
    await ana.sees("after", "two")


async def test_only_its_own_messages_can_be_edited(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    hers = await ana.send("hello")
    with pytest.raises(TelegramBadRequest, match="Bad Request: message can't be edited"):
        await bot.edit_message_text("bye", chat_id=ana.id, message_id=hers.id)


async def test_a_reply_names_what_it_answers(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    hers = await ana.send("hello")
    sent = await bot.send_message(ana.id, "hi", reply_parameters=ReplyParameters(message_id=hers.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "hello"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(ana.id, "hi", reply_parameters=ReplyParameters(message_id=9999))
    gone = ReplyParameters(message_id=9999, allow_sending_without_reply=True)
    assert (await bot.send_message(ana.id, "hi", reply_parameters=gone)).reply_to_message is None


async def test_deleting(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    hers = await ana.send("hello")
    sent = await bot.send_message(ana.id, "hi")
    assert await bot.delete_message(ana.id, hers.id)
    assert await bot.delete_messages(ana.id, [sent.message_id, 9999])
    assert await ana.messages() == []
    with pytest.raises(TelegramBadRequest, match="Bad Request: message to delete not found"):
        await bot.delete_message(ana.id, sent.message_id)


async def test_in_a_group_others_messages_need_the_right_to_delete(
    bot: Bot, telegram: TelegramClient
) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    group = await telegram.chat("supergroup", "Group", owner=owner, members=[ana])
    hers = await ana.send("hello", to=group)
    await group.place_bot("administrator", can_delete_messages=False)
    with pytest.raises(TelegramBadRequest, match="Bad Request: message can't be deleted"):
        await bot.delete_message(group.id, hers.id)
    await group.place_bot("administrator")
    assert await bot.delete_message(group.id, hers.id)


async def test_copies_and_forwards(bot: Bot, telegram: TelegramClient) -> None:
    ana, bea = await telegram.member("Ana"), await telegram.member("Bea", has_started=True)
    photo = await ana.send("look", media="photo")
    copied = await bot.copy_message(bea.id, ana.id, photo.id)
    seen = await bea.sees("look")
    assert (seen["id"], seen["media"], seen["from"]["is_bot"]) == (copied.message_id, "photo", True)
    await bot.copy_message(bea.id, ana.id, photo.id, caption="<b>new</b>", parse_mode=ParseMode.HTML)
    assert (await bea.sees("new"))["html"] == "<b>new</b>"
    forwarded = await bot.forward_message(bea.id, ana.id, photo.id)
    assert forwarded.forward_origin is not None
    assert (await bea.sees("look"))["forwarded"]
    with pytest.raises(TelegramBadRequest, match="Bad Request: message to copy not found"):
        await bot.copy_message(bea.id, ana.id, 9999)


async def test_protected_content_is_not_copied(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    sent = await bot.send_message(ana.id, "secret", protect_content=True)
    assert sent.has_protected_content
    with pytest.raises(TelegramBadRequest, match="message can't be copied"):
        await bot.copy_message(ana.id, ana.id, sent.message_id)


async def test_reply_keyboards_stay_until_removed(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Gift")]])
    await bot.send_message(ana.id, "choose", reply_markup=menu)
    [chat] = await telegram.ask("GET", f"/members/{ana.id}/chats")
    assert chat["reply_keyboard"] == [["Gift"]]
    await bot.send_message(ana.id, "thanks", reply_markup=ReplyKeyboardRemove())
    [chat] = await telegram.ask("GET", f"/members/{ana.id}/chats")
    assert chat["reply_keyboard"] == []


async def test_menus_profile_and_chat_action(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    await bot.set_my_commands([{"command": "gift", "description": "Gift"}], language_code="en")  # type: ignore[list-item]
    [command] = await bot.get_my_commands(language_code="en")
    assert (command.command, command.description) == ("gift", "Gift")
    assert await bot.get_my_commands() == []
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([{"command": "No-way", "description": "Gift"}])  # type: ignore[list-item]
    await bot.set_my_description("All about gifts")
    assert (await bot.get_my_description()).description == "All about gifts"
    assert (await bot.get_my_name()).name == "Besitos"
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "default"
    assert await bot.send_chat_action(ana.id, "typing")
    me = await bot.me()
    assert (me.id, me.is_bot, me.username) == (42, True, "besitos_bot")


async def test_there_is_no_money(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    with pytest.raises(TelegramBadRequest, match="sendInvoice is not supported by the playground"):
        await bot.send_invoice(ana.id, "Stars", "Many", "payload", "XTR", [])


async def test_people_have_rules_too(telegram: TelegramClient) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    channel = await telegram.chat("channel", "News", owner=owner, members=[ana])
    with pytest.raises(Refused, match="Ana is not an administrator of News"):
        await ana.send("hello", to=channel)
    group = await telegram.chat("supergroup", "Group", owner=owner, members=[])
    with pytest.raises(Refused, match="Ana is not in Group"):
        await ana.send("hello", to=group)
    await ana.send("/start")
    await ana.block_bot()
    with pytest.raises(Refused, match="blocked the bot"):
        await ana.send("hello")
