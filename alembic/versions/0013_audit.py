"""Who changed what, and what it was before: a row for each change that somebody may ask about."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
sa.Table(
    "gamification_audit",
    metadata,
    sa.Column("id", adoption.RowId, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
)


def upgrade() -> None:
    found = adoption.Found()
    if "gamification_audit" in found.tables:  # of our own earlier upgrade, else it would show later
        adoption.require_columns(
            found, "gamification_audit", *metadata.tables["gamification_audit"].columns.keys()
        )
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """What was done stays known: see docs/decisions/0011."""
