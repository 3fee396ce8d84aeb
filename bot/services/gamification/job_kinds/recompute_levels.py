"""Brings stored levels in line with the formula in force, after it was changed. A kind of the job runner."""

from sqlalchemy.orm import Session

from ....database.tables.gamification import GamificationProfile
from ...jobs import Done, Page, Step
from .level_recompute import KIND, correct_levels, wrong_levels
from .pages import count_rows, page_by


class RecomputeLevels:
    """Sets each level to what the formula says at the time of its batch."""

    name = KIND

    def total(self, session: Session, step: Step) -> int:
        """All profiles."""
        return count_rows(session, GamificationProfile)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """The next profiles."""
        return page_by(session, GamificationProfile.user_id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Set the levels of a page that are wrong; one UPDATE for all of them."""
        return Done(changed=correct_levels(session, page))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """How many levels of a page are wrong."""
        return Done(changed=len(wrong_levels(session, page)))
