"""Rewards and conditions as a conversation keeps them, in JSON, and the edits of conditions. Groups have no
numbers for an admin: a condition stands alone, or beside another one as a choice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ....services.gamification import Condition, ConditionType, HostCondition, Reward, RewardType

NEW = 0
"""The id of a reward that is not stored yet."""


def as_json(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Return conditions as JSON."""
    return [
        {
            "type": str(one.type), "value": one.value, "group": one.group,
            "own": isinstance(one.type, HostCondition),
        }
        for one in conditions
    ]  # fmt: skip


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return them as they were."""
    return tuple(
        Condition(
            HostCondition(one["type"]) if one["own"] else ConditionType(one["type"]),
            one["value"],
            one["group"],
        )
        for one in stored
    )


def added(
    conditions: Sequence[Condition], new: Condition, beside: int | None = None
) -> tuple[Condition, ...]:
    """Return the conditions with another one: alone, or as a choice beside the one at this place."""
    if beside is None or not 0 <= beside < len(conditions):
        return tidy([*conditions, replace(new, group=0)])
    changed = list(conditions)
    group = changed[beside].group or max(one.group for one in changed) + 1
    changed[beside] = replace(changed[beside], group=group)
    after = max(at for at, one in enumerate(changed) if one.group == group)
    return tidy([*changed[: after + 1], replace(new, group=group), *changed[after + 1 :]])


def with_value(conditions: Sequence[Condition], at: int, value: int) -> tuple[Condition, ...]:
    """Return the conditions with another number at this place."""
    return tuple(replace(one, value=value) if n == at else one for n, one in enumerate(conditions))


def removed(conditions: Sequence[Condition], at: int) -> tuple[Condition, ...]:
    """Return the conditions without the one at this place."""
    return tidy([one for n, one in enumerate(conditions) if n != at])


def tidy(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return the conditions with groups 1, 2, ... in the order shown; a choice of one is none."""
    sizes: dict[int, int] = {}
    for one in conditions:
        sizes[one.group] = sizes.get(one.group, 0) + 1
    numbers = {0: 0}
    for one in conditions:
        if one.group > 0 and sizes[one.group] > 1:
            numbers.setdefault(one.group, len(numbers))
    return tuple(replace(one, group=numbers.get(one.group, 0)) for one in conditions)


def drafted_reward(draft: Mapping[str, Any]) -> Reward:
    """Return a draft as the reward that it would become."""
    return Reward(
        id=NEW,
        code=None,
        name=draft["name"],
        description=draft.get("description"),
        type=RewardType(draft.get("type", RewardType.BESITOS)),
        value=draft.get("value", {}),
        is_repeatable=bool(draft.get("is_repeatable")),
        is_secret=bool(draft.get("is_secret")),
        claim_window_hours=draft.get("claim_window_hours", 168),
        is_active=True,
        sort_order=0,
        conditions=from_json(draft.get("conditions", ())),
    )
