"""Daily totals of the ledger, which a job keeps, and an index by which new profiles are counted by day.

The totals begin empty: counting the ledger here would take minutes where it is long."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
RowId = adoption.RowId
PROFILES_BY_DAY = "ix_user_gamification_profiles_created_at"

# There already; here only for the foreign key to point at.
sa.Table("users", metadata, sa.Column("user_id", sa.BigInteger, primary_key=True))
OURS = (
    sa.Table(
        "gamification_totals",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("count_number", sa.Integer, nullable=False),
        sa.Column("counted_to", sa.BigInteger, nullable=False),
        sa.Column("counts_to", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
        sa.Column("counted_at", sa.DateTime, nullable=False),
    ),
    sa.Table(
        "gamification_daily_totals",
        metadata,
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("type", sa.String(32), primary_key=True),
        sa.Column("source", sa.String(32), primary_key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
    ),
    sa.Table(
        "gamification_daily_members",
        metadata,
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("members", sa.BigInteger, nullable=False),
    ),
    sa.Table(
        "gamification_cohorts",
        metadata,
        sa.Column("first_week", sa.Date, primary_key=True),
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("members", sa.BigInteger, nullable=False),
    ),
    sa.Table(
        "gamification_member_activity",
        metadata,
        sa.Column(
            "user_id", RowId, sa.ForeignKey("users.user_id", ondelete="CASCADE"),
            primary_key=True, autoincrement=False,
        ),
        sa.Column("count_number", sa.Integer, nullable=False),
        sa.Column("first_day", sa.Integer, nullable=False),
        sa.Column("days", sa.LargeBinary, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("earned", sa.BigInteger, nullable=False),
        sa.Index("ix_gamification_member_activity_month_earned", "month", "earned"),
    ),
)  # fmt: skip


def upgrade() -> None:
    found = adoption.Found()
    for table in OURS:
        if table.name in found.tables:  # of our own earlier upgrade, else it would show later
            adoption.require_columns(found, table.name, *table.columns.keys())
    adoption.make_missing_tables(metadata, found)
    adoption.add_missing_index(
        found, PROFILES_BY_DAY, "user_gamification_profiles", ("created_at",), unique=False
    )


def downgrade() -> None:
    """What was counted stays; the next upgrade goes on from there: see docs/decisions/0011."""
