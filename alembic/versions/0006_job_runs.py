"""The tables of the job runner: runs, of which one of each kind may be active, and what they found."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
one_of = adoption.one_of
RowId = adoption.RowId
ACTIVE = sa.text("status IN ('queued', 'running', 'pausing', 'paused', 'cancelling')")

sa.Table(
    "job_runs",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("dry_run", sa.Boolean, nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("cursor", sa.BigInteger),
    sa.Column("processed", sa.BigInteger, nullable=False),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Column("bad_rows", sa.Integer, nullable=False),
    sa.Column("bad_row_limit", sa.Integer, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("batch_size", sa.Integer, nullable=False),
    sa.Column("batches", sa.Integer, nullable=False),
    sa.Column("work_seconds", sa.Float, nullable=False),
    sa.Column("rows_per_second", sa.Float),
    sa.Column("started_by", sa.BigInteger),
    sa.Column("origin", sa.String(32), nullable=False),
    sa.Column("once_key", sa.String(200)),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("started_at", sa.DateTime),
    sa.Column("heartbeat_at", sa.DateTime),
    sa.Column("finished_at", sa.DateTime),
    sa.Column("told_at", sa.DateTime),
    sa.Column("lease_owner", sa.String(100)),
    sa.Column("lease_until", sa.DateTime),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("stop_reason", sa.String(200)),
    sa.Column("error", sa.Text),
    sa.Column("log", sa.JSON, nullable=False),
    sa.Index("uq_job_runs_active_kind", "kind", unique=True, postgresql_where=ACTIVE, sqlite_where=ACTIVE),
    sa.Index("uq_job_runs_once_key", "once_key", unique=True),
    one_of(
        "status", "queued", "running", "pausing", "paused", "cancelling", "cancelled", "succeeded", "failed"
    ),
)
sa.Table(
    "job_findings",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("run_id", RowId, sa.ForeignKey("job_runs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("row_key", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Index("uq_job_findings_run_id_row_key", "run_id", "row_key", unique=True),
    one_of("state", "TO_RETRY", "BAD", "REPORTED"),
)


def upgrade() -> None:
    found = adoption.Found()
    for table in metadata.tables:
        if table in found.tables:  # of our own earlier upgrade, else somebody else's: that would show later
            adoption.require_columns(found, table, *metadata.tables[table].columns.keys())
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """What ran, and what it found, stays: see docs/decisions/0011."""
