"""Telegram's own reactions in groups: followed, counted and paid, without a word."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Chat, ReactionTypeCustomEmoji, ReactionTypePaid, User
from sqlalchemy import text as sql

from bot.app import Application
from bot.handlers.member.reactions_native import newest
from bot.settings import load_settings
from tests.kit.harness import NOON, Harness
from tests.kit.posts import VIP, Reaction, configure, emoji, reacts
from tests.kit.recording_session import group, person, recording_bot

ANA = person(1, "Ana", "es")
GROUP = group().id


async def counts(harness: Harness, chat_id: int = GROUP, message_id: int = 10) -> dict[str, int]:
    return await harness.application.gamification.reactions.counts(chat_id, message_id)


async def balance(harness: Harness, user_id: int = 1) -> int:
    return await harness.application.gamification.wallet.balance(user_id)


@pytest.fixture(autouse=True)
async def _quiet(harness: Harness) -> AsyncIterator[None]:
    """The group is the discussion group of a channel. Whatever happens here, nobody is written to."""
    await harness.application.database.write(configure)
    harness.session.discussion_groups[VIP.id] = GROUP
    yield
    assert harness.session.sent == []


async def test_a_reaction_counts_and_pays(harness: Harness) -> None:
    await harness.gets(reacts(ANA, emoji("🔥")))
    assert await counts(harness) == {"🔥": 1}
    assert await balance(harness) == 5


async def test_a_change_takes_the_place_and_a_removal_keeps_what_was_paid(harness: Harness) -> None:
    await harness.gets(reacts(ANA, emoji("🔥")))
    await harness.gets(reacts(ANA, emoji("👍"), emoji("🔥")))
    assert await counts(harness) == {"👍": 1}
    await harness.gets(reacts(ANA, [], emoji("👍")))
    assert await counts(harness) == {}
    await harness.gets(reacts(ANA, emoji("👍")))
    assert await counts(harness) == {"👍": 1}
    assert await balance(harness) == 5


async def test_a_removal_of_what_was_never_seen_is_nothing(harness: Harness) -> None:
    await harness.gets(reacts(ANA, [], emoji("👍")))
    assert await counts(harness) == {}


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        ([], emoji("👍"), "👍"),
        (emoji("👍"), emoji("👍", "🔥"), "🔥"),
        (emoji("👍"), emoji("🔥", "👍"), "🔥"),
        (emoji("👍", "🔥"), emoji("👍"), "👍"),
        (emoji("👍"), [], None),
        ([], [*emoji("👍"), ReactionTypeCustomEmoji(custom_emoji_id="5368324170671202286")],
         "5368324170671202286"),
        ([], [ReactionTypePaid()], "paid"),
    ],
)  # fmt: skip
def test_of_several_reactions_the_newest_is_kept(
    before: list[Reaction], now: list[Reaction], kept: str | None
) -> None:
    assert newest(before, now) == kept


async def test_custom_emojis_and_stars_count_like_others(harness: Harness) -> None:
    await harness.gets(reacts(ANA, [ReactionTypeCustomEmoji(custom_emoji_id="5368324170671202286")]))
    await harness.gets(reacts(person(2, "Ben"), [ReactionTypePaid()]))
    assert await counts(harness) == {"5368324170671202286": 1, "paid": 1}


@pytest.mark.parametrize(
    "actor",
    [
        {"user": None, "actor_chat": Chat(id=GROUP, type="supergroup", title="x")},
        {"user": User(id=9, is_bot=True, first_name="Robot")},
        {"user": User(id=1087968824, is_bot=False, first_name="Group")},
    ],
    ids=["anonymous", "bot", "anonymous admin"],
)
async def test_nobody_is_neither_counted_nor_paid(harness: Harness, actor: dict[str, Any]) -> None:
    await harness.gets(reacts(actor["user"], emoji("🔥"), actor_chat=actor.get("actor_chat")))
    assert await counts(harness) == {}

    def members(session: Any) -> int:
        found = session.execute(sql("SELECT count(*) FROM user_gamification_profiles")).scalar_one()
        assert isinstance(found, int)
        return found

    assert await harness.application.database.read(members) == 0


async def test_reactions_in_private_and_in_channels_are_not_the_games(harness: Harness) -> None:
    for chat in (Chat(id=1, type="private"), Chat(id=-5, type="channel", title="x")):
        await harness.gets(reacts(ANA, emoji("🔥"), chat=chat))
        assert await counts(harness, chat.id) == {}


async def test_what_is_not_paid_is_not_mentioned(harness: Harness) -> None:
    for number in range(10, 14):  # at noon the clock stands still: the cooldown holds from the first on
        await harness.gets(reacts(ANA, emoji("🔥"), message_id=number))
    assert await balance(harness) == 5
    assert await counts(harness, message_id=13) == {"🔥": 1}


async def test_with_the_database_away_nothing_is_said_either(harness: Harness) -> None:
    settings = load_settings(
        database_url="sqlite+aiosqlite:////nowhere/besitos.db",
        auto_upgrade=False,
        database_retry_timeout_seconds=0.2,
    )
    async with Application(settings, clock=lambda: NOON) as application:
        away = Harness(application, *recording_bot())
        await away.gets(reacts(ANA, emoji("🔥")))
        assert away.session.sent == []
