"""A kind of job that sends a message to every member of a segment, at most once to each.

It needs an effect: whoever sends claims a row of `gamification_sent_messages` before each message. This kind
pages through the segment and counts those rows.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ....database.tables.publishing import SentMessage
from ...jobs import Done, Page, Run, Step
from ..audit import Change, by_admin, record
from ..members.segment_rows import count_members, members_between, next_page
from ..rules.publishing import SentState
from ..rules.segments import segment_of

PAGE_SIZE = 50


class SendMessages:
    """Sends `content` to each member of `segment`. Who is in it is decided when a page is begun."""

    name = "send_messages"
    purpose = "Sends a message to many members; an admin starts it in the panel."
    page_size = PAGE_SIZE

    def total(self, session: Session, step: Step) -> int:
        """Count the members of the segment."""
        return count_members(session, segment_of(step.params["segment"]), step.now)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next members to look at."""
        found = next_page(session, segment_of(step.params["segment"]), after, size)
        return None if found is None else Page(after, *found)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Count what was sent to the members of a page."""
        states = _count(session, step.run_id, page)
        return Done(changed=states.get(SentState.SENT, 0), processed=sum(states.values()))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count to whom it would be sent."""
        segment = segment_of(step.params["segment"])
        members = len(members_between(session, segment, page.after, page.last, step.now))
        return Done(changed=members, processed=members)

    def ended(self, session: Session, run: Run, now: datetime) -> None:
        """Write the counts into the audit log."""
        if run.dry_run or run.started_by is None:
            return
        states = _count(session, run.id)
        counts = {state.value.lower(): states.get(state, 0) for state in SentState}
        after = {"status": run.status.value, **counts}
        record(
            session, by_admin(run.started_by), [Change("message_ended", f"run {run.id}", None, after)], now
        )


def _count(session: Session, run_id: int, page: Page | None = None) -> Mapping[str, int]:
    query = select(SentMessage.state, func.count()).where(SentMessage.run_id == run_id)
    if page is not None:
        query = query.where(SentMessage.user_id > page.after, SentMessage.user_id <= page.last)
    return {row[0]: row[1] for row in session.execute(query.group_by(SentMessage.state))}
