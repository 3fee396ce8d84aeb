"""Tables of the job runner: runs, the rows that a run reports, and the messages that show a run."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, one_of
from .types import RowId, UtcDateTime

RUN_STATUSES = (
    "queued", "running", "pausing", "paused", "cancelling", "cancelled", "succeeded", "failed",
)  # fmt: skip
ACTIVE_STATUSES = ("queued", "running", "pausing", "paused", "cancelling")
FINDING_STATES = ("TO_RETRY", "BAD", "REPORTED")

_ACTIVE = text(f"status IN ({', '.join(map(repr, ACTIVE_STATUSES))})")


class JobRun(Table):
    """One run of a job: its task, its progress, and which worker has it.

    `cursor` is the last finished key, None before the first. Every takeover increments `generation`, so that
    a worker which lost its lease cannot change anything. `once_key`: of two runs with the same key only the
    first is created. `told_at`: when the admin was notified of the end.
    """

    __tablename__ = "job_runs"
    __table_args__ = (
        Index("uq_job_runs_active_kind", "kind", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
        Index("uq_job_runs_once_key", "once_key", unique=True),
        one_of("status", *RUN_STATUSES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    dry_run: Mapped[bool]
    params: Mapped[Any] = mapped_column(JSON)
    cursor: Mapped[int | None] = mapped_column(BigInteger)
    processed: Mapped[int] = mapped_column(BigInteger)
    changed: Mapped[int] = mapped_column(BigInteger)
    bad_rows: Mapped[int]
    bad_row_limit: Mapped[int]
    total: Mapped[int | None] = mapped_column(BigInteger)
    batch_size: Mapped[int]
    batches: Mapped[int]
    work_seconds: Mapped[float] = mapped_column(Float)
    rows_per_second: Mapped[float | None] = mapped_column(Float)
    started_by: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[str] = mapped_column(String(32))
    once_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generation: Mapped[int]
    stop_reason: Mapped[str | None] = mapped_column(String(200))
    error: Mapped[str | None] = mapped_column(Text)
    log: Mapped[Any] = mapped_column(JSON)


class JobFinding(Table):
    """A row of the data that a run could not process (TO_RETRY until it is tried again at the end of the run,
    then BAD), or that it reports (REPORTED)."""

    __tablename__ = "job_findings"
    __table_args__ = (
        Index("uq_job_findings_run_id_row_key", "run_id", "row_key", unique=True),
        one_of("state", *FINDING_STATES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("job_runs.id", ondelete="CASCADE"))
    row_key: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JobMessage(Table):
    """The message in a chat that shows a run.

    `shown`: a digest of its text, None if not known. `final`: it shows how the run ended. `next_edit_at`: no
    process edits it before this time. `bot_id`: the bot that sent it; NULL in rows of older code.
    """

    __tablename__ = "job_messages"
    __table_args__ = (Index("uq_job_messages_run_id_chat_id", "run_id", "chat_id", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    run_id: Mapped[int] = mapped_column(RowId, ForeignKey("job_runs.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    shown: Mapped[str | None] = mapped_column(String(64))
    final: Mapped[bool]
    next_edit_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
