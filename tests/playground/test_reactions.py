"""Reactions: told one by one in groups, anonymous in channels, and only to an administrator."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    ReactionTypeEmoji,
)

from tests.kit.telegram_client import Refused, TelegramClient

KINDS = ["message_reaction", "message_reaction_count"]
GROUPED = 0.15  # a little more than the fixture's server takes to group counts


async def events(bot: Bot) -> list[object]:
    updates = await bot.get_updates(allowed_updates=KINDS)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.event for update in updates]


def emojis(reactions: object) -> list[str]:
    assert isinstance(reactions, list)
    return [reaction.emoji for reaction in reactions]


async def test_in_a_group_the_bot_is_told_who_reacted(bot: Bot, telegram: TelegramClient) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[ana])
    await events(bot)
    post = await group.post("hello")
    await post.react(ana, "🔥")
    await post.react(ana, "❤️")
    await post.react(ana, "❤")  # the same: nothing happens
    await post.react(ana)
    given, changed, taken = await events(bot)
    for event in (given, changed, taken):
        assert isinstance(event, MessageReactionUpdated)
        assert event.user is not None
        assert (event.user.id, event.message_id) == (ana.id, post.id)
    told = [(emojis(event.old_reaction), emojis(event.new_reaction)) for event in (given, changed, taken)]  # type: ignore[attr-defined]
    assert told == [([], ["🔥"]), (["🔥"], ["❤"]), (["❤"], [])]


async def test_in_a_channel_reactions_are_anonymous_and_come_grouped(
    bot: Bot, telegram: TelegramClient
) -> None:
    owner = await telegram.member("Owner")
    fans = [await telegram.member(f"Fan {number}") for number in range(5)]
    channel = await telegram.chat("channel", "News", owner=owner, members=fans)
    await events(bot)
    post = await channel.post("hello")
    for fan in fans:
        await post.react(fan, "🔥" if fan is not fans[0] else "👍")
    await asyncio.sleep(GROUPED)
    [event] = await events(bot)
    assert isinstance(event, MessageReactionCountUpdated)
    assert [(count.type.emoji, count.total_count) for count in event.reactions] == [("🔥", 4), ("👍", 1)]  # type: ignore[union-attr]
    shown = await post.shown()
    assert [(count["emoji"], count["count"]) for count in shown["reactions"]] == [("🔥", 4), ("👍", 1)]


async def test_without_being_administrator_the_bot_is_told_nothing(
    bot: Bot, telegram: TelegramClient
) -> None:
    owner = await telegram.member("Owner")
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[], bot={"status": "member"})
    await events(bot)
    post = await group.post("hello")
    await post.react(owner, "🔥")
    assert await events(bot) == []


async def test_many_react_at_once(bot: Bot, telegram: TelegramClient) -> None:
    owner = await telegram.member("Owner")
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[])
    await events(bot)
    post = await group.post("hello")
    path = f"/chats/{group.id}/messages/{post.id}/react_at_once"
    assert await telegram.ask("POST", path, {"count": 500, "emojis": ["🔥", "❤"]}) == {"reacted": 500}
    shown = await post.shown()
    assert sum(count["count"] for count in shown["reactions"]) == 500
    assert (await telegram.state())["pending_updates"] == 500


async def test_what_is_no_reaction_there(telegram: TelegramClient) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    premium = await telegram.member("Bea", is_premium=True)
    group = await telegram.chat(
        "supergroup", "Talk", owner=owner, members=[ana, premium], reactions_allowed=["🔥", "❤", "👍"]
    )
    post = await group.post("hello")
    with pytest.raises(Refused, match="no such reaction there"):
        await post.react(ana, "👎")
    with pytest.raises(Refused, match="no such reaction there"):
        await post.react(ana, "x")
    with pytest.raises(Refused, match="has 1 reaction"):
        await post.react(ana, "🔥", "❤")
    await post.react(premium, "🔥", "❤")
    stranger = await telegram.member("Stranger")
    with pytest.raises(Refused, match="is not in Talk"):
        await post.react(stranger, "🔥")


async def test_the_bot_reacts_too(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    hers = await ana.send("hello")
    await events(bot)
    assert await bot.set_message_reaction(ana.id, hers.id, [ReactionTypeEmoji(emoji="🔥")])
    assert [count["emoji"] for count in (await hers.shown())["reactions"]] == ["🔥"]
    assert await events(bot) == []
    assert await bot.set_message_reaction(ana.id, hers.id)
    assert (await hers.shown())["reactions"] == []
    with pytest.raises(TelegramBadRequest, match="Bad Request: REACTION_INVALID"):
        await bot.set_message_reaction(ana.id, hers.id, [ReactionTypeEmoji(emoji="x")])
    with pytest.raises(TelegramBadRequest, match="Bad Request: message to react not found"):
        await bot.set_message_reaction(ana.id, 999, [ReactionTypeEmoji(emoji="🔥")])
