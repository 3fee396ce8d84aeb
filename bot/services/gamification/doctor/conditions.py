"""Checks whether a reward can ever unlock by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidSetting
from ..rules.catalog import check_condition
from ..rules.levels import TOP, LevelFormula
from ..rules.reward_logic import Remark, is_for_lapsed_only, never, unlocks_only_once, unmet_groups
from ..rules.rewards import Condition, ConditionType, HostCondition, RewardType
from .findings import Finding

EDIT = "edit its conditions"


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
    conditions: list[Condition] = []
    possible: list[tuple[int, bool]] = []
    for row in rows:
        condition, reason = _read(row), _illegal(row)
        if condition is not None:
            conditions.append(condition)
            reason = reason or _never(condition, formula)
        possible.append((_group(row), reason is None))
        if reason is not None:
            yield Finding("condition_value", f"{title}: the condition {_shown(row)} {reason}", EDIT)
    for group in unmet_groups(possible) if active else ():
        yield Finding(
            "reward_cannot_unlock",
            f"{title}: can never unlock, because of its group {group} of conditions",
            EDIT,
        )
    if active and again and rows and unlocks_only_once(conditions):
        yield Finding(
            "reward_unlocks_once",
            f"{title}: is repeatable, but unlocks only once by its conditions",
            "add a condition on points, spending or a streak, or make it not repeatable",
            wrong=False,
        )
    if active and vip_days and is_for_lapsed_only(RewardType.VIP_EXTENSION, conditions):
        yield Finding(
            "reward_vip_for_lapsed",
            f"{title}: gives VIP days to non-VIP members, but only lapsed subscribers can claim them",
            "remove NOT_VIP, unless it is meant to win lapsed subscribers back",
            wrong=False,
        )


def _read(row: RawCondition) -> Condition | None:
    """Return the condition, or None for one of an unknown type."""
    try:
        kind = HostCondition(row.type) if row.of_host else ConditionType(row.type)
    except ValueError:
        return None
    return Condition(kind, row.value, _group(row))


def _group(row: RawCondition) -> int:
    return row.group if isinstance(row.group, int) else 0


def _illegal(row: RawCondition) -> str | None:
    condition = _read(row)
    if condition is None:
        return "has an unknown type, so the whole catalog cannot be read"
    try:
        check_condition(Condition(condition.type, row.value, row.group), (condition.type,))
    except InvalidSetting as error:
        return f"is not legal: {error.name} {error.reason}"
    return None


def _never(condition: Condition, formula: LevelFormula) -> str | None:
    """Return why a legal condition can never be met, or None."""
    match never(condition, formula):
        case Remark.LEVEL_NEVER:
            return f"can never be met: {TOP:,} besitos do not reach this level by {formula.expression}"
        case Remark.BESITOS_NEVER:
            return f"can never be met: it asks for more than {TOP:,} besitos"
        case Remark.STREAK_NEVER:
            return "can never be met: it asks for a streak of more than a hundred years"
    return None


def _shown(row: RawCondition) -> str:
    return f"{row.type}{'' if row.value is None else f' {row.value}'}"
