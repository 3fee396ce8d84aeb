"""Rewards and their conditions: which conditions are met, and the progress of the others.

Pure functions over numbers that the statements of an event returned; no database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

_IDENTIFIER = re.compile(r"[a-z0-9_-]+")
"""A badge_name of this kind is one word for programs, like "saver"; written for members it would have a
capital letter, an accent or a second word."""


class RewardType(StrEnum):
    """What a reward gives."""

    BESITOS = "BESITOS"
    BADGE = "BADGE"
    CONTENT = "CONTENT"
    VIP_EXTENSION = "VIP_EXTENSION"


class ConditionType(StrEnum):
    """What a condition checks."""

    STREAK_LENGTH = "STREAK_LENGTH"
    TOTAL_POINTS = "TOTAL_POINTS"
    LEVEL_REACHED = "LEVEL_REACHED"
    BESITOS_SPENT = "BESITOS_SPENT"
    FIRST_PURCHASE = "FIRST_PURCHASE"
    FIRST_DAILY_GIFT = "FIRST_DAILY_GIFT"
    FIRST_REACTION = "FIRST_REACTION"
    NOT_VIP = "NOT_VIP"
    NOT_CLAIMED_BEFORE = "NOT_CLAIMED_BEFORE"

    @property
    def has_value(self) -> bool:
        """True if a number has to be reached."""
        return self in WITH_VALUE

    @property
    def grows(self) -> bool:
        """True if a member can make the same progress again after a claim."""
        return self in GROWING


GROWING = {ConditionType.STREAK_LENGTH, ConditionType.TOTAL_POINTS, ConditionType.BESITOS_SPENT}
WITH_VALUE = GROWING | {ConditionType.LEVEL_REACHED}


class HostCondition(str):
    """The name of a condition of the host's own: it counts what the host counts, up to a number.

    It never grows: nothing is stored of what it counted at the last claim.
    """

    __slots__ = ()
    has_value = True
    grows = False


class RewardStatus(StrEnum):
    """The status of a reward for a member."""

    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    CLAIMED = "CLAIMED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition; `value` is in besitos, days, levels or what a host counts, None if there is no number. All
    conditions of group 0 must be met, and at least one of each other group.
    """

    type: ConditionType | HostCondition
    value: int | None = None
    group: int = 0


@dataclass(frozen=True, slots=True)
class Reward:
    """A reward of the catalog. `value` is as in docs/rules.md: {"amount": 10}, {"badge_name": ..., "emoji":
    ...}, {"content_set_id": 3} or {"days": 7}. Names and descriptions are the creator's, not escaped."""

    id: int
    code: str | None
    name: str
    description: str | None
    type: RewardType
    value: Mapping[str, Any] = field(hash=False)
    is_repeatable: bool
    is_secret: bool
    claim_window_hours: int
    is_active: bool
    sort_order: int
    conditions: tuple[Condition, ...]

    @property
    def badge(self) -> str:
        """A badge as members see it: its emoji and name, not escaped. Where badge_name is an identifier or
        missing, the name is the reward's."""
        name = str(self.value.get("badge_name") or "")
        if not name or _IDENTIFIER.fullmatch(name):
            name = self.name
        return f"{self.value.get('emoji') or ''} {name}".strip()

    @property
    def host_conditions(self) -> frozenset[HostCondition]:
        """The names of the host's own conditions that it has."""
        return frozenset(one.type for one in self.conditions if isinstance(one.type, HostCondition))

    @property
    def can_fire(self) -> bool:
        """False for a reward that only an admin can grant."""
        return bool(self.conditions)


@dataclass(frozen=True, slots=True)
class RewardState:
    """A member's row for a reward. The baselines are the numbers at its last claim (or unlock); None in rows
    older than this rule, and if it was never unlocked."""

    status: RewardStatus = RewardStatus.LOCKED
    unlocked_at: datetime | None = None
    expires_at: datetime | None = None
    claim_count: int = 0
    last_claimed_at: datetime | None = None
    baseline_earned: int | None = None
    baseline_spent: int | None = None
    baseline_day: date | None = None

    @property
    def lacks_baseline(self) -> bool:
        """True for an unlocked or claimed row of an older bot: its baseline must first be computed from the
        ledger."""
        return self.baseline_earned is None and (self.claim_count > 0 or self.unlocked_at is not None)

    def baseline_is_ahead(self, now: datetime) -> bool:
        """True if no streak could pass the baseline, because a process whose clock was ahead wrote it. The
        limit is two days, because zones are up to 26 hours apart."""
        return self.baseline_day is not None and self.baseline_day > now.date() + timedelta(days=2)

    def status_at(self, now: datetime) -> RewardStatus:
        """Return the status, EXPIRED once the claim window is over, without a job having to run for it."""
        if self.status is RewardStatus.UNLOCKED and self.expires_at is not None and self.expires_at <= now:
            return RewardStatus.EXPIRED
        return self.status


NEVER = RewardState()


@dataclass(frozen=True, slots=True)
class Standing:
    """The numbers of one member that conditions are checked against.

    `streak` is the current daily streak in days, `streak_day` the last day that counted. `host_counts` has
    what the host's own conditions counted, by name; what is missing is 0.
    """

    total_earned: int
    total_spent: int
    level: int
    streak: int
    streak_day: date | None
    vip: bool
    has_reacted: bool
    has_claimed_gift: bool
    has_bought: bool
    host_counts: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a condition: `current` of `target`; yes-or-no conditions have target 1. `labels`: what
    the host calls its own condition, by language; "" stands for all."""

    condition: Condition
    current: int
    target: int
    labels: Mapping[str, str] | None = field(default=None, hash=False)

    @property
    def holds(self) -> bool:
        """True if the target is reached."""
        return self.current >= self.target


def progress_of(condition: Condition, standing: Standing, state: RewardState) -> Progress:
    """Return a member's progress in a condition, counted from the last claim if there was one."""
    kind, target = condition.type, 1
    if kind.has_value:
        target = condition.value if condition.value is not None else 1
    match kind:
        case HostCondition():
            current = standing.host_counts.get(kind, 0)
        case ConditionType.TOTAL_POINTS:
            current = standing.total_earned - (state.baseline_earned or 0)
        case ConditionType.BESITOS_SPENT:
            current = standing.total_spent - (state.baseline_spent or 0)
        case ConditionType.STREAK_LENGTH:
            current = _streak_since(standing, state)
        case ConditionType.LEVEL_REACHED:
            current = standing.level
        case ConditionType.FIRST_REACTION:
            current = int(standing.has_reacted)
        case ConditionType.FIRST_DAILY_GIFT:
            current = int(standing.has_claimed_gift)
        case ConditionType.FIRST_PURCHASE:
            current = int(standing.has_bought)
        case ConditionType.NOT_VIP:
            current = int(not standing.vip)
        case ConditionType.NOT_CLAIMED_BEFORE:
            current = int(state.claim_count == 0)
    return Progress(condition, max(0, current), target)


def _streak_since(standing: Standing, state: RewardState) -> int:
    # The days of the streak after the baseline; a streak that began later counts in full.
    if state.baseline_day is None or standing.streak_day is None:
        return standing.streak
    return max(0, min(standing.streak, (standing.streak_day - state.baseline_day).days))


def may_unlock(reward: Reward, state: RewardState, now: datetime) -> bool:
    """Return True if meeting the conditions would unlock the reward: it is active, can be unlocked, and is
    neither claimable now nor used up."""
    if not reward.is_active or not reward.can_fire:
        return False
    match state.status_at(now):
        case RewardStatus.LOCKED:
            return True
        case RewardStatus.UNLOCKED:
            return False
        case _:
            return reward.is_repeatable


class _AllMet(dict[str, int]):
    def get(self, _name: str, _default: int | None = None) -> int:  # type: ignore[override]
        return 2**63


def could_hold(reward: Reward, standing: Standing, state: RewardState) -> bool:
    """Return True if the conditions are met as soon as those of the host are: only then are these counted."""
    return conditions_hold(reward, replace(standing, host_counts=_AllMet()), state)


def conditions_hold(reward: Reward, standing: Standing, state: RewardState) -> bool:
    """Return True if all conditions of group 0 and one of each other group are met. After a first unlock, a
    condition that grows must be met too, or the reward would unlock again at once."""
    if not reward.conditions or state.lacks_baseline:
        return False
    groups: dict[int, list[Progress]] = {}
    for condition in reward.conditions:
        groups.setdefault(condition.group, []).append(progress_of(condition, standing, state))
    for group, members in groups.items():
        held = [progress.holds for progress in members]
        if not (all(held) if group <= 0 else any(held)):
            return False
    if state.unlocked_at is None and state.claim_count == 0:
        return True
    return any(
        progress.holds and progress.condition.type.grows
        for members in groups.values()
        for progress in members
    )
