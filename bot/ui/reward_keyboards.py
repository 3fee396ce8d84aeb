"""The buttons of the rewards screens, and their callback data."""

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from ..services.gamification import Reward
from .displayed_text import name_on_button
from .keyboards import PREFIX, Place, back, keyboard_of, opening
from .texts import Texts


class ClaimReward(CallbackData, prefix=f"{PREFIX}reward"):
    """A tap that claims a reward; the service checks whether the member may."""

    reward_id: int


class RewardsPage(CallbackData, prefix=f"{PREFIX}rewards"):
    """A tap that opens a page of the rewards, counted from 0."""

    page: int


def rewards_keyboard(
    claimable: Iterable[Reward], *, page: int, pages: int, texts: Texts
) -> InlineKeyboardMarkup | None:
    """Buttons of the rewards: one for each claimable reward, the other pages, and back."""
    rows = [[_claim(reward, texts)] for reward in claimable]
    turn = []
    if page > 0:
        turn.append(_page(texts.plain("button-previous-page"), page - 1))
    if page < pages - 1:
        turn.append(_page(texts.plain("button-next-page"), page + 1))
    return keyboard_of(*rows, turn, back(texts))


def claimed_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons after a claim: back to the rewards."""
    return keyboard_of(opening(texts, "button-rewards", Place.REWARDS))


def unlocked_keyboard(rewards: Iterable[Reward], texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of an announcement: claim one, or see all."""
    claims = [[_claim(reward, texts)] for reward in rewards]
    return keyboard_of(*claims, opening(texts, "button-rewards", Place.REWARDS))


def _claim(reward: Reward, texts: Texts) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=texts.plain("button-claim-reward", name=name_on_button(reward.name)),
        callback_data=ClaimReward(reward_id=reward.id).pack(),
    )


def _page(text: str, page: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=RewardsPage(page=page).pack())
