"""The balance after each ledger entry, and what was earned in all by then, kept in the entry.

A repeated request gets its first receipt from its entry alone, however long the ledger of the member is. Both
columns are nullable: entries of older code have none, and no row is touched."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")


def upgrade() -> None:
    ledger = sa.Table(
        "transactions",
        adoption.new_metadata(),
        sa.Column("balance_after", sa.BigInteger),
        sa.Column("earned_after", sa.BigInteger),
    )
    adoption.add_missing_columns(ledger, adoption.Found())


def downgrade() -> None:
    """What an entry knows stays with it: see docs/decisions/0011."""
