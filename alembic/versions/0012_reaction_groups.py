"""The groups in which an admin switched Telegram's own reactions on."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
sa.Table(
    "reaction_groups",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("added_by", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
)


def upgrade() -> None:
    found = adoption.Found()
    if "reaction_groups" in found.tables:  # of our own earlier upgrade, else it would show later
        columns = metadata.tables["reaction_groups"].columns.keys()
        adoption.require_columns(found, "reaction_groups", *columns)
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """Which groups pay stays: see docs/decisions/0011."""
