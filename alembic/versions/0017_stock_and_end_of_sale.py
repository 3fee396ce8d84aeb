"""How many of a product are left, and until when it is sold.

Only nullable columns, which older bots leave NULL: then a product has no limit and no end, and is what it was
(docs/decisions/0084)."""

from pathlib import Path

import sqlalchemy as sa
from alembic.util import load_python_file

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")


def upgrade() -> None:
    products = sa.Table(
        "shop_products",
        adoption.new_metadata(),
        sa.Column("stock", sa.Integer),
        sa.Column("ends_at", sa.DateTime),
    )
    adoption.add_missing_columns(products, adoption.Found())


def downgrade() -> None:
    """What is left and until when it is sold stays: see docs/decisions/0011."""
