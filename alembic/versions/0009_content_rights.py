"""Rights to content by their source: a purchase has an id of its own, and a refund ends only its own right.

The table begins empty. What stands in user_content_access becomes rights where members meet it again."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
RowId = adoption.RowId

# There already; here only for the foreign keys to point at.
sa.Table("users", metadata, sa.Column("user_id", sa.BigInteger, primary_key=True))
sa.Table("content_sets", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("shop_products", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "content_rights",
    metadata,
    sa.Column("id", RowId, primary_key=True),
    sa.Column("user_id", RowId, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "content_set_id", sa.Integer, sa.ForeignKey("content_sets.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("source", sa.String(50), nullable=False),
    sa.Column("shop_product_id", sa.Integer, sa.ForeignKey("shop_products.id", ondelete="SET NULL")),
    sa.Column("price", sa.BigInteger),
    sa.Column("charge_id", sa.BigInteger),
    sa.Column("reward_id", sa.Integer),
    sa.Column("granted_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("refunded_at", sa.DateTime),
    sa.Column("adopted_from", sa.BigInteger),
    sa.Index("ix_content_rights_user_id_content_set_id", "user_id", "content_set_id"),
    sqlite_autoincrement=True,
)


def upgrade() -> None:
    found = adoption.Found()
    if "content_rights" in found.tables:  # of our own earlier upgrade, else it would show later
        columns = metadata.tables["content_rights"].columns.keys()
        adoption.require_columns(found, "content_rights", *columns)
        return
    adoption.make_missing_tables(metadata, found)
    begin_after_the_ids_of_access()


def begin_after_the_ids_of_access() -> None:
    """Ids of user_content_access were ids of purchases before: none of them may name another one now."""
    bind = op.get_bind()
    last = bind.exec_driver_sql("SELECT max(id) FROM user_content_access").scalar()
    if last is None:
        return
    if bind.dialect.name == "sqlite":
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('content_rights', {int(last)})")
    else:
        op.execute(f"ALTER SEQUENCE content_rights_id_seq RESTART WITH {int(last) + 1}")


def downgrade() -> None:
    """Whose right came from where stays: see docs/decisions/0011."""
