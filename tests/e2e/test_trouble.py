"""Telegram refuses, hangs up before and after the effect, and is busy: nobody pays or is paid twice, and what
was bought can be had."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.playground import acts
from bot.playground.faults import Fault, FaultKind
from bot.playground.server import PlaygroundServer
from tests.e2e.bot_process import BotProcess
from tests.e2e.club import DOCUMENT, GIFT, PHOTOS, PRICE, PRODUCT, Club
from tests.e2e.productions import new_database
from tests.e2e.taps import tap_newest
from tests.e2e.words import SPANISH
from tests.kit.databases import Kind
from tests.kit.telegram_client import TelegramClient, TelegramMember

pytestmark = pytest.mark.slow

KINDS: tuple[FaultKind, ...] = ("too_many_requests", "server_error", "cut_before", "cut_after")
TELEGRAMS = ("aiogram.exceptions.TelegramServerError", "aiogram.exceptions.TelegramNetworkError")
FILES = {f"u{file[-15:]}" for file in (*PHOTOS, DOCUMENT)}


async def test_whatever_telegram_does_to_the_answers_money_is_exact(
    kind: Kind,
    playground: PlaygroundServer,
    telegram: TelegramClient,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    await telegram.flood_control(enabled=False)
    url = new_database(kind, tmp_path, request)
    await upgrade_database(url, backup=False)
    database = Database(url)
    club = await Club.found(telegram, playground, database)
    members = {trouble: await telegram.member(f"Ana {trouble}", language_code="es") for trouble in KINDS}
    bot = BotProcess(tmp_path, database_url=url, telegram_url=playground.url)
    try:
        for member in members.values():
            await member.join(club.channel)
            await member.send("/start")
            await member.sees(SPANISH.hello.format(name=member.name))
        post = await club.channel.post("de hoy")
        await post.shows("🔥")
        world = playground.telegram.world
        under = world.message(world.chat(post.chat), post.id)
        for trouble, member in members.items():  # one after the other: answers to taps name no chat
            await unlucky(playground, club, member, trouble)
            playground.faults.add(Fault(trouble, method="answerCallbackQuery"))
            button = acts.button_of(under, text="🔥")
            assert button is not None
            acts.tap(playground.telegram, world.person(member.id), under, button)
            await until_entries(club, member, EARN_REACTION=1)
        playground.faults.clear()
        for member in members.values():
            await member.send("/compras")
            await member.tap(f"📦 {PRODUCT}")
            await receives_everything(member)
        await bot.terminate()
    finally:
        bot.kill()
    assert all(of_telegrams_making(line) for line in bot.errors())
    for member in members.values():
        books = await club.books(member.id)
        assert books.add_up()
        assert books.entries == Counter(
            [("EARN_DAILY", GIFT), ("EARN_REACTION", club.per_reaction), ("SPEND_SHOP", -PRICE)]
        )
        assert books.owned == 1
    assert await club.sold() == len(KINDS)
    assert await club.findings() == []
    await database.close()


async def unlucky(
    playground: PlaygroundServer, club: Club, member: TelegramMember, trouble: FaultKind
) -> None:
    """Gift and purchase, and every answer to them meets trouble first."""
    words = SPANISH
    playground.faults.add(Fault(trouble, method="getUpdates"))
    playground.faults.add(Fault(trouble, method="sendMessage", chat_id=member.id))
    await asks_until(member, words.gift, words.claim)
    playground.faults.add(Fault(trouble, method="editMessageText", chat_id=member.id))
    tap_newest(playground, member, words.claim)
    await until_entries(club, member, EARN_DAILY=1)
    # Whether or not the news of it arrived: asked again, the bot says how things are.
    await asks_until(member, words.gift, "El de hoy ya es tuyo")
    await asks_until(member, words.shop, PRODUCT)
    tap_newest(playground, member, PRODUCT)
    await member.sees(words.buy)
    tap_newest(playground, member, words.buy)
    await member.sees(words.yes)
    playground.faults.add(Fault(trouble, method="sendMediaGroup", chat_id=member.id))
    playground.faults.add(Fault(trouble, method="sendDocument", chat_id=member.id))
    tap_newest(playground, member, words.yes)
    await until_entries(club, member, SPEND_SHOP=1)


def of_telegrams_making(line: dict[str, Any]) -> bool:
    """An answer that did not arrive is logged with whom it was for, and is the only kind of error."""
    last = line["exception"].strip().splitlines()[-1]
    return line["event"] == "update_failed" and "user_id" in line and last.startswith(TELEGRAMS)


async def asks_until(member: TelegramMember, command: str, wanted: str) -> None:
    """Sends a command, and again where no answer comes, as a person would."""
    for again in range(3):
        await member.send(command)
        try:
            async with asyncio.timeout(20 if again == 2 else 4):
                await member.sees(wanted)
                return
        except TimeoutError:
            continue
    raise AssertionError(f"{member.name} gets no answer to {command}")


async def until_entries(club: Club, member: TelegramMember, **wanted: int) -> None:
    """Wait until the member's ledger has these."""
    async with asyncio.timeout(20):
        while not Counter(wanted) <= (await club.books(member.id)).of_types:
            await asyncio.sleep(0.02)


async def receives_everything(member: TelegramMember) -> None:
    """Every file is there in the end, and none that could be passed on."""
    async with asyncio.timeout(20):
        while True:
            sent = [one for one in await member.messages() if one["media"]]
            if {one["file"] for one in sent} >= FILES and sent[-1]["file"] == f"u{DOCUMENT[-15:]}":
                break
            await asyncio.sleep(0.05)
    assert all(one["protected"] for one in sent)
