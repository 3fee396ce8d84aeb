"""${message}"""

from pathlib import Path

from alembic import op
from alembic.util import load_python_file

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")


def upgrade() -> None:
    raise NotImplementedError


def downgrade() -> None:
    """Data is kept: see docs/decisions/0011."""
