"""The messages in Telegram that show runs: they go on after a restart of the bot."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
RowId = adoption.RowId

# Made by 0006; here only for the foreign key to point at.
sa.Table("job_runs", metadata, sa.Column("id", RowId, primary_key=True))
sa.Table(
    "job_messages",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("run_id", RowId, sa.ForeignKey("job_runs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("shown", sa.String(64)),
    sa.Column("final", sa.Boolean, nullable=False),
    sa.Column("next_edit_at", sa.DateTime, nullable=False),
    sa.Index("uq_job_messages_run_id_chat_id", "run_id", "chat_id", unique=True),
)


def upgrade() -> None:
    found = adoption.Found()
    if "job_messages" in found.tables:  # of our own earlier upgrade, else it would show later
        columns = metadata.tables["job_messages"].columns.keys()
        adoption.require_columns(found, "job_messages", *columns)
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """Which message shows which run stays: see docs/decisions/0011."""
