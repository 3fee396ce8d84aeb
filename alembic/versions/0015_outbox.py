"""What must be told to members and hooks, written in the transaction that caused it."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
RowId = adoption.RowId

# There already; here only for the foreign key to point at.
sa.Table("users", metadata, sa.Column("user_id", sa.BigInteger, primary_key=True))
sa.Table(
    "gamification_outbox",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("user_id", RowId, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("language", sa.String(16)),
    sa.Column("once_key", sa.String(200), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("due_at", sa.DateTime),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("lease_owner", sa.String(100)),
    sa.Column("lease_until", sa.DateTime),
    sa.Column("gave_up_at", sa.DateTime),
    sa.Column("error", sa.String(300)),
    sa.Index("uq_gamification_outbox_once_key", "once_key", unique=True),
    sa.Index("ix_gamification_outbox_user_id_id", "user_id", "id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    found = adoption.Found()
    if "gamification_outbox" in found.tables:  # of our own earlier upgrade, else it would show later
        adoption.require_columns(
            found, "gamification_outbox", *metadata.tables["gamification_outbox"].columns.keys()
        )
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """What was not told yet waits for the next upgrade: see docs/decisions/0011."""
