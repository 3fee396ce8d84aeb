"""Checks whether a reward can ever unlock by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidSetting
from ..rules.catalog import check_condition
from ..rules.levels import TOP, LevelFormula
from ..rules.rewards import Condition, ConditionType, HostCondition
from .findings import Finding

EDIT = "edit its conditions"
MAX_STREAK = 36_525
"""In days: a hundred years, which no streak reaches."""


@dataclass(frozen=True, slots=True)
class RawCondition:
    """A row of reward_conditions, with legal or illegal values."""

    type: str
    value: Any
    group: Any
    of_host: bool = False


def examine_conditions(
    title: str,
    rows: Sequence[RawCondition],
    formula: LevelFormula,
    *,
    active: bool,
    again: bool,
    vip_days: bool,
) -> Iterator[Finding]:
    """Yield what prevents a reward from unlocking. For an inactive reward only illegal values are
    reported."""
    if active and not rows:
        yield Finding(
            "reward_without_conditions",
            f"{title}: has no conditions and never unlocks by itself",
            "add a condition, or deactivate it where you only grant it",
        )
    for name in sorted({row.type for row in rows if row.of_host}):
        yield Finding(
            "condition_of_host",
            f"{title}: the condition {name} is your bot's own, and never met unless your bot registers it",
            f"see that your bot calls gamification.conditions.register({name!r}, count=...) at each start",
            wrong=False,
        )
    possible: dict[int, list[bool]] = {}
    for row in rows:
        reason = _illegal(row) or _never(row, formula)
        possible.setdefault(row.group if isinstance(row.group, int) else 0, []).append(reason is None)
        if reason is not None:
            yield Finding("condition_value", f"{title}: the condition {_shown(row)} {reason}", EDIT)
    for group, can_hold in sorted(possible.items()):
        if active and not (all(can_hold) if group <= 0 else any(can_hold)):
            yield Finding(
                "reward_cannot_unlock",
                f"{title}: can never unlock, because of its group {group} of conditions",
                EDIT,
            )
    if active and again and rows:
        yield from _only_once(title, rows)
    if active and vip_days and any(row.type == ConditionType.NOT_VIP and row.group == 0 for row in rows):
        yield Finding(
            "reward_vip_for_lapsed",
            f"{title}: gives VIP days to non-VIP members, but only lapsed subscribers can claim them",
            "remove NOT_VIP, unless it is meant to win lapsed subscribers back",
            wrong=False,
        )


def _illegal(row: RawCondition) -> str | None:
    try:
        kind = HostCondition(row.type) if row.of_host else ConditionType(row.type)
    except ValueError:
        return "has an unknown type, so the whole catalog cannot be read"
    try:
        check_condition(Condition(kind, row.value, row.group), (kind,))
    except InvalidSetting as error:
        return f"is not legal: {error.name} {error.reason}"
    return None


def _never(row: RawCondition, formula: LevelFormula) -> str | None:
    """Return why a legal condition can never be met, or None."""
    match row.type:
        case ConditionType.LEVEL_REACHED if formula.starts_at(row.value) is None:
            return f"can never be met: {TOP:,} besitos do not reach this level by {formula.expression}"
        case ConditionType.TOTAL_POINTS | ConditionType.BESITOS_SPENT if row.value > TOP:
            return f"can never be met: it asks for more than {TOP:,} besitos"
        case ConditionType.STREAK_LENGTH if row.value > MAX_STREAK:
            return "can never be met: it asks for a streak of more than a hundred years"
    return None


def _only_once(title: str, rows: Sequence[RawCondition]) -> Iterator[Finding]:
    known = {kind.value: kind for kind in ConditionType}
    never_again = any(row.type == ConditionType.NOT_CLAIMED_BEFORE and row.group == 0 for row in rows)
    if never_again or not any(row.type in known and known[row.type].grows for row in rows):
        yield Finding(
            "reward_unlocks_once",
            f"{title}: is repeatable, but unlocks only once by its conditions",
            "add a condition on points, spending or a streak, or make it not repeatable",
            wrong=False,
        )


def _shown(row: RawCondition) -> str:
    return f"{row.type}{'' if row.value is None else f' {row.value}'}"
