"""The ranking of members by their total earnings; spending does not lower a place.

Places are read from the index over (total_earned, user_id): the first ten are at its end, and a member's
place is the number of members above, counted in the index alone.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, String, bindparam, text
from sqlalchemy.orm import Session

from .events.context import Context
from .in_force import SETTINGS_VERSION_SQL
from .rules.ids import FIRST_PSEUDONYM, at_most
from .rules.terms import ReadTerms

MAX_PLACES = 100
# ruff: noqa: S608 - the SQL is put together from our own literals; every value is a bound parameter


@dataclass(frozen=True, slots=True)
class Place:
    """A member in the ranking. Equal totals share a place: 1, 2, 2, 4. The name is not escaped; the level is
    derived by the formula in force."""

    place: int
    user_id: int
    name: str
    total_earned: int
    level: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first places, and the place of the member who asked."""

    top: tuple[Place, ...]
    own: Place


class Leaderboard:
    """The members who earned most. `rank` and `ranking` also work for a member of `users` without a
    profile."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def top(self, limit: int = 10) -> list[Place]:
        """Return the first `limit` members (at most 100) who have earned anything. One statement."""
        return await self._context.read(top_earners, at_most(limit, MAX_PLACES))

    async def rank(self, user_id: int) -> int:
        """Return a member's exact place: 1 plus how many members earned more. One statement. Raises
        UnknownMember."""
        return (await self._context.compare_member(_own, user_id)).place

    async def ranking(self, user_id: int, limit: int = 10) -> Ranking:
        """Return the first places and the member's own, in two statements. Raises UnknownMember."""
        return await self._context.compare_member(_ranking, user_id, at_most(limit, MAX_PLACES))


def _ranking(session: Session, terms: ReadTerms, user_id: int, limit: int) -> Ranking | None:
    own = _own(session, terms, user_id)
    return None if own is None else Ranking(tuple(top_earners(session, terms, limit)), own)


def top_earners(session: Session, terms: ReadTerms, limit: int) -> list[Place]:
    """Return the first `limit` members who have earned anything; a unit of work of one statement."""
    rows = session.execute(TOP, {"limit": limit, "before_last": limit - 1}).all()
    places: list[Place] = []
    for number, (user_id, total_earned, name, settings_version) in enumerate(rows, 1):
        terms.check_settings(settings_version)
        equal = places and places[-1].total_earned == total_earned
        place = places[-1].place if equal else number
        places.append(Place(place, user_id, name, total_earned, terms.formula.level(total_earned)))
    return places


def _own(session: Session, terms: ReadTerms, user_id: int) -> Place | None:
    row = session.execute(OWN, {"user_id": user_id}).one_or_none()
    if row is None:
        return None
    total_earned, name, above, settings_version = row
    terms.check_settings(settings_version)
    return Place(above + 1, user_id, name, total_earned, terms.formula.level(total_earned))


_PEOPLE = f"user_id < {FIRST_PSEUDONYM}"  # an erased member has no place
# Members with equal totals are sorted by ascending user_id, but the index is read in descending order. So the
# total of the last place is read first, then the members above it, then the lowest ids of those who share it.
# Each part takes a few steps in the index, however many members share a total.
TOP = (
    text(
        "WITH last_total AS (SELECT COALESCE((SELECT total_earned FROM user_gamification_profiles "
        f"WHERE total_earned > 0 AND {_PEOPLE} "
        "ORDER BY total_earned DESC LIMIT 1 OFFSET :before_last), 1) AS total) "
        f"SELECT p.user_id, p.total_earned, u.first_name, {SETTINGS_VERSION_SQL} AS settings_version FROM ("
        "SELECT * FROM (SELECT user_id, total_earned FROM user_gamification_profiles "
        f"WHERE total_earned > (SELECT total FROM last_total) AND {_PEOPLE} "
        "ORDER BY total_earned DESC LIMIT :limit) above "
        "UNION ALL "
        "SELECT * FROM (SELECT user_id, total_earned FROM user_gamification_profiles "
        f"WHERE total_earned = (SELECT total FROM last_total) AND {_PEOPLE} "
        "ORDER BY user_id LIMIT :limit) equal"
        ") p JOIN users u ON u.user_id = p.user_id ORDER BY p.total_earned DESC, p.user_id LIMIT :limit"
    )
    .bindparams(bindparam("limit", type_=Integer), bindparam("before_last", type_=Integer))
    .columns(user_id=BigInteger, total_earned=BigInteger, first_name=String, settings_version=String)
)
OWN = (
    text(
        "SELECT p.total_earned, u.first_name, (SELECT count(*) FROM user_gamification_profiles above "
        f"WHERE above.total_earned > p.total_earned AND above.{_PEOPLE}) AS above, "
        f"{SETTINGS_VERSION_SQL} AS settings_version "
        "FROM user_gamification_profiles p "
        "JOIN users u ON u.user_id = p.user_id WHERE p.user_id = :user_id"
    )
    .bindparams(bindparam("user_id", type_=BigInteger))
    .columns(total_earned=BigInteger, first_name=String, above=BigInteger, settings_version=String)
)
