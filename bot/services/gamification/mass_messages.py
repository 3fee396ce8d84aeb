"""Messages to many members: a run of the job runner, and the rows that say to whom it was sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ...database import Database
from ...database.errors import is_missing_reference
from ...database.tables.publishing import SentMessage
from ...database.upsert import insert_into
from ..clock import Clock
from ..jobs import JobRunner, Page, Run
from .job_kinds.send_messages import SendMessages
from .mass_runs import MassRuns
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


class MassMessages(MassRuns):
    """Starts such runs. `gamification.jobs` pauses, resumes and cancels them; a bot of the process sends."""

    def __init__(self, database: Database, runner: JobRunner, clock: Clock, admins: Admins) -> None:
        super().__init__(
            database, runner, clock, admins, kind=KIND, otherwise="sends nothing", started="message_started"
        )

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
        said = {"segment": segment.in_words(), "text": content.excerpt, "files": len(content.files)}
        return await self._start(admin_id, params, said, origin=origin, once_key=once_key)

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
