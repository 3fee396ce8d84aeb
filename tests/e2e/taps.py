"""Taps that are quicker than the bot: taps on what was shown a moment ago, twice, or in a crowd."""

import asyncio

from bot.playground import acts
from bot.playground.json_types import Json
from bot.playground.server import PlaygroundServer
from bot.playground.world.chats import Message
from bot.playground.world.taps import Tap
from tests.kit.telegram_client import TelegramMember

ANSWERED_WITHIN_SECONDS = 30


async def double_tap(playground: PlaygroundServer, member: TelegramMember, button: str) -> set[str | None]:
    """Two taps on a button, the second before the bot heard of the first; what they were told, None for
    nothing."""
    telegram = playground.telegram
    await member.sees(button)
    message, found = _newest(playground, member, button)
    taps = [acts.tap(telegram, telegram.world.person(member.id), message, found) for _ in range(2)]
    return {await told(tap) for tap in taps if tap is not None}


def tap_newest(playground: PlaygroundServer, member: TelegramMember, button: str) -> None:
    """A tap on the member's newest such button, without waiting for an answer, which may not come."""
    message, found = _newest(playground, member, button)
    acts.tap(playground.telegram, playground.telegram.world.person(member.id), message, found)


async def told(tap: Tap) -> str | None:
    """What the bot answered to a tap, None for nothing. Raises TimeoutError where no answer comes."""
    await asyncio.wait_for(tap.answered.wait(), ANSWERED_WITHIN_SECONDS)
    return None if tap.answer is None else tap.answer.get("text") or None


def _newest(playground: PlaygroundServer, member: TelegramMember, words: str) -> tuple[Message, Json]:
    world = playground.telegram.world
    for message in reversed(world.chat(member.id).messages.values()):
        if (button := acts.button_of(message, text=words)) is not None:
            return message, button
    raise AssertionError(f"{member.name} has no button {words!r}")
