"""Texts on rewards: what they give, the progress of their conditions, and how long they can be claimed."""

from collections.abc import Iterable
from datetime import datetime

from ..services.gamification import (
    ConditionType,
    HostCondition,
    Progress,
    Reward,
    RewardClaim,
    RewardStatus,
    RewardType,
    RewardView,
)
from .displayed_text import name_in_list, shortened
from .moments import day_and_time, days_hours_minutes
from .progress import bar, percent_of
from .texts import Html, Texts

MAX_BADGE_LENGTH = 70
MAX_DESCRIPTION_LENGTH = 140
MAX_CONDITIONS = 4
SEEDED = {"Acumula 100 besitos": "reward-seeded-saver"}
"""Descriptions of the seeds that name the currency: they are shown in the words of this bot, until the
creator writes others."""
WHAT = {
    ConditionType.TOTAL_POINTS: "condition-points",
    ConditionType.BESITOS_SPENT: "condition-spent",
    ConditionType.STREAK_LENGTH: "condition-streak",
    ConditionType.LEVEL_REACHED: "condition-level",
    ConditionType.FIRST_REACTION: "condition-first-reaction",
    ConditionType.FIRST_DAILY_GIFT: "condition-first-gift",
    ConditionType.FIRST_PURCHASE: "condition-first-purchase",
    ConditionType.NOT_VIP: "condition-not-vip",
    ConditionType.NOT_CLAIMED_BEFORE: "condition-not-claimed",
}


def badge_text(reward: Reward) -> str:
    """A badge as screens show it; not escaped."""
    return shortened(reward.badge, MAX_BADGE_LENGTH)


def gift_text(reward: Reward, texts: Texts) -> Html:
    """Describe what the reward gives."""
    match reward.type:
        case RewardType.BESITOS:
            return texts.html("reward-gift-besitos", amount=int(reward.value.get("amount", 0)))
        case RewardType.BADGE:
            return texts.html("reward-gift-badge", badge=badge_text(reward))
        case RewardType.CONTENT:
            return texts.html("reward-gift-content")
        case RewardType.VIP_EXTENSION:
            return texts.html("reward-gift-vip", days=int(reward.value.get("days", 0)))


def time_left(expires_at: datetime | None, now: datetime, texts: Texts) -> Html:
    """Describe how long it can still be claimed."""
    if expires_at is None:
        return texts.html("rewards-no-hurry")
    days, hours, minutes = days_hours_minutes(expires_at, now)
    return texts.html("rewards-left", days=days, hours=hours, minutes=minutes)


def view_text(view: RewardView, now: datetime, texts: Texts) -> Html:
    """Describe a reward in the list."""
    name, gift = name_in_list(view.reward.name), gift_text(view.reward, texts)
    match view.status:
        case RewardStatus.UNLOCKED:
            left = time_left(view.expires_at, now, texts)
            return texts.html("rewards-ready", name=name, gift=gift, left=left)
        case RewardStatus.EXPIRED if not view.reward.is_repeatable:
            return texts.html("rewards-expired", name=name)
        case RewardStatus.CLAIMED if not view.reward.is_repeatable:
            return texts.html("rewards-claimed", name=name, gift=gift)
    lines = [texts.html("rewards-in-progress", name=name, gift=gift)]
    if view.claim_count:
        lines = [texts.html("rewards-claimed-often", name=name, gift=gift, times=view.claim_count)]
    if view.reward.description:
        seeded = SEEDED.get(view.reward.description)
        text = texts.plain(seeded) if seeded else shortened(view.reward.description, MAX_DESCRIPTION_LENGTH)
        lines.append(texts.html("rewards-description", text=text))
    lines += _conditions(view.progress, texts)
    return Html("\n".join(lines))


def _conditions(progress: Iterable[Progress], texts: Texts) -> list[Html]:
    groups: dict[int, list[Progress]] = {}
    for one in progress:
        groups.setdefault(max(0, one.condition.group), []).append(one)
    lines: list[Html] = []
    left = MAX_CONDITIONS
    hidden = 0
    for group, members in sorted(groups.items()):
        shown = members[: max(0, left)]
        hidden += len(members) - len(shown)
        left -= len(shown)
        if group > 0 and len(shown) > 1:
            lines.append(texts.html("condition-one-of"))
        lines += [_condition(one, texts) for one in shown]
    if hidden:
        lines.append(texts.html("condition-more", count=hidden))
    return lines


def _condition(progress: Progress, texts: Texts) -> Html:
    kind = progress.condition.type
    numbers: dict[str, str | int] = {
        "bar": bar(percent_of(progress.current, 0, progress.target)),
        "current": min(progress.current, progress.target),
        "target": progress.target,
    }
    if isinstance(kind, HostCondition):
        return texts.html("condition-host", what=_host_label(progress, texts.language), **numbers)
    if not kind.has_value:
        what = texts.html(WHAT[kind])
        return texts.html("condition-done" if progress.holds else "condition-open", what=what)
    return texts.html(WHAT[kind], **numbers)


def _host_label(progress: Progress, language: str) -> str:
    labels = progress.labels or {}
    return labels.get(language) or labels.get("") or next(iter(labels.values()), str(progress.condition.type))


def claim_text(claim: RewardClaim, texts: Texts) -> Html:
    """Describe what a claim gave."""
    name = claim.reward.name
    match claim.reward.type:
        case RewardType.BESITOS:
            return texts.html("reward-claimed-besitos", name=name, amount=claim.amount, balance=claim.balance)
        case RewardType.BADGE:
            return texts.html("reward-claimed-badge", name=name, badge=badge_text(claim.reward))
        case RewardType.CONTENT:
            return texts.html("reward-claimed-content", name=name)
        case RewardType.VIP_EXTENSION:
            assert claim.vip_until is not None
            until = day_and_time(claim.vip_until, texts.language)
            return texts.html("reward-claimed-vip", name=name, until=until)


def unlocked_text(reward: Reward, unlocked_for: tuple[datetime | None, datetime], texts: Texts) -> Html:
    """Return the announcement of one reward; `unlocked_for` is the end of its claim window, and now."""
    expires_at, now = unlocked_for
    return texts.html(
        "reward-unlocked",
        name=reward.name,
        gift=gift_text(reward, texts),
        left=time_left(expires_at, now, texts),
    )
