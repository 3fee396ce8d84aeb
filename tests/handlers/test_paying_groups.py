"""Telegram's own reactions pay in the discussion groups of the configured channels and where an admin
switched them on; elsewhere nothing is stored (decision 0013)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import GetChat
from aiogram.types import Chat, ReactionTypeEmoji, Update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.app import Application
from bot.database import Database
from bot.services.gamification import NotAllowed
from bot.services.gamification.gamification import assemble
from bot.settings import load_settings
from bot.telegram.paying_groups import (
    ASKED_AGAIN_AFTER_FAILURE_SECONDS,
    ASKED_AGAIN_SECONDS,
    MAX_AGE_SECONDS,
    PayingGroups,
)
from tests.kit.clock import Seconds
from tests.kit.harness import NOON, Harness
from tests.kit.posts import FREE, VIP, configure, reacts
from tests.kit.recording_session import group, message, person, recording_bot
from tests.kit.voice import texts_in

ANA, ADMIN, BOSS = person(1, "Ana", "es"), person(99, "Jefa", "es"), person(98, "Boss", "en")
GROUP = group().id
TALK = Chat(id=-2001, type="supergroup", title="La charla")
FOREIGN = Chat(id=-3001, type="supergroup", title="Mallory's")


@pytest.fixture
async def harness(database_url: str) -> AsyncIterator[Harness]:
    settings = load_settings(database_url=database_url, auto_upgrade=False, admin_ids={ADMIN.id, BOSS.id})
    async with Application(settings, clock=lambda: NOON) as application:
        await application.database.write(configure)
        harness = Harness(application, *recording_bot())
        harness.session.discussion_groups[FREE.id] = TALK.id
        yield harness


def reacts_in(chat: Chat, user: Any = ANA, message_id: int = 10) -> Update:
    return reacts(user, [ReactionTypeEmoji(emoji="🔥")], chat=chat, message_id=message_id)


def stored(session: Session) -> dict[str, int]:
    tables = ("users", "user_gamification_profiles", "user_reactions", "transactions", "user_streaks")
    return {table: session.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}


@pytest.mark.parametrize("chat", [FOREIGN, Chat(id=-3002, type="group"), Chat(id=-3003, type="channel"), VIP])
async def test_in_a_chat_of_anybody_nothing_is_stored(harness: Harness, chat: Chat) -> None:
    """Nor in a channel of our own: reactions there are anonymous, so that one with a name is none."""
    before = await harness.application.database.read(stored)
    for number in range(5):
        await harness.gets(reacts_in(chat, message_id=number))
    assert await harness.application.database.read(stored) == before
    assert harness.session.sent == []


async def test_a_member_earns_nothing_there_either_and_keeps_what_they_have(harness: Harness) -> None:
    await harness.gets(reacts_in(TALK))
    before = await harness.application.database.read(stored)
    await harness.gets(reacts_in(FOREIGN))
    await harness.gets(reacts(ANA, [], [ReactionTypeEmoji(emoji="🔥")], chat=FOREIGN))
    assert await harness.application.database.read(stored) == before
    assert await harness.application.gamification.wallet.balance(ANA.id) == 5


async def test_the_discussion_group_of_a_configured_channel_pays(harness: Harness) -> None:
    await harness.gets(reacts_in(TALK))
    assert await harness.application.gamification.wallet.balance(ANA.id) == 5
    assert await harness.application.gamification.reactions.counts(TALK.id, 10) == {"🔥": 1}


async def test_the_discussion_group_of_another_channel_does_not(harness: Harness) -> None:
    harness.session.discussion_groups = {-999: TALK.id}
    await harness.gets(reacts_in(TALK))
    assert (await harness.application.database.read(stored))["user_reactions"] == 0
    assert set(harness.session.asked) == {VIP.id, FREE.id}


async def test_telegram_is_asked_once_however_many_react_at_once(harness: Harness) -> None:
    updates = [reacts_in(chat, person(n)) for n in range(1, 9) for chat in (FOREIGN, TALK)]
    await asyncio.gather(
        *(harness.application.dispatcher.feed_update(harness.bot, update) for update in updates)
    )
    assert sorted(harness.session.asked) == sorted([VIP.id, FREE.id])


@pytest.mark.parametrize(
    "error",
    [
        TelegramForbiddenError(GetChat(chat_id=1), "Forbidden: bot is not a member of the channel chat"),
        TelegramNetworkError(GetChat(chat_id=1), "timeout"),
    ],
)
async def test_while_telegram_does_not_say_no_group_pays(harness: Harness, error: Exception) -> None:
    harness.session.refusals[GetChat] = error
    for number in range(4):
        await harness.gets(reacts_in(TALK, message_id=number))
    stores = await harness.application.database.read(stored)
    assert (stores["user_reactions"], stores["user_gamification_profiles"]) == (0, 0)
    assert len(harness.session.asked) == 2  # not again for each


async def test_what_telegram_said_is_known_for_a_bounded_time(harness: Harness) -> None:
    seconds = Seconds()
    groups = PayingGroups(harness.application.gamification.reaction_settings, seconds)
    assert await groups.pays(harness.bot, TALK.id)
    asked = len(harness.session.asked)

    seconds.now += ASKED_AGAIN_SECONDS - 1  # VIP has no group and is asked sooner
    assert await groups.pays(harness.bot, TALK.id)
    assert harness.session.asked[asked:] == [VIP.id] or not harness.session.asked[asked:]

    harness.session.refusals[GetChat] = TelegramNetworkError(GetChat(chat_id=1), "away")
    seconds.now += 2  # due, and Telegram is away: the last answer holds
    assert await groups.pays(harness.bot, TALK.id)
    seconds.now += MAX_AGE_SECONDS
    assert not await groups.pays(harness.bot, TALK.id)

    del harness.session.refusals[GetChat]
    harness.session.discussion_groups[FREE.id] = FOREIGN.id
    seconds.now += ASKED_AGAIN_AFTER_FAILURE_SECONDS
    assert await groups.pays(harness.bot, FOREIGN.id)
    assert not await groups.pays(harness.bot, TALK.id)


async def test_a_channel_that_is_configured_later_counts(harness: Harness) -> None:
    harness.session.discussion_groups[-77] = FOREIGN.id
    await harness.gets(reacts_in(FOREIGN))
    await harness.application.database.write(configure, vip_channel_id="-77")
    harness.application.gamification.reaction_settings._emojis.invalidate()
    await harness.gets(reacts_in(FOREIGN))
    assert await harness.application.gamification.reactions.counts(FOREIGN.id, 10) == {"🔥": 1}


# The admin's groups


async def test_an_admin_switches_a_group_on_and_off(harness: Harness) -> None:
    settings, texts = harness.application.gamification.reaction_settings, texts_in("es")
    said = await harness.gets(message(ADMIN, "/reacciones_aqui", chat=FOREIGN))
    assert said == [texts.html("reaction-groups-on")]
    assert await settings.groups() == {FOREIGN.id}
    await harness.gets(reacts_in(FOREIGN))
    assert await harness.application.gamification.wallet.balance(ANA.id) == 5

    assert await harness.gets(message(ADMIN, "/reacciones_aqui", chat=FOREIGN)) == said  # delivered again
    said = await harness.gets(message(BOSS, "/reactions_here off", chat=FOREIGN))
    assert said == [texts_in("en").html("reaction-groups-off")]
    assert await settings.groups() == set()
    await harness.gets(reacts_in(FOREIGN, message_id=11))
    assert await harness.application.gamification.reactions.counts(FOREIGN.id, 11) == {}


async def test_the_discussion_group_cannot_be_switched_off(harness: Harness) -> None:
    said = await harness.gets(message(ADMIN, "/reacciones_aqui no", chat=TALK))
    assert said == [texts_in("es").html("reaction-groups-linked")]
    await harness.gets(reacts_in(TALK))
    assert await harness.application.gamification.wallet.balance(ANA.id) == 5


@pytest.mark.parametrize("words", ["/reacciones_aqui", "/reactions_here off"])
async def test_in_private_and_with_other_words_the_admin_is_told_how(harness: Harness, words: str) -> None:
    how = [texts_in("es").html("reaction-groups-how")]
    assert await harness.gets(message(ADMIN, words)) == how
    assert await harness.gets(message(ADMIN, "/reacciones_aqui ahora", chat=FOREIGN)) == how
    assert await harness.application.gamification.reaction_settings.groups() == set()


@pytest.mark.parametrize("words", ["/reacciones_aqui", "/reactions_here", "/reactions_here off"])
async def test_others_meet_what_an_unknown_command_meets(harness: Harness, words: str) -> None:
    await harness.application.gamification.reaction_settings.add_group(ADMIN.id, -1)
    for chat in (FOREIGN, None):
        unknown = await harness.gets(message(ANA, "/nosuchcommand", chat=chat))
        assert await harness.gets(message(ANA, words, chat=chat)) == unknown
    assert await harness.application.gamification.reaction_settings.groups() == {-1}


async def test_the_service_says_what_changed_and_refuses_others(database: Database) -> None:
    settings = assemble(database, clock=lambda: NOON, admin_ids=[ADMIN.id]).reaction_settings
    assert await settings.groups() == set()
    assert await settings.add_group(ADMIN.id, -5_000_000_000)
    assert not await settings.add_group(ADMIN.id, -5_000_000_000)
    with pytest.raises(NotAllowed):
        await settings.add_group(ANA.id, -6)
    with pytest.raises(NotAllowed):
        await settings.remove_group(ANA.id, -5_000_000_000)
    assert await settings.groups() == {-5_000_000_000}
    assert await settings.remove_group(ADMIN.id, -5_000_000_000)
    assert not await settings.remove_group(ADMIN.id, -5_000_000_000)
    assert await settings.groups() == set()


@pytest.mark.parametrize("chat_id", [0, 1, -(2**63) - 1, 2**70, True, "-1", -1.0, None])
async def test_an_invalid_group_is_refused(database: Database, chat_id: Any) -> None:
    settings = assemble(database, clock=lambda: NOON).reaction_settings
    with pytest.raises(ValueError, match="is not a group's number"):
        await settings.add_group(ADMIN.id, chat_id)
    with pytest.raises(ValueError, match="is not a group's number"):
        await settings.remove_group(ADMIN.id, chat_id)
