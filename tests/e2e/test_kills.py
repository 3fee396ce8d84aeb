"""SIGKILL in the middle of gifts, reactions and purchases: whoever taps again is paid and charged once."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import LedgerEntry
from bot.playground import acts
from bot.playground.server import PlaygroundServer
from bot.playground.world.people import Membership, Person
from bot.ui.keyboards import ClaimGift
from bot.ui.shop_keyboards import Buy
from tests.e2e.bot_process import BotProcess
from tests.e2e.club import GIFT, Books, Club
from tests.e2e.productions import crowd, members_in, taps_an_old_button
from tests.kit.telegram_client import TelegramClient, TelegramMessage

pytestmark = pytest.mark.slow

PEOPLE = 80
EVENTS = 3
"""Of each member: gift, reaction, purchase."""
KILL_AT = (0.2, 0.45)
"""Of all events, at the first and the second kill: early, for the bot goes on until the kill arrives."""


async def test_money_is_exact_after_kills(
    club_database: Database, playground: PlaygroundServer, telegram: TelegramClient, tmp_path: Path
) -> None:
    database = club_database
    club = await Club.found(telegram, playground, database)
    playground.telegram.flood.enabled = False
    known = await database.read(members_in, PEOPLE // 2)
    newcomers = [{"first_name": f"Nueva {number}"} for number in range(PEOPLE - len(known))]
    people = crowd(playground, [*known, *newcomers])
    channel = playground.telegram.world.chat(club.channel.id)
    channel.members |= {person.id: Membership("member") for person in people}
    ids = [person.id for person in people]
    before, prices = await club.all_books(ids), await club.prices(ids)
    entries_before, sold_before = await database.read(entries), await club.sold()

    def run() -> BotProcess:
        return BotProcess(tmp_path, database_url=database.url, telegram_url=playground.url)

    bot = run()
    try:
        post = await club.channel.post("de hoy")
        await post.shows("🔥", "❤️")
        for part in KILL_AT:
            tap_everything(playground, club, post, people, prices)
            await until_entries(database, entries_before + int(part * PEOPLE * EVENTS))
            bot.kill()
            assert await database.read(entries) < entries_before + PEOPLE * EVENTS  # really in the middle
            bot = run()

        # Whoever got no answer taps again; whoever was paid in fact gains nothing by it.
        async with asyncio.timeout(60):
            while not everybody_has_all(after := await club.all_books(ids), before):
                tap_everything(playground, club, post, people, prices)
                await all_taken(playground)
        await bot.wait_for("serving")
        await bot.terminate()
    finally:
        bot.kill()
    for user_id, books in after.items():
        assert books.add_up()
        assert books.entries - before[user_id].entries == Counter(
            [("EARN_DAILY", GIFT), ("EARN_REACTION", club.per_reaction), ("SPEND_SHOP", -prices[user_id])]
        )
        assert books.owned == before[user_id].owned + 1
    assert await club.sold() == sold_before + PEOPLE
    assert await club.findings() == []
    assert bot.errors() == []


def tap_everything(
    playground: PlaygroundServer,
    club: Club,
    post: TelegramMessage,
    people: list[Person],
    prices: dict[int, int],
) -> None:
    """Everybody taps for the gift, for a reaction and to buy, at the same time."""
    world = playground.telegram.world
    message = world.message(world.chat(post.chat), post.id)
    button = acts.button_of(message, text="🔥")
    assert button is not None
    for person in people:
        buy = Buy(product_id=club.product, price=prices[person.id], bought=0, page=0)
        taps_an_old_button(playground, person, ClaimGift().pack())
        acts.tap(playground.telegram, person, message, button)
        taps_an_old_button(playground, person, buy.pack())


async def all_taken(playground: PlaygroundServer) -> None:
    """Wait until the bot has taken every update."""
    while playground.telegram.world.updates.pending:
        await asyncio.sleep(0.02)


async def until_entries(database: Database, wanted: int, seconds: float = 60) -> None:
    """Wait until the ledger has so many entries."""
    async with asyncio.timeout(seconds):
        while await database.read(entries) < wanted:
            await asyncio.sleep(0.002)


def everybody_has_all(now: dict[int, Books], before: dict[int, Books]) -> bool:
    """Whether each has the gift, the reaction and the purchase."""
    wanted = Counter(EARN_DAILY=1, EARN_REACTION=1, SPEND_SHOP=1)
    return all(wanted <= books.of_types - before[user_id].of_types for user_id, books in now.items())


def entries(session: Session) -> int:
    """The length of the ledger."""
    return session.scalars(select(func.count()).select_from(LedgerEntry)).one()
