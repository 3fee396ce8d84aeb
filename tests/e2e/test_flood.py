"""Five hundred members tap under one post at once, and Telegram's flood control is on."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import LedgerEntry, UserReaction
from bot.playground import acts
from bot.playground.server import PlaygroundServer
from bot.playground.world.people import Membership, Person
from tests.e2e.answers import Answers
from tests.e2e.bot_process import running
from tests.e2e.club import Club
from tests.e2e.productions import crowd
from tests.e2e.taps import told
from tests.kit.telegram_client import TelegramClient, TelegramMessage

pytestmark = pytest.mark.slow

FANS = 500
SHOWN_WITHIN_SECONDS = 10
"""After the last answer: one edit in three seconds, and a busy machine."""


async def test_the_counts_follow_the_flood_and_end_exact(
    database_url: str,
    playground: PlaygroundServer,
    telegram: TelegramClient,
    answers: Answers,
    tmp_path: Path,
) -> None:
    database = Database(database_url)
    club = await Club.found(telegram, playground, database)
    fans = crowd(playground, ({"first_name": f"Fan {number}"} for number in range(FANS)))
    channel = playground.telegram.world.chat(club.channel.id)
    channel.members |= {fan.id: Membership("member") for fan in fans}
    async with running(tmp_path, database_url=database_url, telegram_url=playground.url):
        post = await club.channel.post("¿playa o montaña?")
        await post.shows("🔥", "❤️")
        began = time.monotonic()
        first = await tap_all(playground, post, fans, ["🔥", "❤️", "🔥"])
        assert all("besito" in answer for answer in first)
        await until_shown(post, Counter({"🔥": 333, "❤️": 167}))

        # Every fifth changes their mind, and half of those change it back.
        changing = fans[::5]
        await tap_all(playground, post, changing, ["❤️"])
        await tap_all(playground, post, changing[::2], ["🔥"])
        expected = await database.read(counts)
        await until_shown(post, expected)
        took = time.monotonic() - began
    assert expected.total() == FANS
    assert expected["❤️"] > 167
    edits = answers.calls("editMessageReplyMarkup")
    assert len(edits) <= took / 3 + 2, "one edit of a post in three seconds"
    assert [one for one in answers.refusals() if one[1] == 429] == []
    assert answers.refusals() == []
    assert await database.read(paid) == Counter(dict.fromkeys((fan.id for fan in fans), club.per_reaction))
    assert await club.findings() == []
    await database.close()


async def tap_all(
    playground: PlaygroundServer, post: TelegramMessage, fans: list[Person], emojis: list[str]
) -> list[str]:
    """All at once, each the next of the emojis; the toasts."""
    world = playground.telegram.world
    message = world.message(world.chat(post.chat), post.id)
    taps = []
    for number, fan in enumerate(fans):
        button = acts.button_of(message, text=emojis[number % len(emojis)])
        assert button is not None
        taps.append(acts.tap(playground.telegram, fan, message, button))
    return [await told(tap) or "" for tap in taps if tap is not None]


async def until_shown(post: TelegramMessage, expected: Counter[str]) -> None:
    """The buttons show these counts soon."""
    deadline = time.monotonic() + SHOWN_WITHIN_SECONDS
    while (shown := await counts_under(post)) != expected:
        assert time.monotonic() < deadline, shown
        await asyncio.sleep(0.05)


async def counts_under(post: TelegramMessage) -> Counter[str]:
    """What the buttons say."""
    shown: Counter[str] = Counter()
    for row in (await post.shown())["keyboard"]:
        for button in row:
            emoji, _, number = button["text"].partition(" ")
            shown[emoji] += int(number or 0)
    return shown


def counts(session: Session) -> Counter[str]:
    """How many reactions of each emoji there are."""
    return Counter(
        dict(session.execute(select(UserReaction.emoji, func.count()).group_by(UserReaction.emoji)).all())
    )


def paid(session: Session) -> Counter[int]:
    """What each member was paid for reactions, if at all."""
    rows = session.execute(
        select(LedgerEntry.user_id, func.sum(LedgerEntry.amount))
        .where(LedgerEntry.type == "EARN_REACTION")
        .group_by(LedgerEntry.user_id)
    )
    return Counter({user_id: int(amount) for user_id, amount in rows})
