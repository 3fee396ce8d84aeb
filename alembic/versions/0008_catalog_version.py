"""The catalog has a version: a number that rises with every edit, whoever makes it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

metadata = adoption.new_metadata()
versions = sa.Table(
    "gamification_catalog",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)
WATCHED = ("rewards", "reward_conditions")
RAISE = "UPDATE gamification_catalog SET version = version + 1 WHERE id = 1"
# The owner's rights: who may write rewards need not know of our table. Its schema is that of the upgrade.
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION gamification_catalog_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$ BEGIN {RAISE}; RETURN NULL; END $$
"""


def upgrade() -> None:
    found = adoption.Found()
    bind = op.get_bind()
    if "gamification_catalog" in found.tables:  # of our own earlier upgrade, else it would show later
        adoption.require_columns(found, "gamification_catalog", "id", "version")
    adoption.make_missing_tables(metadata, found)
    if bind.execute(sa.select(versions.c.id).where(versions.c.id == 1)).first() is None:
        bind.execute(versions.insert().values(id=1, version=1))
    if bind.dialect.name == "sqlite":
        for table in WATCHED:
            for event in ("INSERT", "UPDATE", "DELETE"):
                bind.exec_driver_sql(
                    f"CREATE TRIGGER IF NOT EXISTS gamification_{table}_{event.lower()} "
                    f"AFTER {event} ON {table} BEGIN {RAISE}; END"
                )
        return
    bind.exec_driver_sql(FUNCTION)
    for table in WATCHED:
        bind.exec_driver_sql(f"DROP TRIGGER IF EXISTS gamification_{table}_changed ON {table}")
        bind.exec_driver_sql(
            f"CREATE TRIGGER gamification_{table}_changed "
            f"AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gamification_catalog_changed()"
        )


def downgrade() -> None:
    """The number stays, and goes on rising: see docs/decisions/0011."""
