"""Which updates the bot gets, in which order, and how it waits for them."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import Update

from bot.playground.server import PlaygroundServer
from bot.playground.world.updates import KINDS
from tests.kit.eventually import eventually
from tests.kit.telegram_client import TelegramClient


async def kinds(bot: Bot, **parameters: object) -> list[str]:
    """The kinds of all pending updates, which are confirmed."""
    updates = await bot.get_updates(**parameters)  # type: ignore[arg-type]
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.event_type for update in updates]


async def test_updates_come_in_order_until_they_are_confirmed(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    for text in ("one", "two", "three"):
        await ana.send(text)
    first, second, third = await bot.get_updates()
    assert [update.message.text for update in (first, second, third) if update.message] == [
        "one",
        "two",
        "three",
    ]
    assert [update.update_id for update in (second, third)] == [first.update_id + 1, first.update_id + 2]
    assert len(await bot.get_updates()) == 3
    assert len(await bot.get_updates(limit=1)) == 1
    assert [update.update_id for update in await bot.get_updates(offset=second.update_id)] == [
        second.update_id,
        third.update_id,
    ]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == [third.update_id]
    assert await bot.get_updates(offset=third.update_id + 1) == []


async def polling(bot: Bot, server: PlaygroundServer) -> asyncio.Task[list[Update]]:
    """A call for updates that the server has received."""
    updates = server.telegram.world.updates
    polls = updates._poll
    poll = asyncio.get_running_loop().create_task(bot.get_updates(timeout=20))
    await eventually(lambda: updates._poll > polls)
    return poll


async def test_a_poll_waits_for_the_next_update(
    bot: Bot, telegram: TelegramClient, server: PlaygroundServer
) -> None:
    ana = await telegram.member("Ana")
    poll = await polling(bot, server)
    assert not poll.done()
    await ana.send("hello")
    assert [update.message.text for update in await poll if update.message] == ["hello"]


async def test_a_poll_ends_when_its_time_is_over(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 5


async def test_one_poll_at_a_time(bot: Bot, telegram: TelegramClient, server: PlaygroundServer) -> None:
    ana = await telegram.member("Ana")
    first = await polling(bot, server)
    second = await polling(bot, server)
    await ana.send("hello")
    with pytest.raises(TelegramConflictError, match="Conflict: terminated by other getUpdates request"):
        await first
    assert len(await second) == 1


async def test_who_left_a_poll_does_not_disturb_the_next(
    bot: Bot, telegram: TelegramClient, server: PlaygroundServer
) -> None:
    ana = await telegram.member("Ana")
    left = await polling(bot, server)
    left.cancel()
    await asyncio.wait({left})
    await ana.send("hello")
    assert await kinds(bot, timeout=20) == ["message"]


async def test_only_kinds_that_were_asked_for_come(bot: Bot, telegram: TelegramClient) -> None:
    owner, ana = await telegram.member("Owner"), await telegram.member("Ana")
    group = await telegram.chat("supergroup", "Group", owner=owner, members=[])

    async def something_of_everything() -> None:
        await ana.join(group)
        post = await ana.send("hello", to=group)
        await post.edit("bye")
        await post.react(owner, "🔥")
        await ana.leave(group)

    # By default neither chat_member nor reactions; joining and leaving are service messages too.
    await something_of_everything()
    assert await kinds(bot) == ["message", "message", "edited_message", "message"]
    await bot.get_updates(allowed_updates=["message_reaction", "chat_member"])
    await something_of_everything()
    assert await kinds(bot) == ["chat_member", "message_reaction", "chat_member"]
    # Not named again: it stays as it was. An empty list: the default again.
    assert await kinds(bot, allowed_updates=[]) == []
    await something_of_everything()
    assert await kinds(bot) == ["message", "message", "edited_message", "message"]


async def test_what_was_not_wanted_when_it_happened_does_not_come_later(
    bot: Bot, telegram: TelegramClient
) -> None:
    ana = await telegram.member("Ana")
    await bot.get_updates(allowed_updates=["callback_query"])
    await ana.send("hello")
    assert await kinds(bot, allowed_updates=list(KINDS)) == []


async def test_privacy_mode(bot: Bot, telegram: TelegramClient, server: PlaygroundServer) -> None:
    owner = await telegram.member("Owner")
    group = await telegram.chat("supergroup", "Group", owner=owner, members=[], bot={"status": "member"})
    spoken = await bot.send_message(group.id, "hello")
    await owner.send("talk among us", to=group)
    await owner.send("/gift", to=group)
    await owner.send("/gift@besitos_bot", to=group)
    await owner.send("/gift@other_bot", to=group)
    await owner.send("an answer", to=group, reply_to=spoken.message_id)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == [
        "/gift",
        "/gift@besitos_bot",
        "an answer",
    ]
    await bot.get_updates(offset=updates[-1].update_id + 1)
    server.telegram.world.reads_all_groups = True
    await owner.send("talk among us", to=group)
    await group.place_bot("administrator")
    assert await kinds(bot) == ["message", "my_chat_member"]


async def test_blocking_is_told(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana")
    await ana.block_bot()
    await ana.block_bot(blocked=False)
    blocked, unblocked = [update.my_chat_member for update in await bot.get_updates()]
    assert blocked is not None
    assert unblocked is not None
    assert (blocked.new_chat_member.status, unblocked.new_chat_member.status) == ("kicked", "member")
    assert blocked.from_user.first_name == "Ana"
