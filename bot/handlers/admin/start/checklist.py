"""What is done of the checklist: asked from the database, and the rights from Telegram."""

import asyncio
from typing import Any

from aiogram import Bot

from ....services.gamification import CreatorChannel, Gamification, Member
from ....telegram.channel_rights import rights_in
from ....ui.admin.start_texts import Checklist, SeenChannel, Step
from ....ui.menu import Menu, Place
from ....ui.texts import Texts


async def checklist_of(gamification: Gamification, bot: Bot, admin_id: int, menu: Menu) -> Checklist:
    """Return which steps are done. Steps of features that are off are left out. Raises NotAllowed and
    DatabaseUnavailable."""
    progress = await gamification.start_here.progress(admin_id)
    channels = await asyncio.gather(*(seen(bot, channel) for channel in progress.connected))
    steps = {
        Step.CHANNEL: progress.has_channel,
        Step.RIGHTS: progress.has_channel and not any(channel.lacks for channel in channels),
        Step.EMOJIS: progress.has_emojis,
        Step.PRODUCT: progress.has_product,
        Step.REWARD: progress.has_reward,
        Step.CLAIM: progress.has_claimed,
    }
    needs = {Step.PRODUCT: Place.SHOP, Step.REWARD: Place.REWARDS, Step.CLAIM: Place.GIFT}
    return Checklist(
        {step: done for step, done in steps.items() if step not in needs or menu.has(needs[step])},
        tuple(channels),
    )


async def seen(bot: Bot, channel: CreatorChannel) -> SeenChannel:
    """Return a connected channel with its title and what the bot lacks in it."""
    assert channel.channel_id is not None  # only connected ones are looked at
    rights = await rights_in(bot, channel.channel_id)
    return SeenChannel(
        channel.kind,
        channel.channel_id,
        rights.title or str(channel.channel_id),
        tuple(str(lack) for lack in rights.lacks),
        channel.emojis,
    )


async def start_line(
    gamification: Gamification, bot: Bot, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    """Return what the panel's first screen says of the checklist."""
    checklist = await checklist_of(gamification, bot, member.id, texts.menu)
    return {
        "start_is_open": not checklist.is_done,
        "start_done": checklist.done,
        "start_total": len(checklist.steps),
    }
