"""What the economy's events need: indexes for the daily limit of reactions, for the counts under a post
and for the ranking, and from where a repeatable reward counts its progress."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

PAID_REACTIONS = "ix_transactions_paid_reactions"


def upgrade() -> None:
    found = adoption.Found()
    rewards = sa.Table(
        "user_rewards",
        adoption.new_metadata(),
        sa.Column("baseline_earned", sa.BigInteger),
        sa.Column("baseline_spent", sa.BigInteger),
        sa.Column("baseline_day", sa.DateTime),
    )
    adoption.add_missing_columns(rewards, found)
    adoption.add_missing_index(
        found, "idx_content_reactions", "user_reactions", ("channel_id", "content_id", "emoji"), unique=False
    )
    adoption.add_missing_index(
        found,
        "ix_user_gamification_profiles_total_earned_user_id",
        "user_gamification_profiles",
        ("total_earned", "user_id"),
        unique=False,
    )
    if PAID_REACTIONS not in found.index_names:
        paid = sa.text("type = 'EARN_REACTION'")
        op.create_index(
            PAID_REACTIONS,
            "transactions",
            ["user_id", "created_at"],
            sqlite_where=paid,
            postgresql_where=paid,
        )
        adoption.note(f"made index {PAID_REACTIONS} on transactions (user_id, created_at) of paid reactions")


def downgrade() -> None:
    """No data is ever deleted, and what speeds reading up is in nobody's way: docs/decisions/0011."""
