"""Telegram's own reactions in groups: followed, counted and paid, without a word."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Chat, ReactionTypeCustomEmoji, ReactionTypeEmoji, ReactionTypePaid, User
from sqlalchemy import text as sql

from bot.app import Application
from bot.handlers.member.reactions_native import newest
from bot.settings import load_settings
from tests.integration.conftest import NOON
from tests.integration.playing import Playing
from tests.integration.posts import VIP, Reaction, configure, reacts
from tests.recording_session import group, person, recording_bot

ANA = person(1, "Ana", "es")
GROUP = group().id


def emoji(*emojis: str) -> list[Reaction]:
    return [ReactionTypeEmoji(emoji=one) for one in emojis]


async def counts(playing: Playing, chat_id: int = GROUP, message_id: int = 10) -> dict[str, int]:
    return await playing.application.gamification.reactions.counts(chat_id, message_id)


async def balance(playing: Playing, user_id: int = 1) -> int:
    return await playing.application.gamification.wallet.balance(user_id)


@pytest.fixture(autouse=True)
async def _quiet(playing: Playing) -> AsyncIterator[None]:
    """The group is the discussion group of a channel. Whatever happens here, nobody is written to."""
    await playing.application.database.write(configure)
    playing.session.discussion_groups[VIP.id] = GROUP
    yield
    assert playing.session.sent == []


async def test_a_reaction_counts_and_pays(playing: Playing) -> None:
    await playing.gets(reacts(ANA, emoji("🔥")))
    assert await counts(playing) == {"🔥": 1}
    assert await balance(playing) == 5


async def test_a_change_takes_the_place_and_a_removal_keeps_what_was_paid(playing: Playing) -> None:
    await playing.gets(reacts(ANA, emoji("🔥")))
    await playing.gets(reacts(ANA, emoji("👍"), emoji("🔥")))
    assert await counts(playing) == {"👍": 1}
    await playing.gets(reacts(ANA, [], emoji("👍")))
    assert await counts(playing) == {}
    await playing.gets(reacts(ANA, emoji("👍")))
    assert await counts(playing) == {"👍": 1}
    assert await balance(playing) == 5


async def test_a_removal_of_what_was_never_seen_is_nothing(playing: Playing) -> None:
    await playing.gets(reacts(ANA, [], emoji("👍")))
    assert await counts(playing) == {}


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


async def test_custom_emojis_and_stars_count_like_others(playing: Playing) -> None:
    await playing.gets(reacts(ANA, [ReactionTypeCustomEmoji(custom_emoji_id="5368324170671202286")]))
    await playing.gets(reacts(person(2, "Ben"), [ReactionTypePaid()]))
    assert await counts(playing) == {"5368324170671202286": 1, "paid": 1}


@pytest.mark.parametrize(
    "actor",
    [
        {"user": None, "actor_chat": Chat(id=GROUP, type="supergroup", title="x")},
        {"user": User(id=9, is_bot=True, first_name="Robot")},
        {"user": User(id=1087968824, is_bot=False, first_name="Group")},
    ],
    ids=["anonymous", "bot", "anonymous admin"],
)
async def test_nobody_is_neither_counted_nor_paid(playing: Playing, actor: dict[str, Any]) -> None:
    await playing.gets(reacts(actor["user"], emoji("🔥"), actor_chat=actor.get("actor_chat")))
    assert await counts(playing) == {}

    def members(session: Any) -> int:
        found = session.execute(sql("SELECT count(*) FROM user_gamification_profiles")).scalar_one()
        assert isinstance(found, int)
        return found

    assert await playing.application.database.read(members) == 0


async def test_reactions_in_private_and_in_channels_are_not_the_games(playing: Playing) -> None:
    for chat in (Chat(id=1, type="private"), Chat(id=-5, type="channel", title="x")):
        await playing.gets(reacts(ANA, emoji("🔥"), chat=chat))
        assert await counts(playing, chat.id) == {}


async def test_what_is_not_paid_is_not_mentioned(playing: Playing) -> None:
    for number in range(10, 14):  # at noon the clock stands still: the cooldown holds from the first on
        await playing.gets(reacts(ANA, emoji("🔥"), message_id=number))
    assert await balance(playing) == 5
    assert await counts(playing, message_id=13) == {"🔥": 1}


async def test_with_the_database_away_nothing_is_said_either(playing: Playing) -> None:
    settings = load_settings(
        database_url="sqlite+aiosqlite:////nowhere/besitos.db",
        auto_upgrade=False,
        database_patience_seconds=0.2,
    )
    async with Application(settings, clock=lambda: NOON) as application:
        away = Playing(application, *recording_bot())
        await away.gets(reacts(ANA, emoji("🔥")))
        assert away.session.sent == []
