"""Whether a reward can be earned by its conditions, by whom, and which of them say nothing: for whoever
writes a reward, before it is saved (docs/rules.md, Rewards). No database.

Conditions only ask for more, never for less (NOT_VIP and NOT_CLAIMED_BEFORE have no opposite). So they never
contradict each other: a reward is impossible exactly if a condition of group 0 is, or all of another group.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .levels import TOP, LevelFormula, level_formula
from .rewards import Condition, ConditionType, HostCondition, Reward, RewardType
from .settings import EconomySettings
from .streaks import gift_for

MAX_STREAK = 36_525
"""In days: a hundred years, which no streak reaches."""
FAR_YEARS = 10
"""What takes longer than this at the fastest is far away."""
DAYS_A_YEAR = 365


class Remark(StrEnum):
    """What there is to say about a reward. The texts are those of bot/locales, by these words."""

    LEVEL_NEVER = "level-never"
    """No member reaches this level by the formula in force."""
    BESITOS_NEVER = "besitos-never"
    """No member has so many besitos."""
    STREAK_NEVER = "streak-never"
    """No streak lasts so long."""
    NO_CONDITIONS = "no-conditions"
    """It never unlocks by itself; an admin can grant it."""
    EVERYBODY = "everybody"
    """Every member meets it at once, also those who have done nothing."""
    FIRST_BESITOS = "first-besitos"
    """Every member meets it with the first reaction, or the first gift, that pays."""
    ALWAYS_MET = "always-met"
    """Every member meets this condition, and with it its group."""
    IMPLIED = "implied"
    """Who meets `by` meets this condition, too: it can go."""
    IMPLIED_GROUP = "implied-group"
    """Who meets `by` meets one of this condition's group, too: the whole group can go."""
    NEEDLESS_ALTERNATIVE = "needless-alternative"
    """Who meets this alternative meets the easier one, `by`, anyway: it can go."""
    ONLY_ONCE = "only-once"
    """It is repeatable, but a member who has claimed it never earns it again."""
    LAPSED_ONLY = "lapsed-only"
    """It gives VIP days to those who are no VIP: only who had a subscription once can claim it."""
    NOTHING_FOR_SALE = "nothing-for-sale"
    """It asks for a purchase, and at present nothing can be bought."""
    VIP_SHOP = "vip-shop"
    """It asks non-VIPs for a purchase, and at present only VIPs can buy something."""
    NO_GIFT = "no-gift"
    """It asks for the daily gift, which this bot does not offer."""
    NO_REACTIONS = "no-reactions"
    """It asks for reactions, which this bot does not count."""
    NO_FILES = "no-files"
    """It gives a content set that has no files yet, or is not there."""
    NOT_REGISTERED = "not-registered"
    """The host's bot has not registered this condition in this process: it counts 0."""
    FAR = "far"
    """With reactions and gifts alone it takes at least `years` years."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark on `condition` (None: on the whole reward); `by` and `years` are as the remark says."""

    remark: Remark
    condition: Condition | None = None
    by: Condition | None = None
    years: int | None = None

    def __str__(self) -> str:
        if self.condition is None:
            return str(self.remark)
        value = "" if self.condition.value is None else f" {self.condition.value}"
        return f"{self.condition.type}{value} ({self.remark})"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a reward stands in, apart from the settings: what members can buy and do at present, how many
    files the content set has that it gives, and the host's own conditions."""

    for_sale: bool = True
    for_sale_to_vips: bool = True
    gift: bool = True
    reactions: bool = True
    files: int | None = None
    registered: Container[str] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`impossible`: why nobody can ever earn it; empty if somebody can. `warnings`: what its author should
    know."""

    impossible: tuple[Remarked, ...]
    warnings: tuple[Remarked, ...]

    def says(self, remark: Remark) -> bool:
        """Return True if this is among what is said."""
        return any(one.remark is remark for one in (*self.impossible, *self.warnings))


@dataclass(frozen=True, slots=True)
class Drafted:
    """What of a reward, stored or not, decides who can earn it."""

    conditions: Sequence[Condition]
    type: RewardType = RewardType.BESITOS
    value: Mapping[str, Any] = field(default_factory=dict, hash=False)
    is_repeatable: bool = False

    @classmethod
    def of(cls, reward: Reward) -> "Drafted":
        """Return what decides of a stored reward."""
        return cls(reward.conditions, reward.type, reward.value, reward.is_repeatable)


Clause = list[Condition]
"""At least one of these must be met."""


def verdict(drafted: Drafted, settings: EconomySettings, around: Surroundings | None = None) -> Verdict:
    """Return what there is to say about a reward under these settings."""
    around = around or Surroundings()
    formula = level_formula(settings.level_formula)
    warnings: list[Remarked] = []
    if not drafted.conditions:
        warnings.append(Remarked(Remark.NO_CONDITIONS))
    refused = impossible(drafted.conditions, formula)
    clauses: list[Clause] = []
    for clause in _clauses(drafted.conditions):
        possible: Clause = []
        for condition in clause:
            reason = never(condition, formula)
            if reason is None:
                possible.append(condition)
            elif (found := Remarked(reason, condition)) not in refused:
                warnings.append(found)
        if possible:
            clauses.append(possible)
    if not refused:
        implication = Implication(formula, again=drafted.is_repeatable)
        warnings += _everybody(clauses, implication, settings)
        warnings += _needless(clauses, implication, Counter(one.group for one in drafted.conditions))
        warnings += _far(clauses, settings, formula)
    warnings += _of_the_reward(drafted, around)
    warnings += _at_present(drafted.conditions, around)
    return Verdict(refused, tuple(warnings))


def impossible(conditions: Sequence[Condition], formula: LevelFormula) -> tuple[Remarked, ...]:
    """Return why nobody can ever meet these conditions, or nothing if somebody can."""
    reasons = [(one, never(one, formula)) for one in conditions]
    unmet = unmet_groups((one.group, reason is None) for one, reason in reasons)
    return tuple(
        Remarked(reason, one) for one, reason in reasons if reason is not None and max(0, one.group) in unmet
    )


def never(condition: Condition, formula: LevelFormula) -> Remark | None:
    """Return why a legal condition can never be met, or None."""
    value = condition.value or 1
    match condition.type:
        case ConditionType.LEVEL_REACHED if formula.starts_at(value) is None:
            return Remark.LEVEL_NEVER
        case ConditionType.TOTAL_POINTS | ConditionType.BESITOS_SPENT if value > TOP:
            return Remark.BESITOS_NEVER
        case ConditionType.STREAK_LENGTH if value > MAX_STREAK:
            return Remark.STREAK_NEVER
    return None


def unmet_groups(conditions: Iterable[tuple[int, bool]]) -> list[int]:
    """Return the groups that nobody meets; of each condition its group is given, and whether it can be met.
    All of group 0 must be, and one of each other group."""
    groups: dict[int, list[bool]] = {}
    for group, possible in conditions:
        groups.setdefault(max(0, group), []).append(possible)
    return sorted(
        group for group, possible in groups.items() if not (any(possible) if group else all(possible))
    )


def unlocks_only_once(conditions: Iterable[Condition]) -> bool:
    """Return True if a repeatable reward with these conditions is not earned again after a claim."""
    given = list(conditions)
    if any(one.type is ConditionType.NOT_CLAIMED_BEFORE and one.group <= 0 for one in given):
        return True
    return not any(one.type.grows for one in given)


def is_for_lapsed_only(type_: RewardType | str, conditions: Iterable[Condition]) -> bool:
    """Return True if it gives VIP days to those who are no VIP: a claim needs a subscription, so only a
    lapsed one will do."""
    return type_ == RewardType.VIP_EXTENSION and _asks_for(conditions, ConditionType.NOT_VIP)


class Implication:
    """Which conditions imply which others, under a level formula. `again`: the reward is repeatable, so
    besitos and streaks count from the last claim, and something that grows must be met anew."""

    def __init__(self, formula: LevelFormula, *, again: bool) -> None:
        self._formula = formula
        self.again = again

    def __call__(self, strong: Condition, weak: Condition) -> bool:
        """Return True if whoever meets `strong` meets `weak`."""
        value, least = strong.value or 1, weak.value or 1
        if strong.type == weak.type:
            return value >= least
        match strong.type, weak.type:
            case ConditionType.LEVEL_REACHED, ConditionType.TOTAL_POINTS:
                start = self._formula.starts_at(value)
                return not self.again and start is not None and start >= least
            case ConditionType.BESITOS_SPENT, ConditionType.TOTAL_POINTS:
                return not self.again and value >= least  # nobody spends more than was earned
            case ((ConditionType.TOTAL_POINTS | ConditionType.BESITOS_SPENT), ConditionType.LEVEL_REACHED):
                return self._formula.level(value) >= least
            case ConditionType.STREAK_LENGTH, ConditionType.FIRST_DAILY_GIFT:
                return True
        return False

    def always(self, condition: Condition, *, earned: int = 0) -> bool:
        """Return True if every member who has earned so many besitos meets it, whatever else they did."""
        match condition.type:
            case ConditionType.LEVEL_REACHED:
                return self._formula.level(earned) >= (condition.value or 1)
            case ConditionType.TOTAL_POINTS:
                return earned >= (condition.value or 1)
            case ConditionType.NOT_CLAIMED_BEFORE:
                return not self.again
        return False

    def can_replace(self, gone: Clause, kept: Clause) -> bool:
        """Return True if the progress that a repeatable reward asks for is not lost with these."""
        grows = any(one.type.grows for one in gone)
        return not self.again or not grows or (bool(kept) and all(one.type.grows for one in kept))


def _clauses(conditions: Sequence[Condition]) -> list[Clause]:
    groups: dict[int, Clause] = {}
    for one in conditions:
        if one.group > 0:
            groups.setdefault(one.group, []).append(one)
    return [[one] for one in conditions if one.group <= 0] + [groups[group] for group in sorted(groups)]


def _everybody(
    clauses: list[Clause], implication: Implication, settings: EconomySettings
) -> Iterator[Remarked]:
    first = gift_for(1, settings)
    least = min(settings.besitos_per_reaction, first.gift + first.streak_bonus)
    if not clauses:
        return
    if all(any(map(implication.always, clause)) for clause in clauses):
        yield Remarked(Remark.EVERYBODY)
    elif all(any(implication.always(one, earned=least) for one in clause) for clause in clauses):
        yield Remarked(Remark.FIRST_BESITOS)


def _needless(
    clauses: list[Clause], implication: Implication, in_group: Mapping[int, int]
) -> Iterator[Remarked]:
    """Yield what can go, one after the other, until nothing can; the last of two equals goes first. A group
    goes as a whole: what would be left of it, if one went alone, may be what nobody meets."""
    kept: list[Clause] = []
    for clause in clauses:
        met = next(filter(implication.always, clause), None)
        if met is not None:
            yield Remarked(Remark.ALWAYS_MET, met)
        if met is None or not implication.can_replace(clause, []):
            kept.append(clause)
    for clause in kept:
        for at in reversed(range(len(clause))):
            hard, others = clause[at], clause[:at] + clause[at + 1 :]
            easier = [
                one for one in others if implication(hard, one) and implication.can_replace([hard], [one])
            ]
            if easier:
                yield Remarked(Remark.NEEDLESS_ALTERNATIVE, hard, easier[0])
                del clause[at]
    for at in reversed(range(len(kept))):
        clause = kept[at]
        for other in kept[:at] + kept[at + 1 :]:
            implied = all(any(implication(strong, weak) for weak in clause) for strong in other)
            if implied and implication.can_replace(clause, other):
                group = clause[0].group
                remark = Remark.IMPLIED if group <= 0 or in_group[group] == 1 else Remark.IMPLIED_GROUP
                yield Remarked(remark, clause[0], other[0])
                del kept[at]
                break


def _far(clauses: list[Clause], settings: EconomySettings, formula: LevelFormula) -> Iterator[Remarked]:
    for clause in clauses:
        nearest = min(clause, key=lambda one: _years(one, settings, formula))
        years = _years(nearest, settings, formula)
        if years >= FAR_YEARS:
            yield Remarked(Remark.FAR, nearest, years=years)


def _years(condition: Condition, settings: EconomySettings, formula: LevelFormula) -> int:
    value = condition.value or 1
    match condition.type:
        case ConditionType.STREAK_LENGTH:
            return value // DAYS_A_YEAR
        case ConditionType.LEVEL_REACHED:
            needed = formula.starts_at(value) or 0
        case ConditionType.TOTAL_POINTS | ConditionType.BESITOS_SPENT:
            needed = value
        case _:
            return 0
    gift = gift_for(MAX_STREAK, settings)
    a_day = settings.max_reactions_per_day * settings.besitos_per_reaction + gift.gift + gift.streak_bonus
    return needed // a_day // DAYS_A_YEAR


def _of_the_reward(drafted: Drafted, around: Surroundings) -> Iterator[Remarked]:
    if drafted.is_repeatable and drafted.conditions and unlocks_only_once(drafted.conditions):
        yield Remarked(Remark.ONLY_ONCE)
    if is_for_lapsed_only(drafted.type, drafted.conditions):
        yield Remarked(Remark.LAPSED_ONLY)
    if drafted.type is RewardType.CONTENT and around.files == 0:
        yield Remarked(Remark.NO_FILES)


def _at_present(conditions: Sequence[Condition], around: Surroundings) -> Iterator[Remarked]:
    for condition in conditions:
        match condition.type:
            case HostCondition() if condition.type not in around.registered:
                yield Remarked(Remark.NOT_REGISTERED, condition)
            case ConditionType.FIRST_PURCHASE | ConditionType.BESITOS_SPENT:
                if not (around.for_sale or around.for_sale_to_vips):
                    yield Remarked(Remark.NOTHING_FOR_SALE, condition)
                elif not around.for_sale and _asks_for(conditions, ConditionType.NOT_VIP):
                    yield Remarked(Remark.VIP_SHOP, condition)
            case ConditionType.STREAK_LENGTH | ConditionType.FIRST_DAILY_GIFT if not around.gift:
                yield Remarked(Remark.NO_GIFT, condition)
            case ConditionType.FIRST_REACTION if not around.reactions:
                yield Remarked(Remark.NO_REACTIONS, condition)


def _asks_for(conditions: Iterable[Condition], kind: ConditionType) -> bool:
    return any(one.type is kind and one.group <= 0 for one in conditions)
