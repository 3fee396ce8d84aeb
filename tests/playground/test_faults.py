"""Faults on demand: delays, 429, 500, and connections cut before or after a call took effect."""

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from tests.kit.telegram_client import Refused, TelegramClient, TelegramMember


@pytest.fixture
async def ana(telegram: TelegramClient) -> TelegramMember:
    return await telegram.member("Ana", has_started=True)


async def texts(member: TelegramMember) -> list[str]:
    return [message["text"] for message in await member.messages()]


async def test_a_delay(bot: Bot, telegram: TelegramClient, ana: TelegramMember) -> None:
    await telegram.fault("delay", seconds=1.5)
    began = time.monotonic()
    await bot.send_message(ana.id, "one")
    slow = time.monotonic()
    await bot.send_message(ana.id, "two")
    assert slow - began >= 1.5 > time.monotonic() - slow


async def test_429_tells_how_long_to_wait(bot: Bot, telegram: TelegramClient, ana: TelegramMember) -> None:
    await telegram.fault("too_many_requests", seconds=7, method="sendMessage")
    await bot.get_me()
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(ana.id, "one")
    assert refusal.value.retry_after == 7
    await bot.send_message(ana.id, "two")
    assert await texts(ana) == ["two"]


async def test_500(bot: Bot, telegram: TelegramClient, ana: TelegramMember) -> None:
    await telegram.fault("server_error", times=2)
    for _ in range(2):
        with pytest.raises(TelegramServerError, match="Internal Server Error"):
            await bot.send_message(ana.id, "one")
    await bot.send_message(ana.id, "two")
    assert await texts(ana) == ["two"]


async def test_a_connection_cut_before_the_effect(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    await telegram.fault("cut_before")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ana.id, "one")
    assert await texts(ana) == []


async def test_a_connection_cut_after_the_effect(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    await telegram.fault("cut_after")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ana.id, "one")
    assert await texts(ana) == ["one"]


async def test_faults_can_be_for_one_chat_and_be_called_off(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    bea = await telegram.member("Bea", has_started=True)
    await telegram.fault("server_error", chat_id=bea.id, times=100)
    await bot.send_message(ana.id, "one")
    with pytest.raises(TelegramServerError):
        await bot.send_message(bea.id, "one")
    [left] = await telegram.ask("GET", "/faults")
    assert (left["kind"], left["times"]) == ("server_error", 99)
    await telegram.ask("DELETE", "/faults")
    await bot.send_message(bea.id, "two")
    assert await texts(bea) == ["two"]


async def test_polling_is_spared_unless_it_is_named(bot: Bot, telegram: TelegramClient) -> None:
    await telegram.fault("server_error")
    await bot.get_updates()
    await telegram.fault("server_error", method="getUpdates")
    with pytest.raises(TelegramServerError):
        await bot.get_updates()


async def test_an_unknown_fault_is_refused(telegram: TelegramClient) -> None:
    with pytest.raises(Refused, match="kind must be one of delay"):
        await telegram.fault("earthquake")
