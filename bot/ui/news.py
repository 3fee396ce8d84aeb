"""The message with news: a level reached, a gift from an admin, rewards that became claimable."""

from dataclasses import dataclass
from datetime import datetime

from ..services.gamification import Reward
from .keyboards import news_keyboard
from .reward_keyboards import unlocked_keyboard
from .reward_texts import unlocked_text
from .screens import Screen
from .texts import Html, Texts


@dataclass(frozen=True, slots=True)
class Gift:
    """What an admin gave, and what the member had then."""

    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class UnlockedReward:
    """A reward that waits to be claimed, and until when."""

    reward: Reward
    until: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What one message tells; at least one of the three."""

    level: int | None = None
    gift: Gift | None = None
    rewards: tuple[UnlockedReward, ...] = ()


def news_screen(news: News, now: datetime, texts: Texts) -> Screen:
    """Write the message. Its buttons claim the rewards; without any, one opens the profile."""
    parts: list[Html] = []
    if news.gift is not None:
        parts.append(texts.html("news-gift", amount=news.gift.amount, balance=news.gift.balance))
    if news.level is not None:
        parts.append(texts.html("news-level-up", level=news.level))
    parts += [unlocked_text(one.reward, (one.until, now), texts) for one in news.rewards]
    keyboard = (
        unlocked_keyboard([one.reward for one in news.rewards], texts)
        if news.rewards
        else news_keyboard(texts)
    )
    return Screen(Html("\n\n".join(parts)), keyboard)
