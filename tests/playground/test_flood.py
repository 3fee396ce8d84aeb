"""Flood control: about 30 messages a second overall, one a second in a chat, 20 a minute in a group."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter

from bot.playground.errors import BotApiError
from bot.playground.world.flood import FloodControl
from tests.kit.clock import Seconds
from tests.kit.telegram_client import TelegramClient


async def test_thirty_a_second_overall(bot: Bot, telegram: TelegramClient, seconds: Seconds) -> None:
    people = [await telegram.member(f"Fan {number}", has_started=True) for number in range(40)]
    for person in people[:30]:
        await bot.send_message(person.id, "hi")
    with pytest.raises(TelegramRetryAfter, match="Too Many Requests: retry after 1") as refusal:
        await bot.send_message(people[30].id, "hi")
    assert refusal.value.retry_after == 1
    assert await people[30].messages() == []
    seconds.now += 1
    for person in people[10:40]:
        await bot.send_message(person.id, "hi")


async def test_one_a_second_in_a_chat_after_a_short_burst(
    bot: Bot, telegram: TelegramClient, seconds: Seconds
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    for _ in range(3):
        await bot.send_message(ana.id, "hi")
    for _ in range(3):
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(ana.id, "hi")
        seconds.now += 1
        await bot.send_message(ana.id, "hi")
    assert len(await ana.messages()) == 6


async def test_twenty_a_minute_in_a_group(bot: Bot, telegram: TelegramClient, seconds: Seconds) -> None:
    owner = await telegram.member("Owner")
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[])
    for _ in range(20):
        await bot.send_message(group.id, "hi")
        seconds.now += 1
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(group.id, "hi")
    assert refusal.value.retry_after == 40
    seconds.now += 40
    await bot.send_message(group.id, "hi")


async def test_a_refused_message_does_not_count(bot: Bot, telegram: TelegramClient, seconds: Seconds) -> None:
    ana = await telegram.member("Ana", has_started=True)
    for _ in range(3):
        await bot.send_message(ana.id, "hi")
    for _ in range(50):
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(ana.id, "hi")
    seconds.now += 1
    await bot.send_message(ana.id, "hi")


async def test_it_can_be_switched_off(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    await telegram.flood_control(enabled=False)
    for _ in range(40):
        await bot.send_message(ana.id, "hi")
    assert not (await telegram.state())["flood"]


def test_an_album_counts_as_its_messages() -> None:
    seconds = Seconds()
    flood = FloodControl(seconds)
    flood.spend(1, is_group=False, amount=10)
    with pytest.raises(BotApiError) as refusal:
        flood.spend(1, is_group=False)
    assert refusal.value.parameters == {"retry_after": 8}
    seconds.now += 8
    flood.spend(1, is_group=False)


def test_an_edit_counts_overall_only() -> None:
    seconds = Seconds()
    flood = FloodControl(seconds)
    for _ in range(30):
        flood.spend_edit()
    with pytest.raises(BotApiError):
        flood.spend_edit()
    seconds.now += 0.1
    flood.spend_edit()
    flood.spend(1, is_group=False)
