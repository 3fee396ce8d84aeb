"""/recompensas and /rewards: claimable rewards, those in progress, claimed ones, and badges."""

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from ...services.clock import Clock
from ...services.gamification import Gamification, Member, RewardClaim, RewardStatus, RewardType, RewardView
from ...services.gamification.outbox.notices import claim_key
from ...ui.keyboards import Open, Place
from ...ui.menu import Menu
from ...ui.reward_keyboards import (
    ClaimReward,
    RewardsPage,
    claimed_keyboard,
    rewards_keyboard,
)
from ...ui.reward_texts import badge_text, claim_text, view_text
from ...ui.screens import Screen, show
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private
from .purchases import deliver

log = structlog.get_logger(__name__)

REWARDS_A_PAGE = 6
ORDER = {
    RewardStatus.UNLOCKED: 0,
    RewardStatus.LOCKED: 1,
    RewardStatus.CLAIMED: 2,
    RewardStatus.EXPIRED: 3,
}


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.rewards")
    on_command(router, menu, Place.REWARDS, rewards_command)
    router.callback_query.register(open_rewards, Open.filter(F.place == Place.REWARDS))
    router.callback_query.register(turn_page, RewardsPage.filter())
    router.callback_query.register(claim_reward, ClaimReward.filter())
    return router


async def rewards_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the first page in a new message; in a group, a link to the private chat."""
    await show_in_private(
        message, bot, texts, Place.REWARDS, lambda: rewards_screen(gamification, member, texts)
    )


async def open_rewards(
    query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """The first page in place of another screen."""
    await show(query, await rewards_screen(gamification, member, texts))


async def turn_page(
    query: CallbackQuery, callback_data: RewardsPage, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show another page, or the nearest one if it no longer exists."""
    await show(query, await rewards_screen(gamification, member, texts, page=callback_data.page))


async def claim_reward(
    query: CallbackQuery,
    callback_data: ClaimReward,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Claim it. The error handler explains refusals; a second tap gives nothing twice."""
    reward_id = callback_data.reward_id
    claim = await gamification.rewards.claim(member.id, reward_id, deliver=True)
    if claim.content_set_id is None:
        await _show_claim(query, claim, texts)
        return
    async with gamification.outbox.in_hand(claim_key(member.id, reward_id)) as hand:
        await _show_claim(query, claim, texts)
        content = await gamification.shop.files(member.id, claim.content_set_id)
        files = () if content is None else content.files
        hand.told = not files or (await deliver(bot, member, files, texts)).told


async def _show_claim(query: CallbackQuery, claim: RewardClaim, texts: Texts) -> None:
    try:
        await show(query, Screen(claim_text(claim, texts), claimed_keyboard(texts)))
    except TelegramAPIError as error:  # the message is gone, but the reward is claimed
        log.info("claim_not_shown", user_id=query.from_user.id, reward_id=claim.reward.id, reason=str(error))


async def rewards_screen(
    gamification: Gamification, member: Member, texts: Texts, *, page: int = 0
) -> Screen:
    """A page of rewards, the claimable ones first."""
    views = sorted(await gamification.rewards.available(member.id), key=_place)
    pages = max(1, -(-len(views) // REWARDS_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = views[page * REWARDS_A_PAGE : (page + 1) * REWARDS_A_PAGE]
    claimable = [view.reward for view in shown if view.status is RewardStatus.UNLOCKED]
    return Screen(
        rewards_text(shown, views, gamification.clock, texts),
        rewards_keyboard(claimable, page=page, pages=pages, texts=texts),
    )


def rewards_text(shown: list[RewardView], views: list[RewardView], clock: Clock, texts: Texts) -> Html:
    """A page in words, with the badges of all of them."""
    if not views:
        return texts.html("rewards-empty")
    now = clock()
    parts = [view_text(view, now, texts) for view in shown]
    badges = [
        badge_text(view.reward) for view in views if view.reward.type is RewardType.BADGE and view.claim_count
    ]
    if badges:
        parts.append(texts.html("rewards-badges", badges=" · ".join(badges)))
    return texts.html("rewards-page", lines=Html("\n\n".join(parts)))


def _place(view: RewardView) -> tuple[int, int]:
    again = view.reward.is_repeatable and view.status is not RewardStatus.UNLOCKED
    return (1 if again else ORDER[view.status]), view.reward.sort_order
