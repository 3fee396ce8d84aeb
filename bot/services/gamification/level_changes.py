"""How many members would have another level under a new formula, before it is saved."""

import asyncio
import json

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ...database import Database
from ...database.tables.gamification import GamificationProfile
from .rules.levels import LevelFormula
from .rules.preview import LevelChanges, differing_ranges


async def level_changes(database: Database, before: LevelFormula, after: LevelFormula) -> LevelChanges:
    """Count them by ranges of total_earned, on its index. The formulas are compared in a thread of its own,
    so that the event loop does not wait. Raises DatabaseUnavailable."""
    highest = await database.read(_highest)
    ranges, unknown_from = await asyncio.to_thread(differing_ranges, before, after, highest)
    wanted = [(one.first, one.last) for one in ranges]
    if unknown_from is not None:
        wanted.append((unknown_from, highest))
    members = await database.read(_count, wanted) if wanted else []
    return LevelChanges(
        higher=sum(count for one, count in zip(ranges, members, strict=False) if one.higher),
        lower=sum(count for one, count in zip(ranges, members, strict=False) if not one.higher),
        unknown=members[-1] if unknown_from is not None else 0,
    )


def _highest(session: Session) -> int:
    return session.execute(select(func.max(GamificationProfile.total_earned))).scalar_one() or 0


def _count(session: Session, ranges: list[tuple[int, int]]) -> list[int]:
    """Return how many members there are in each range; one statement."""
    rows = session.execute(_MEMBERS[session.get_bind().dialect.name], {"ranges": json.dumps(ranges)})
    by_place: dict[int, int] = {row[0]: row[1] for row in rows}
    return [by_place[place] for place in range(len(ranges))]


_MEMBERS_IN = (
    "(SELECT count(*) FROM user_gamification_profiles WHERE total_earned BETWEEN {first} AND {last})"
)
_MEMBERS = {
    "sqlite": text(
        "SELECT key, "  # noqa: S608 - our own words
        + _MEMBERS_IN.format(first="json_extract(value, '$[0]')", last="json_extract(value, '$[1]')")
        + " FROM json_each(:ranges)"
    ),
    "postgresql": text(
        "SELECT place - 1, "  # noqa: S608 - our own words
        + _MEMBERS_IN.format(
            first="CAST(given.value ->> 0 AS bigint)", last="CAST(given.value ->> 1 AS bigint)"
        )
        + " FROM jsonb_array_elements(CAST(:ranges AS jsonb)) WITH ORDINALITY AS given (value, place)"
    ),
}
