"""What a host counts by its own words: the source of a ledger entry, and conditions of rewards.

Only nullable columns, and an index over the rows that have a source (there are none yet): no CHECK changes
and no row is touched. What older code reads in such rows are types that it knows (docs/decisions/0066)."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

BY_SOURCE = "ix_transactions_user_id_source"


def upgrade() -> None:
    found = adoption.Found()
    ledger = sa.Table("transactions", adoption.new_metadata(), sa.Column("source", sa.String(32)))
    conditions = sa.Table(
        "reward_conditions",
        adoption.new_metadata(),
        sa.Column("host_type", sa.String(32)),
        sa.Column("host_value", sa.Integer),
    )
    adoption.add_missing_columns(ledger, found)
    adoption.add_missing_columns(conditions, found)
    if BY_SOURCE not in found.index_names:
        of_the_host = sa.text("source IS NOT NULL")
        op.create_index(
            BY_SOURCE,
            "transactions",
            ["user_id", "source"],
            sqlite_where=of_the_host,
            postgresql_where=of_the_host,
        )
        adoption.note(f"made index {BY_SOURCE} on transactions (user_id, source) of entries with a source")


def downgrade() -> None:
    """Whose word stands with an entry stays: see docs/decisions/0011."""
