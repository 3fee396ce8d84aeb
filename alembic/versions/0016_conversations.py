"""Conversations of the creator's panel, which go on after a restart."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()

TABLE = "gamification_conversations"

sa.Table(
    TABLE,
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("thread_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("destiny", sa.String(200), primary_key=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
)


def upgrade() -> None:
    found = adoption.Found()
    if TABLE in found.tables:  # of our own earlier upgrade, else it would show later
        adoption.require_columns(found, TABLE, *metadata.tables[TABLE].columns.keys())
    adoption.make_missing_tables(metadata, found)


def downgrade() -> None:
    """What was begun waits for the next upgrade: see docs/decisions/0011."""
