"""When and in which zone the last day of a streak counted, and since when the zone of days holds."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")


def upgrade() -> None:
    found = adoption.Found()
    streaks = sa.Table(
        "user_streaks",
        adoption.new_metadata(),
        sa.Column("counted_at", sa.DateTime),
        sa.Column("counted_in", sa.String(128)),
    )
    config = sa.Table(
        "bot_config",
        adoption.new_metadata(),
        sa.Column("day_timezone_since", sa.DateTime),
        sa.Column("day_timezone_before", sa.String(64)),
    )
    adoption.add_missing_columns(streaks, found)
    adoption.add_missing_columns(config, found)


def downgrade() -> None:
    """No data is ever deleted: docs/decisions/0011."""
