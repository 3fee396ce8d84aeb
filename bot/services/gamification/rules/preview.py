"""What a change of settings does, told before it is saved: by the same rules that pay later. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .days import day_of, day_starts, zone_named
from .levels import LevelFormula, level_formula
from .settings import NAMES, EconomySettings
from .streaks import gift_for

SHOWN_DAYS = (1, 7, 30)
"""The days of a streak whose claims are shown."""
SHOWN_TOTALS = (100, 1_000, 10_000)
"""The besitos earned at which levels are shown."""
SECONDS_A_DAY = 86_400
MAX_STEPS = 5_000
"""How many steps of two level formulas are compared at most, which takes about a second."""


@dataclass(frozen=True, slots=True)
class ClaimEffect:
    """What a claim on day `day` of a streak pays, in besitos, gift and streak part together."""

    day: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ReactionEffect:
    """What a reaction pays, and the most that reactions pay a member in a day of 24 hours, in besitos."""

    before: int
    after: int
    most_a_day_before: int
    most_a_day_after: int


@dataclass(frozen=True, slots=True)
class LevelEffect:
    """The level of a member who has earned so many besitos."""

    total_earned: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ZoneEffect:
    """When the day under way ends by the two zones, each as the clocks there show it."""

    day_ends_before: datetime
    day_ends_after: datetime


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """How many members get a higher and a lower level. `unknown`: of how many it is not known, because the
    two formulas have too many steps to compare."""

    higher: int
    lower: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class LevelRange:
    """Members who have earned `first` to `last` besitos get a level that is higher, or else lower."""

    first: int
    last: int
    higher: bool


@dataclass(frozen=True, slots=True)
class EconomyPreview:
    """What a change of settings does. `zone` and `level_changes` are None where the zone or the level formula
    stays."""

    before: EconomySettings
    after: EconomySettings
    claims: tuple[ClaimEffect, ...]
    reactions: ReactionEffect
    levels: tuple[LevelEffect, ...]
    zone: ZoneEffect | None = None
    level_changes: LevelChanges | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the settings that change."""
        return tuple(name for name in NAMES if getattr(self.before, name) != getattr(self.after, name))


def preview_of(before: EconomySettings, after: EconomySettings, now: datetime) -> EconomyPreview:
    """Return what the change does, without `level_changes`."""
    old, new = level_formula(before.level_formula), level_formula(after.level_formula)
    return EconomyPreview(
        before=before,
        after=after,
        claims=tuple(ClaimEffect(day, claim_pays(day, before), claim_pays(day, after)) for day in SHOWN_DAYS),
        reactions=ReactionEffect(
            before.besitos_per_reaction,
            after.besitos_per_reaction,
            reactions_pay_a_day(before),
            reactions_pay_a_day(after),
        ),
        levels=tuple(LevelEffect(total, old.level(total), new.level(total)) for total in SHOWN_TOTALS),
        zone=None
        if before.day_timezone == after.day_timezone
        else ZoneEffect(_day_ends(before, now), _day_ends(after, now)),
    )


def claim_pays(day: int, settings: EconomySettings) -> int:
    """Return what a claim on this day of a streak pays, gift and streak part together."""
    parts = gift_for(day, settings)
    return parts.gift + parts.streak_bonus


def reactions_pay_a_day(settings: EconomySettings) -> int:
    """Return the most that reactions pay a member in a day of 24 hours."""
    return _paid_a_day(settings) * settings.besitos_per_reaction


def seconds_to_the_most(settings: EconomySettings) -> int:
    """Return in how many seconds the most that reactions pay in a day can be earned."""
    return max(_paid_a_day(settings) - 1, 0) * settings.reaction_cooldown_seconds


def _paid_a_day(settings: EconomySettings) -> int:
    times, cooldown = settings.max_reactions_per_day, settings.reaction_cooldown_seconds
    return min(times, -(-SECONDS_A_DAY // cooldown)) if cooldown else times


def differing_ranges(
    before: LevelFormula, after: LevelFormula, highest: int, max_steps: int = MAX_STEPS
) -> tuple[Sequence[LevelRange], int | None]:
    """Return which sums from 0 to `highest` get another level. With it, the sum from which on it is not
    known, because more than `max_steps` steps would have to be compared; None if all was compared.
    """
    ranges: list[LevelRange] = []
    at = 0
    for _ in range(max_steps):
        if at > highest:
            return ranges, None
        old, new = before.level(at), after.level(at)
        if old == new:
            ends = (before.starts_at(old + 1), after.starts_at(old + 1))
        elif old < new:  # they differ at least until the old formula comes to this level, for neither falls
            ends = (before.starts_at(new), None)
        else:
            ends = (after.starts_at(old), None)
        end = min([highest + 1, *(end for end in ends if end is not None)])
        if old != new:
            _append(ranges, LevelRange(at, end - 1, higher=old < new))
        at = end
    return ranges, at if at <= highest else None


def _append(ranges: list[LevelRange], new: LevelRange) -> None:
    if ranges and ranges[-1].last == new.first - 1 and ranges[-1].higher == new.higher:
        new = LevelRange(ranges.pop().first, new.last, new.higher)
    ranges.append(new)


def _day_ends(settings: EconomySettings, now: datetime) -> datetime:
    zone = zone_named(settings.day_timezone)
    return day_starts(day_of(now, zone) + timedelta(days=1), zone).astimezone(zone)
