"""Messages to many members and posts to channels; which bot sent a message that shows a run."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
RowId = adoption.RowId

# There already; here only for the foreign keys to point at.
sa.Table("users", metadata, sa.Column("user_id", sa.BigInteger, primary_key=True))
sa.Table("job_runs", metadata, sa.Column("id", RowId, primary_key=True))
sa.Table(
    "gamification_sent_messages",
    metadata,
    sa.Column(
        "run_id",
        RowId,
        sa.ForeignKey("job_runs.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column(
        "user_id",
        RowId,
        sa.ForeignKey("users.user_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.CheckConstraint(
        "state IN ('SENDING', 'SENT', 'UNREACHABLE', 'REFUSED', 'UNKNOWN')", name="state_known"
    ),
)
sa.Table(
    "gamification_posts",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("buttons", sa.Boolean, nullable=False),
    sa.Column("protected", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("due_at", sa.DateTime, nullable=False),
    sa.Column("at_once", sa.Boolean, nullable=False),
    sa.Column("created_by", sa.BigInteger, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("claimed_at", sa.DateTime),
    sa.Column("sent_at", sa.DateTime),
    sa.Column("message_ids", sa.JSON),
    sa.Column("error", sa.String(300)),
    sa.Column("told_at", sa.DateTime),
    sa.CheckConstraint(
        "state IN ('SCHEDULED', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN', 'MISSED', 'CANCELLED')",
        name="state_known",
    ),
    sa.Index("ix_gamification_posts_state_due_at", "state", "due_at"),
)
OURS = ("gamification_sent_messages", "gamification_posts")


def upgrade() -> None:
    found = adoption.Found()
    for table in OURS:
        if table in found.tables:  # of our own earlier upgrade, else it would show later
            adoption.require_columns(found, table, *metadata.tables[table].columns.keys())
    adoption.make_missing_tables(metadata, found, but=("users", "job_runs"))
    messages = sa.Table("job_messages", adoption.new_metadata(), sa.Column("bot_id", sa.BigInteger))
    adoption.add_missing_columns(messages, found)


def downgrade() -> None:
    """What was sent stays known: see docs/decisions/0011."""
