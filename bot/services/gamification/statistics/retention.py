"""How many members come back, by the week of their first act; a unit of work.

The week of the first act and not of the profile: a sweep makes a million profiles of members who never came.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from ..rules.terms import ReadTerms
from .activity import week_of
from .results import CohortNumbers
from .stored import read_cohorts, read_ledger

WEEK = timedelta(weeks=1)


def read_retention(session: Session, terms: ReadTerms, weeks: int) -> tuple[CohortNumbers, ...]:
    """Return the cohorts of the last `weeks` weeks, the oldest first; those without members too."""
    ledger = read_ledger(session, terms)
    present = week_of(ledger.today)
    first = present - (weeks - 1) * WEEK
    cohorts = read_cohorts(session, ledger, first)
    numbers = []
    for back in reversed(range(weeks)):
        monday = present - back * WEEK
        active = tuple(cohorts[monday, monday + later * WEEK] for later in range(back + 1))
        numbers.append(CohortNumbers(monday, active[0], active))
    return tuple(numbers)
