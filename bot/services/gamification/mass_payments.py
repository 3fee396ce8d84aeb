"""Payments to many members: a run of the job runner that credits or debits every member of a segment."""

from ...database import Database
from ..clock import Clock
from ..jobs import JobRunner, Run
from .errors import InvalidSetting, SettingTrouble
from .events.ledger import MAX_REASON_LENGTH, check_amount
from .job_kinds.pay_members import PayMembers
from .mass_runs import MassRuns
from .members.admins import Admins
from .rules.segments import Segment, checked_segment
from .rules.storable import is_storable

KIND = PayMembers.name


class MassPayments(MassRuns):
    """Starts such runs. `gamification.jobs` pauses, resumes and cancels them; what was paid stays paid."""

    def __init__(self, database: Database, runner: JobRunner, clock: Clock, admins: Admins) -> None:
        super().__init__(
            database, runner, clock, admins, kind=KIND, otherwise="pays nobody", started="payments_started"
        )

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
        said = {
            "segment": segment.in_words(),
            "amount": -amount if debit else amount,
            "reason": params["reason"],
        }
        return await self._start(admin_id, params, said, dry_run=dry_run, origin=origin, once_key=once_key)


def checked_reason(reason: object) -> str:
    """Return the reason without spaces around it. Raises InvalidSetting."""
    if not isinstance(reason, str) or not is_storable(reason) or not reason.strip():
        raise InvalidSetting(
            "reason",
            "a reason is a text that members can read",
            SettingTrouble.TEXT_LENGTH,
            {"most": MAX_REASON_LENGTH},
        )
    if len(reason.strip()) > MAX_REASON_LENGTH:
        raise InvalidSetting(
            "reason",
            f"a reason has at most {MAX_REASON_LENGTH} characters",
            SettingTrouble.TEXT_LENGTH,
            {"most": MAX_REASON_LENGTH},
        )
    return reason.strip()
