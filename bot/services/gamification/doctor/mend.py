"""Repairs of the doctor: only values that are derived from others and are not money. Each change is recorded
in gamification_audit in the same transaction, so that it can be seen and undone."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ....database.tables.gamification import STREAK_TYPES, GamificationProfile, UserStreak
from ...jobs import Page
from ..audit import Change, record
from ..job_kinds.pages import page_by, within
from ..job_kinds.recompute_levels import set_levels, wrong_levels
from ..job_kinds.tidy_streaks import is_over

WHO = "besitos doctor --fix"
PAGE = 500
"""Rows of a transaction, which holds the write lock for milliseconds."""
LEVEL, LENGTHS, OVER = "stored level", "streak lengths", "streak that is over"
TOTALS = "daily totals"
MENDED = {
    LEVEL: "set to what the level formula gives",
    LENGTHS: "the longest is at least the present one, and none is below 0",
    OVER: "the stored length is 0 now, as it was shown already",
    TOTALS: "forgotten; a run of daily_totals counts the ledger anew",
}
"""What was done, by its name in gamification_audit."""

Mend = Callable[[Session, Page, datetime], list[Change]]


def mend_page(
    session: Session, key: InstrumentedAttribute[int], mend: Mend, after: int, now: datetime
) -> tuple[Page | None, list[Change]]:
    """Repair the next rows and record the changes. A unit of work; it returns no page if there were no more
    rows."""
    page = page_by(session, key, after, PAGE)
    if page is None:
        return None, []
    changes = mend(session, page, now)
    record(session, WHO, changes, now)
    return page, changes


def mend_levels(session: Session, page: Page, now: datetime) -> list[Change]:
    """Correct the levels that differ from the formula in force."""
    wrong = wrong_levels(session, page, lock=True)
    set_levels(session, wrong)
    return [
        Change(LEVEL, f"member {one.user_id}", {"level": one.stored}, {"level": one.level}) for one in wrong
    ]


def mend_streaks(session: Session, page: Page, now: datetime) -> list[Change]:
    """Correct lengths that contradict each other or are below 0, and set ended streaks to 0."""
    current, longest = UserStreak.current_streak, UserStreak.longest_streak
    kind = cast(UserStreak.streak_type, String)
    gift, reaction = STREAK_TYPES
    no_day = or_(
        and_(kind == gift, UserStreak.last_claim_date.is_(None)),
        and_(kind == reaction, UserStreak.last_reaction_date.is_(None)),
    )
    ended: ColumnElement[bool] = is_over(session, now) | ((current > 0) & no_day)
    rows = session.execute(
        select(UserStreak.id, UserStreak.user_id, kind.label("kind"), current, longest, ended.label("ended"))
        .where(within(page, UserStreak.id), or_(current < 0, longest < 0, longest < current, ended))
        .order_by(UserStreak.id)
        .with_for_update(key_share=True)
    ).all()
    changes = []
    for row in rows:
        before = {"current_streak": row.current_streak, "longest_streak": row.longest_streak}
        after = {
            "current_streak": 0 if row.ended else max(row.current_streak, 0),
            "longest_streak": max(row.longest_streak, row.current_streak, 0),
        }
        session.execute(update(UserStreak).where(UserStreak.id == row.id).values(after))
        only_over = row.current_streak >= 0 and after["longest_streak"] == row.longest_streak
        subject = f"member {row.user_id}, streak {row.kind}"
        changes.append(Change(OVER if only_over else LENGTHS, subject, before, after))
    return changes


MENDS: tuple[tuple[InstrumentedAttribute[int], Mend], ...] = (
    (GamificationProfile.user_id, mend_levels),
    (UserStreak.id, mend_streaks),
)
