"""Stores which Telegram message shows which run, so that it is updated after a restart too, and lets one
process at a time edit it, not sooner than its pause allows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from ...database import Database
from ...database.changed_rows import changed_rows
from ...database.tables.jobs import JobMessage
from ...database.upsert import insert_into
from .run import RUNS, Run, run_of, select_runs
from .states import ACTIVE

M = JobMessage


@dataclass(frozen=True, slots=True)
class RunMessage:
    """A message that shows a run. `shown` is a digest of its text, None if that is not known; `bot_id` is the
    bot that sent it, None in rows of older code."""

    run_id: int
    chat_id: int
    message_id: int
    language: str
    shown: str | None
    bot_id: int | None = None


class RunMessages:
    """The rows of `job_messages`, one for each run and chat. Every call may raise DatabaseUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, message: RunMessage, next_at: datetime) -> int | None:
        """Show the run in this message from now on, and edit it no earlier than `next_at`. Returns the
        message that showed it in this chat before, or None.

        Nothing changes if it is this one already.
        """
        return await self._database.write(_put, message, next_at)

    async def due(self, now: datetime) -> list[tuple[RunMessage, Run]]:
        """Return the messages that may be edited now, with their runs, except those that already show the
        end."""
        return await self._database.read(_due, now)

    async def claim(self, message: RunMessage, now: datetime, until: datetime) -> bool:
        """Reserve the message for this caller until `until`. Returns False if another caller has it."""
        return await self._database.write(_claim, message, now, until)

    async def edited(self, message: RunMessage, shown: str | None, *, final: bool, next_at: datetime) -> None:
        """Save what the message shows now, and when it may be edited again. `shown` is None if the edit
        failed."""
        await self._database.write(_edited, message, shown, final, next_at)

    async def drop(self, message: RunMessage) -> None:
        """Delete the row of a message that cannot be edited any more."""
        await self._database.write(_drop, message)

    async def detach(self, chat_id: int, message_id: int) -> None:
        """Delete the row of a message that shows something else now."""
        await self._database.write(_detach, chat_id, message_id)

    async def language(self, chat_id: int) -> str | None:
        """Return the language in which this chat was last shown a run, or None."""
        return await self._database.read(_language, chat_id)


def _put(session: Session, message: RunMessage, next_at: datetime) -> int | None:
    session.execute(
        delete(M).where(
            M.chat_id == message.chat_id, M.message_id == message.message_id, M.run_id != message.run_id
        )
    )  # a message shows one run
    before = session.execute(
        select(M.message_id).where(M.run_id == message.run_id, M.chat_id == message.chat_id)
    ).scalar_one_or_none()
    fresh = {
        "message_id": message.message_id, "language": message.language, "shown": message.shown,
        "bot_id": message.bot_id, "final": False, "next_edit_at": next_at,
    }  # fmt: skip
    session.execute(
        insert_into(session, M)
        .values(run_id=message.run_id, chat_id=message.chat_id, **fresh)
        .on_conflict_do_update(
            index_elements=["run_id", "chat_id"], set_=fresh, where=M.message_id != message.message_id
        )
    )
    return before if before != message.message_id else None


def _due(session: Session, now: datetime) -> list[tuple[RunMessage, Run]]:
    rows = session.execute(
        select_runs(RUNS.c.id == M.run_id, M.next_edit_at <= now, or_(RUNS.c.status.in_(ACTIVE), ~M.final))
        .add_columns(M.chat_id, M.message_id, M.language, M.shown, M.bot_id)
        .order_by(M.next_edit_at)
    )
    due = []
    for row in rows:
        *values, chat_id, message_id, language, shown, bot_id = row
        run = run_of(values)
        due.append((RunMessage(run.id, chat_id, message_id, language, shown, bot_id), run))
    return due


def _claim(session: Session, message: RunMessage, now: datetime, until: datetime) -> bool:
    claimed = session.execute(
        update(M).where(_this(message), M.next_edit_at <= now).values(next_edit_at=until)
    )
    return changed_rows(claimed) == 1


def _edited(session: Session, message: RunMessage, shown: str | None, final: bool, next_at: datetime) -> None:
    session.execute(update(M).where(_this(message)).values(shown=shown, final=final, next_edit_at=next_at))


def _drop(session: Session, message: RunMessage) -> None:
    session.execute(delete(M).where(_this(message)))


def _detach(session: Session, chat_id: int, message_id: int) -> None:
    session.execute(delete(M).where(M.chat_id == chat_id, M.message_id == message_id))


def _language(session: Session, chat_id: int) -> str | None:
    return session.execute(
        select(M.language).where(M.chat_id == chat_id).order_by(M.id.desc()).limit(1)
    ).scalar_one_or_none()


def _this(message: RunMessage) -> ColumnElement[bool]:
    return and_(M.run_id == message.run_id, M.chat_id == message.chat_id, M.message_id == message.message_id)
