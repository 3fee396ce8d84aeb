"""A kind of job that credits or debits every member of a segment, each once.

Besitos, cursor and counts commit together, so a run that is killed goes on where it was. The key of each
ledger entry names run and member, so no way to run a page again pays a second time.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ....database import RunAgain
from ...jobs import Done, Page, Run, Step
from ..audit import Change, by_admin, record
from ..catalog.snapshot import read_catalog
from ..conditions import Conditions
from ..economy import read_current_settings
from ..errors import InsufficientFunds, UnknownMember
from ..events.facts import facts_for_change
from ..events.ledger import Movement, post_all
from ..events.to_tell import told_slowly
from ..events.unlocking import unlock_due
from ..members.segment_rows import count_members, members_between, next_page, who_can_pay
from ..rules.segments import segment_of
from ..rules.terms import StaleTerms, Terms
from ..rules.transaction_types import TransactionType


class PayMembers:
    """Pays `amount` besitos to each member of `segment`, or takes them where `debit` is true; `reason` is
    what members read in their history. Who is in the segment is decided by the transaction of each page."""

    name = "pay_members"
    purpose = "Credits or debits many members; an admin starts it in the panel."

    def __init__(self, conditions: Conditions, *, host_decides_vip: bool = False) -> None:
        """`host_decides_vip`: a host says who is VIP, and cannot be asked inside a page. A reward for who is
        not VIP then waits for the member's next event."""
        self._conditions = conditions
        self._host_decides_vip = host_decides_vip

    def total(self, session: Session, step: Step) -> int:
        """Count the members of the segment."""
        return count_members(session, segment_of(step.params["segment"]), step.now)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next members to look at."""
        found = next_page(session, segment_of(step.params["segment"]), after, size)
        return None if found is None else Page(after, *found)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Pay the members of a page. Those who do not have what a debit takes are left out."""
        members = self._members(session, step, page)
        if not members:
            return Done(processed=0)
        told_slowly(session)
        try:
            terms = self._terms(session, step)
            paying = _who_pays(session, step, members)
            paid = sum(_pay(session, terms, step, member) for member in members if member in paying)
        except StaleTerms as error:
            raise RunAgain("the settings or the catalog were changed at the same moment") from error
        return Done(changed=paid, processed=len(members))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count whom `change` would pay."""
        members = self._members(session, step, page)
        return Done(changed=len(_who_pays(session, step, members)), processed=len(members))

    def ended(self, session: Session, run: Run, now: datetime) -> None:
        """Write the counts into the audit log."""
        if run.dry_run or run.started_by is None:
            return
        record(
            session,
            by_admin(run.started_by),
            [
                Change(
                    "payments_ended",
                    f"run {run.id}",
                    None,
                    {
                        "status": run.status.value,
                        "members": run.processed,
                        "paid": run.changed,
                        "besitos": run.changed * run.params["amount"],
                        "left_out": run.processed - run.changed,
                    },
                )
            ],
            now,
        )

    def _members(self, session: Session, step: Step, page: Page) -> list[int]:
        segment = segment_of(step.params["segment"])
        return members_between(session, segment, page.after, page.last, step.now)

    def _terms(self, session: Session, step: Step) -> Terms:
        return Terms(
            current=read_current_settings(session),
            catalog=read_catalog(session),
            now=step.now,
            host_says_vip=self._host_decides_vip,
            conditions=self._conditions,
        )


def _who_pays(session: Session, step: Step, members: Sequence[int]) -> set[int]:
    if not step.params["debit"]:
        return set(members)
    return who_can_pay(session, members, step.params["amount"])


def _pay(session: Session, terms: Terms, step: Step, user_id: int) -> int:
    movement = Movement(
        user_id,
        step.params["amount"],
        TransactionType.SPEND_ADMIN if step.params["debit"] else TransactionType.EARN_ADMIN,
        step.params["reason"],
        payment_key(step.run_id, user_id),
        {"run_id": step.run_id},
    )
    try:
        posted = post_all(session, terms, [movement])
        if not posted.replayed:
            unlock_due(session, terms, facts_for_change(session, terms, user_id))
    except (InsufficientFunds, UnknownMember):  # since the page was read
        return 0
    return 1


def payment_key(run_id: int, user_id: int) -> str:
    """Return the idempotency key of what a run pays a member."""
    return f"admin:run:{run_id}:{user_id}"
