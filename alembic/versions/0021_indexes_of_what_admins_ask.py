"""Indexes only: the outbox by when a row is due and by who holds it, and the holders of a reward.

The outbox is asked at each poll, and a run may put 100,000 rows there for later. None of the indexed columns
changes when a member taps, but for rewards that unlock or are claimed."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

HELD = "ix_gamification_outbox_held"


def upgrade() -> None:
    found = adoption.Found()
    adoption.add_missing_index(
        found, "ix_gamification_outbox_due_at_id", "gamification_outbox", ("due_at", "id"), unique=False
    )
    if HELD not in found.index_names:
        held = sa.text("lease_until IS NOT NULL")
        op.create_index(
            HELD, "gamification_outbox", ["lease_until"], sqlite_where=held, postgresql_where=held
        )
        adoption.note(f"made index {HELD} on gamification_outbox (lease_until) of rows that are held")
    adoption.add_missing_index(
        found,
        "ix_user_rewards_reward_id_state",
        "user_rewards",
        ("reward_id", "status", "claim_count", "expires_at"),
        unique=False,
    )


def downgrade() -> None:
    """Indexes stay: see docs/decisions/0011."""
