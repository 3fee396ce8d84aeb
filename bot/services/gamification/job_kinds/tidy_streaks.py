"""A kind of job that sets the stored length of ended streaks to 0. The streak shown is derived from the last
day anyway (rules/streaks.py); this is for people who read the table.

A streak that was not claimed today is not over: it ends after a whole day without a claim
(docs/architecture.md).
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import UserStreak
from ...jobs import Done, Page, Step
from ..economy import read_settings
from ..events.streak_rows import GIFT, REACTION, as_stored
from ..happened import StreakLost, happened
from ..rules.days import day_of, zone_named
from ..rules.streak_days import MAX_WAIT_AFTER_ZONE_CHANGE, zone_mark
from .pages import count_rows, page_by, within

_ENDED = select(
    UserStreak.id,
    UserStreak.user_id,
    UserStreak.streak_type,
    UserStreak.current_streak,
    UserStreak.last_claim_date,
    UserStreak.last_reaction_date,
)
_LAST_DAY = {GIFT: UserStreak.last_claim_date, REACTION: UserStreak.last_reaction_date}


class TidyStreaks:
    """Sets `current_streak` to 0 if the last day is before yesterday, in the creator's zone."""

    name = "tidy_streaks"
    purpose = "Sets streaks that are over to 0, for whoever reads the table user_streaks."

    def total(self, session: Session, step: Step) -> int:
        """Count all streaks."""
        return count_rows(session, UserStreak)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next streaks."""
        return page_by(session, UserStreak.id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Set the ended streaks of a page to 0 and tell that they were lost. A claim at the same moment wins,
        because of the condition on the day."""
        over = _over(session, step, page)
        ended = session.execute(_ENDED.where(over)).all()
        if not ended:
            return Done()
        changed = set(
            session.execute(
                update(UserStreak)
                .where(over)
                .values(current_streak=0, updated_at=step.now)
                .returning(UserStreak.id)
                .execution_options(synchronize_session=False)
            ).scalars()
        )
        for id_, user_id, kind, days, claimed_on, reacted_on in ended:
            last = claimed_on if kind == GIFT else reacted_on
            if id_ in changed and last is not None:
                lost = StreakLost(user_id=user_id, at=step.now, kind=kind, days=days, last_day=last.date())
                happened(session, lost)
        return Done(changed=len(changed))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the ended streaks of a page."""
        counted = session.execute(
            select(func.count()).select_from(UserStreak).where(_over(session, step, page))
        )
        return Done(changed=counted.scalar_one())


def _over(session: Session, step: Step, page: Page) -> ColumnElement[bool]:
    return within(page, UserStreak.id) & is_over(session, step.now)


def is_over(session: Session, now: datetime) -> ColumnElement[bool]:
    """The condition that a streak is over whose stored length is not 0; one statement, for the settings."""
    settings = read_settings(session)
    today = day_of(now, zone_named(settings.day_timezone))
    yesterday = as_stored(today - timedelta(days=1))
    ended = or_(
        *(
            (UserStreak.streak_type == kind) & (last.is_(None) | (last < yesterday))
            for kind, last in _LAST_DAY.items()
        )
    )
    # After a change of zone a streak may last longer than the days say.
    surely = (UserStreak.counted_in == zone_mark(settings)) | (
        func.coalesce(UserStreak.counted_at, UserStreak.updated_at) < now - MAX_WAIT_AFTER_ZONE_CHANGE
    )
    if settings.day_timezone_since is None:
        surely |= UserStreak.counted_in.is_(None)
    return (UserStreak.current_streak > 0) & ended & surely
