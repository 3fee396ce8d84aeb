"""A reward as an admin sees it: what it gives, how it is earned, who has it, and what to mind."""

from dataclasses import dataclass

from ...services.gamification import Due, Remarked, Reward, RewardHolders, RewardReview, RewardType
from ..displayed_text import name_in_list, shortened
from ..reward_texts import badge_text, gift_text
from ..texts import Html, Texts
from .reward_sentence import Labels, remark_text, sentence

MAX_REMARKS = 5
MAX_DESCRIPTION_LENGTH = 500
MARKS = {
    RewardType.BESITOS: "💰",
    RewardType.BADGE: "🏅",
    RewardType.CONTENT: "📦",
    RewardType.VIP_EXTENSION: "⭐",
}


@dataclass(frozen=True, slots=True)
class GivenContent:
    """The content set that a reward gives."""

    name: str
    files: int


def card_text(
    reward: Reward,
    review: RewardReview,
    labels: Labels,
    texts: Texts,
    *,
    holders: RewardHolders | None = None,
    content: GivenContent | None = None,
) -> Html:
    """Return a reward's card. `holders`: None for one that is not stored yet; `content`: what it gives, if it
    gives content."""
    lines = [texts.html("admin-rewards-card-name", name=name_in_list(reward.name))]
    if reward.description:
        text = shortened(reward.description, MAX_DESCRIPTION_LENGTH)
        lines.append(texts.html("rewards-description", text=text))
    lines.append(Html(""))
    if not reward.is_active:
        lines.append(texts.html("admin-rewards-card-hidden"))
    lines.append(texts.html("admin-rewards-card-gives", gift=given_text(reward, texts, content)))
    lines.append(texts.html("admin-rewards-card-earned", sentence=sentence(reward.conditions, labels, texts)))
    lines.append(
        texts.html("admin-rewards-card-again" if reward.is_repeatable else "admin-rewards-card-once")
    )
    if reward.is_secret:
        lines.append(texts.html("admin-rewards-card-secret"))
    days, hours = divmod(reward.claim_window_hours, 24)
    if hours:
        lines.append(texts.html("admin-rewards-card-hours", hours=reward.claim_window_hours))
    else:
        lines.append(texts.html("admin-rewards-card-days", days=days))
    if holders is not None:
        lines.append(
            texts.html(
                "admin-rewards-card-holders", claimed=holders.claimed, waiting=holders.waiting,
                missed=holders.missed, others=holders.others,
            )
        )  # fmt: skip
    remarks = remark_lines(review, labels, texts, active=reward.is_active)
    return Html("\n".join([*lines, *([Html(""), *remarks] if remarks else [])]))


def remark_lines(review: RewardReview, labels: Labels, texts: Texts, *, active: bool) -> list[Html]:
    """Return what is impossible, what to mind and how many would get it at once, one line each."""
    verdict = review.verdict
    said: list[tuple[str, Remarked]] = [("admin-rewards-impossible", one) for one in verdict.impossible]
    said += [("admin-rewards-warning", one) for one in verdict.warnings]
    lines = [texts.html(key, what=remark_text(one, labels, texts)) for key, one in said[:MAX_REMARKS]]
    if not verdict.impossible and review.due.members:
        lines.append(due_text(review.due, texts, active=active))
    return lines


def due_text(due: Due, texts: Texts, *, active: bool) -> Html:
    """Return how many members get the reward the next time they do something."""
    how = "more" if due.or_more else "most" if due.at_most else "exactly"
    key = "admin-rewards-due" if active else "admin-rewards-due-hidden"
    return texts.html(key, how=how, members=due.members)


def given_text(reward: Reward, texts: Texts, content: GivenContent | None) -> Html:
    """Return what a reward gives; an admin sees which content."""
    if reward.type is RewardType.CONTENT and content is not None:
        name = shortened(content.name, MAX_DESCRIPTION_LENGTH // 5)
        return texts.html("admin-rewards-gives-content", name=name, files=content.files)
    if reward.type is RewardType.BADGE:
        return texts.html("reward-gift-badge", badge=badge_text(reward))
    return gift_text(reward, texts)
