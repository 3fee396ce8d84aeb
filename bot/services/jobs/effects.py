"""Effects: what a run does outside of the database before a page counts as worked, such as sending.

The page is read, the effect is had, and only then the cursor moves on. A process that is killed in between
has the effect again, so it is the effect that must know what it has done: it notes each part beforehand.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from .batches import Claim, ClaimLost, apply_stop_request, note_findings, read_claimed
from .kinds import BEFORE_ALL, Kind, Page, Step
from .run import Run
from .states import RunStatus
from .transitions import guarded_update, leased

Effect = Callable[[Run, Page], Awaitable[None]]
"""Has the effect of a page. When it is cancelled it ends what it began and begins nothing more. Raises
EffectImpossible where going on would be of no use."""


class EffectImpossible(Exception):
    """The run fails with this reason, and may be resumed."""


@runtime_checkable
class NeedsEffect(Protocol):
    """A kind whose runs are worked only by a process that has their effect (`JobRunner.effect`)."""

    @property
    def page_size(self) -> int:
        """How many rows a page has."""


def workable(kinds: Mapping[str, Kind], effects: Mapping[str, Effect]) -> tuple[str, ...]:
    """Return the kinds that a process with these effects can work."""
    return tuple(name for name, kind in kinds.items() if not isinstance(kind, NeedsEffect) or name in effects)


@dataclass(frozen=True, slots=True)
class Begun:
    """The run as it is, None if it is not ours or has stopped; and its next page, None after the last."""

    run: Run | None
    page: Page | None = None


def begin_page(session: Session, claim: Claim, kind: Kind, size: int, now: datetime) -> Begun:
    """Read the next page, and keep the lease; or stop the run if an admin asked for that."""
    run = read_claimed(session, claim)
    if run is None or apply_stop_request(session, run, now, kind) or run.status is not RunStatus.RUNNING:
        return Begun(None)
    after = BEFORE_ALL if run.cursor is None else run.cursor
    page = kind.page(session, Step(run.params, run.changed, now, run.id), after, size)
    if page is not None and not guarded_update(session, run, **leased(now, claim.lease_seconds)):
        raise ClaimLost
    return Begun(run, page)


def goes_on(session: Session, claim: Claim, now: datetime) -> bool:
    """Keep the lease. Returns False if the run is not ours any more, or was asked to stop."""
    run = read_claimed(session, claim)
    if run is None or run.status is not RunStatus.RUNNING:
        return False
    return guarded_update(session, run, **leased(now, claim.lease_seconds))


def end_page(
    session: Session, claim: Claim, kind: Kind, page: Page, now: datetime, rows_per_second: float | None
) -> bool:
    """Count what the effect did on the page, and move the cursor past it. Returns False if the run is not
    ours any more: who has it now has the page again."""
    run = read_claimed(session, claim)
    if run is None:
        return False
    step = Step(run.params, run.changed, now, run.id)
    done = kind.change(session, step, page)
    note_findings(session, run, done, now, run.changed)
    return guarded_update(
        session, run,
        cursor=page.last,
        processed=run.processed + (page.rows if done.processed is None else done.processed),
        changed=run.changed + done.changed,
        batches=run.batches + 1, batch_size=page.rows, rows_per_second=rows_per_second,
        **leased(now, claim.lease_seconds),
    )  # fmt: skip
