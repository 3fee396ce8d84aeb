"""Payments to many members: a run of the job runner that credits or debits every member of a segment."""

from typing import Any

from sqlalchemy.orm import Session

from ...database import Database
from ..clock import Clock
from ..jobs import JobError, JobRunner, Run
from ..jobs.run import has_once_key
from .audit import Change, by_admin, record
from .errors import InvalidSetting, RunConflict
from .events.ledger import MAX_REASON_LENGTH, check_amount
from .job_kinds.pay_members import PayMembers
from .members.admins import Admins
from .rules.segments import Segment, checked_segment
from .rules.storable import is_storable

KIND = PayMembers.name


class MassPayments:
    """Starts such runs. `gamification.jobs` pauses, resumes and cancels them; what was paid stays paid."""

    def __init__(self, database: Database, runner: JobRunner, clock: Clock, admins: Admins) -> None:
        self._database = database
        self._runner = runner
        self._clock = clock
        self._admins = admins

    async def start(
        self,
        admin_id: int,
        segment: Segment,
        amount: int,
        *,
        reason: str,
        debit: bool = False,
        dry_run: bool = False,
        origin: str = "code",
        once_key: str | None = None,
    ) -> Run:
        """Pay `amount` besitos (1 to 1,000,000,000) to each member of the segment, or take them with
        `debit`, where a member who has less is left out. Members read `reason` in their history.

        `dry_run`: only count: `run.changed` members would be paid. Each member is paid once by a run, also
        if it is killed, resumed or worked twice. A second call with `once_key` returns the first call's run.
        Raises NotAllowed, InvalidAmount, InvalidSetting for a reason, RunConflict while another such run is
        not over, ValueError, DatabaseUnavailable.
        """
        await self._admins.require(admin_id)
        check_amount(amount)
        params = {
            "segment": checked_segment(segment).written(),
            "amount": amount,
            "debit": bool(debit),
            "reason": checked_reason(reason),
        }
        run, new = await self._database.write(
            self._queue, admin_id, segment, params, dry_run, origin, once_key
        )
        if new:
            self._runner.queued(run)
        self._runner.open()
        return run

    async def latest(self) -> Run | None:
        """Return the newest run, None if there was none. Raises DatabaseUnavailable."""
        return await self._runner.latest(KIND)

    async def status(self, run_id: int) -> Run:
        """Return a run of this kind. Raises RunConflict if there is none with this id."""
        try:
            run = await self._runner.get(run_id)
        except JobError as error:
            raise RunConflict(str(error)) from error
        if run.kind != KIND:
            raise RunConflict(f"run {run_id} pays nobody")
        return run

    def _queue(
        self,
        session: Session,
        admin_id: int,
        segment: Segment,
        params: dict[str, Any],
        dry_run: bool,
        origin: str,
        once_key: str | None,
    ) -> tuple[Run, bool]:
        run, new = self._runner.queue_within(
            session, KIND, params, dry_run=dry_run, once_key=once_key, origin=origin,
            started_by=None if dry_run else admin_id,  # the end of a dry run is not announced
        )  # fmt: skip
        if new and not dry_run:
            said = {
                "segment": segment.in_words(),
                "amount": -params["amount"] if params["debit"] else params["amount"],
                "reason": params["reason"],
            }
            started = Change("payments_started", f"run {run.id}", None, said)
            record(session, by_admin(admin_id), [started], self._clock())
        if not new and (once_key is None or not has_once_key(session, run.id, once_key)):
            raise RunConflict(f"run {run.id} of {KIND} is not over")
        return run, new


def checked_reason(reason: object) -> str:
    """Return the reason without spaces around it. Raises InvalidSetting."""
    if not isinstance(reason, str) or not is_storable(reason) or not reason.strip():
        raise InvalidSetting("reason", "a reason is a text that members can read")
    if len(reason.strip()) > MAX_REASON_LENGTH:
        raise InvalidSetting("reason", f"a reason has at most {MAX_REASON_LENGTH} characters")
    return reason.strip()
