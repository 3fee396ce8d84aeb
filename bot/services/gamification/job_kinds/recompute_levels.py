"""A kind of job that updates the stored levels after the formula changed."""

from sqlalchemy.orm import Session

from ....database.tables.gamification import GamificationProfile
from ...jobs import Done, Page, Step
from .level_recompute import KIND, correct_levels, wrong_levels
from .pages import count_rows, page_by


class RecomputeLevels:
    """Sets each level by the formula in force at the time of its batch."""

    name = KIND

    def total(self, session: Session, step: Step) -> int:
        """Count all profiles."""
        return count_rows(session, GamificationProfile)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next profiles."""
        return page_by(session, GamificationProfile.user_id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Correct the wrong levels of a page with one UPDATE."""
        return Done(changed=correct_levels(session, page))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the wrong levels of a page."""
        return Done(changed=len(wrong_levels(session, page)))
