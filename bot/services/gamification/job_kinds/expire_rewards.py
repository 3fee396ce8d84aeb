"""A kind of job that marks rewards as expired once their claim window is over. They count as expired anyway
(rules/rewards.py); this updates the stored rows to what is shown."""

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from ....database.changed_rows import changed_rows
from ....database.tables.gamification import UserReward
from ...jobs import Done, Page, Step
from .pages import count_rows, page_by, within


class ExpireRewards:
    """Sets UNLOCKED to EXPIRED if `expires_at` has passed."""

    name = "expire_rewards"
    purpose = "Marks rewards whose claim window is over as EXPIRED, for whoever reads the table user_rewards."

    def total(self, session: Session, step: Step) -> int:
        """Count all rows of members' rewards."""
        return count_rows(session, UserReward)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next rows."""
        return page_by(session, UserReward.id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Mark the expired rewards of a page. A claim at the same moment wins, because of the condition on
        the status."""
        result = session.execute(
            update(UserReward)
            .where(_overdue(step, page))
            .values(status="EXPIRED", updated_at=step.now)
            .execution_options(synchronize_session=False)
        )
        return Done(changed=changed_rows(result))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the expired rewards of a page."""
        counted = session.execute(select(func.count()).select_from(UserReward).where(_overdue(step, page)))
        return Done(changed=counted.scalar_one())


def _overdue(step: Step, page: Page) -> ColumnElement[bool]:
    return (
        within(page, UserReward.id) & (UserReward.status == "UNLOCKED") & (UserReward.expires_at <= step.now)
    )
