"""Messages copied and forwarded by the bot, one or many; and pinned."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message, MessageOriginChannel

from tests.kit.clock import Seconds
from tests.kit.telegram_client import TelegramChat, TelegramClient, TelegramMember


@pytest.fixture
async def ana(telegram: TelegramClient) -> TelegramMember:
    return await telegram.member("Ana", has_started=True)


@pytest.fixture
async def channel(telegram: TelegramClient, ana: TelegramMember) -> TelegramChat:
    return await telegram.chat("channel", "News", owner=ana, members=[])


async def test_albums_stay_together(bot: Bot, ana: TelegramMember, channel: TelegramChat) -> None:
    first = await channel.post("both", media=["photo", "video"])
    numbers = [first.id, first.id + 1, first.id + 70]
    copies = await bot.copy_messages(ana.id, channel.id, numbers, protect_content=True)
    assert len(copies) == 2
    shown = await ana.messages()
    assert [message["media"] for message in shown] == ["photo", "video"]
    assert [message["text"] for message in shown] == ["both", ""]
    assert shown[0]["album"] == shown[1]["album"] is not None
    assert all(message["protected"] and not message["forwarded"] for message in shown)
    with pytest.raises(TelegramBadRequest, match="there are no messages to copy"):
        await bot.copy_messages(channel.id, ana.id, [copy.message_id for copy in copies])


async def test_many_are_forwarded(bot: Bot, ana: TelegramMember, channel: TelegramChat) -> None:
    numbers = [(await channel.post(text)).id for text in ("one", "two")]
    await bot.forward_messages(ana.id, channel.id, numbers)
    assert [message["forwarded_from"] for message in await ana.messages()] == ["News", "News"]


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([2, 1], "message identifiers must be in a strictly increasing order"),
        ([1, 1], "message identifiers must be in a strictly increasing order"),
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many messages to copy"),
        ([70], "there are no messages to copy"),
    ],
)
async def test_numbers_that_telegram_refuses(
    bot: Bot, ana: TelegramMember, channel: TelegramChat, numbers: list[int], reason: str
) -> None:
    for text in ("one", "two"):
        await channel.post(text)
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.copy_messages(ana.id, channel.id, numbers)


async def test_a_forward_tells_where_it_first_came_from(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember, channel: TelegramChat
) -> None:
    bea = await telegram.member("Bea", has_started=True)
    post = await channel.post("news")
    [forwarded] = await ana.forward(post)
    sent = await bot.forward_message(bea.id, ana.id, forwarded.id)
    assert isinstance(sent.forward_origin, MessageOriginChannel)
    assert (sent.forward_origin.chat.id, sent.forward_origin.message_id) == (channel.id, post.id)


async def test_pins(bot: Bot, ana: TelegramMember, channel: TelegramChat, seconds: Seconds) -> None:
    post = await bot.send_message(channel.id, "news")
    await post.pin()
    pinned = (await bot.get_chat(channel.id)).pinned_message
    assert isinstance(pinned, Message)
    assert pinned.message_id == post.message_id
    [_, service] = await ana.messages(channel)
    assert service["service"] == {"pinned": post.message_id}
    await bot.unpin_chat_message(channel.id)
    assert (await bot.get_chat(channel.id)).pinned_message is None
    await channel.place_bot("administrator", can_edit_messages=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages in the chat"):
        await post.pin()
