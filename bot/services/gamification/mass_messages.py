"""Messages to many members: a run of the job runner, and the rows that say to whom it was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...database import Database
from ...database.errors import is_missing_reference
from ...database.tables.publishing import SentMessage
from ...database.upsert import insert_into
from ..clock import Clock
from ..jobs import JobError, JobRunner, Page, Run
from ..jobs.run import has_once_key
from .audit import Change, by_admin, record
from .errors import RunConflict
from .job_kinds.send_messages import SendMessages
from .members.admins import Admins
from .members.segment_rows import members_between
from .rules.publishing import ContentTrouble, InvalidContent, MessageContent, SentState
from .rules.segments import Segment, checked_segment, segment_of

KIND = SendMessages.name


@dataclass(frozen=True, slots=True)
class SentCounts:
    """To how many members a run has sent its message. `unreachable` have blocked the bot or are gone,
    Telegram `refused` the message itself, and of `unknown` no answer came: none of them gets it again."""

    sent: int
    unreachable: int
    refused: int
    unknown: int


class MassMessages:
    """Starts such runs. `gamification.jobs` pauses, resumes and cancels them; a bot of the process sends."""

    def __init__(self, database: Database, runner: JobRunner, clock: Clock, admins: Admins) -> None:
        self._database = database
        self._runner = runner
        self._clock = clock
        self._admins = admins

    async def start(
        self,
        admin_id: int,
        segment: Segment,
        content: MessageContent,
        *,
        origin: str = "code",
        once_key: str | None = None,
    ) -> Run:
        """Send a message to each member of the segment, 25 a second, at most once to each: also if the run is
        killed, resumed or worked twice. A second call with `once_key` returns the first call's run.

        Raises NotAllowed, RunConflict while another such run is not over, ValueError, DatabaseUnavailable.
        """
        await self._admins.require(admin_id)
        if not isinstance(content, MessageContent):
            raise InvalidContent(ContentTrouble.NOT_SENDABLE)
        params = {"segment": checked_segment(segment).written(), "content": content.written()}
        run, new = await self._database.write(
            self._queue, admin_id, segment, content, params, origin, once_key
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
            raise RunConflict(f"run {run_id} sends nothing")
        return run

    async def counts(self, run_id: int) -> SentCounts:
        """Return to how many it was sent by now. Raises DatabaseUnavailable."""
        return await self._database.read(_read_counts, run_id)

    async def recipients(self, run: Run, page: Page) -> list[int]:
        """Return the members of a page to whom nobody has begun to send it. Raises DatabaseUnavailable."""
        return await self._database.read(
            _read_recipients, run.id, segment_of(run.params["segment"]), page, self._clock()
        )

    async def claim(self, run_id: int, user_id: int) -> bool:
        """Begin to send it to a member. Returns False if that was begun before, or the member is gone: then
        it must not be sent. Raises DatabaseUnavailable."""
        try:
            return await self._database.write(_claim, run_id, user_id, self._clock())
        except IntegrityError as error:
            if is_missing_reference(error):  # deleted since the page was read
                return False
            raise

    async def note(self, run_id: int, user_id: int, state: SentState) -> None:
        """Note what became of it. Raises DatabaseUnavailable."""
        await self._database.write(_note, run_id, user_id, state, self._clock())

    async def release(self, run_id: int, user_id: int) -> None:
        """It certainly was not sent, and may be tried again. Raises DatabaseUnavailable."""
        await self._database.write(_release, run_id, user_id)

    def _queue(
        self,
        session: Session,
        admin_id: int,
        segment: Segment,
        content: MessageContent,
        params: dict[str, Any],
        origin: str,
        once_key: str | None,
    ) -> tuple[Run, bool]:
        run, new = self._runner.queue_within(
            session, KIND, params, started_by=admin_id, origin=origin, once_key=once_key
        )
        if new:
            said = {"segment": segment.in_words(), "text": content.excerpt, "files": len(content.files)}
            started = Change("message_started", f"run {run.id}", None, said)
            record(session, by_admin(admin_id), [started], self._clock())
        elif once_key is None or not has_once_key(session, run.id, once_key):
            raise RunConflict(f"run {run.id} of {KIND} is not over")
        return run, new


def _read_counts(session: Session, run_id: int) -> SentCounts:
    rows = session.execute(
        select(SentMessage.state, func.count())
        .where(SentMessage.run_id == run_id)
        .group_by(SentMessage.state)
    )
    states: dict[str, int] = {row[0]: row[1] for row in rows}
    return SentCounts(
        sent=states.get(SentState.SENT, 0),
        unreachable=states.get(SentState.UNREACHABLE, 0),
        refused=states.get(SentState.REFUSED, 0),
        unknown=states.get(SentState.UNKNOWN, 0) + states.get(SentState.SENDING, 0),
    )


def _read_recipients(session: Session, run_id: int, segment: Segment, page: Page, now: datetime) -> list[int]:
    members = members_between(session, segment, page.after, page.last, now)
    begun = set(
        session.scalars(
            select(SentMessage.user_id).where(
                SentMessage.run_id == run_id,
                SentMessage.user_id > page.after,
                SentMessage.user_id <= page.last,
            )
        )
    )
    return [member for member in members if member not in begun]


def _claim(session: Session, run_id: int, user_id: int, now: datetime) -> bool:
    claimed = session.execute(
        insert_into(session, SentMessage)
        .values(run_id=run_id, user_id=user_id, state=SentState.SENDING.value, at=now)
        .on_conflict_do_nothing()
        .returning(SentMessage.user_id)
    )
    return claimed.scalar_one_or_none() is not None


def _note(session: Session, run_id: int, user_id: int, state: SentState, now: datetime) -> None:
    session.execute(
        update(SentMessage)
        .where(SentMessage.run_id == run_id, SentMessage.user_id == user_id)
        .values(state=state.value, at=now)
        .execution_options(synchronize_session=False)
    )


def _release(session: Session, run_id: int, user_id: int) -> None:
    session.execute(
        delete(SentMessage)
        .where(
            SentMessage.run_id == run_id,
            SentMessage.user_id == user_id,
            SentMessage.state == SentState.SENDING.value,
        )
        .execution_options(synchronize_session=False)
    )
