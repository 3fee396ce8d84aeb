"""Reviews of stored and drafted rewards, for the windows that show them."""

from collections.abc import Mapping
from typing import Any

from aiogram_dialog import DialogManager

from ....services.gamification import Drafted, Gamification, Reward, RewardReview, RewardType
from ....ui.admin.reward_card import GivenContent, card_text
from ....ui.menu import REACTIONS, Place
from ....ui.texts import Html, Texts
from .drafts import NEW

FEATURES = (Place.GIFT, REACTIONS, Place.SHOP)


async def review(manager: DialogManager, reward: Reward) -> RewardReview:
    """Review a reward as it stands, for the admin who looks at it."""
    data = manager.middleware_data
    texts: Texts = data["texts"]
    gamification: Gamification = data["gamification"]
    return await gamification.reward_reviews.review(
        data["member"].id,
        Drafted.of(reward),
        reward_id=None if reward.id == NEW else reward.id,
        off=[str(feature) for feature in FEATURES if not texts.menu.has(feature)],
    )


async def card(manager: DialogManager, reward: Reward) -> Html:
    """Return the card of a stored or drafted reward."""
    data = manager.middleware_data
    gamification: Gamification = data["gamification"]
    holders = None
    if reward.id != NEW:
        holders = await gamification.reward_reviews.holders(data["member"].id, reward.id)
    return card_text(
        reward,
        await review(manager, reward),
        gamification.conditions.labels,
        data["texts"],
        holders=holders,
        content=await given_content(gamification, reward.type, reward.value),
    )


async def given_content(
    gamification: Gamification, type_: RewardType, value: Mapping[str, Any]
) -> GivenContent | None:
    """Return the content set that a reward gives, or None."""
    if type_ is not RewardType.CONTENT:
        return None
    for row in await gamification.catalog.content_sets():
        if row.id == value.get("content_set_id"):
            return GivenContent(row.fields["name"], files_in(row.fields))
    return None


def files_in(fields: Mapping[str, Any]) -> int:
    """Return how many files a content set has."""
    files = fields["file_ids"]
    return len(files) if isinstance(files, list) else 0
