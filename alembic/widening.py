"""PostgreSQL only: older shapes of our tables are widened in place, one ALTER a table.

Frozen, like adoption.py. Mended once: it dropped the native enums, which the old bot's statements name
(docs/decisions/0018). Revision 0011 brings a database where it ran before to the same end.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

adoption = load_python_file(str(Path(__file__).parent), "adoption.py")


def widen(table: sa.Table, found: Any) -> None:
    """One ALTER, so that the table is rewritten once at most: native enums become VARCHAR with a CHECK,
    32-bit amounts and ids become 64-bit, narrower VARCHARs are widened (which rewrites nothing)."""
    bind = op.get_bind()
    actions, changed = [], []
    for column in table.columns:
        present = found.tables.get(table.name, {}).get(column.name)
        if present is None:
            continue
        wanted = column.type.compile(bind.dialect)
        if present.enum and isinstance(column.type, sa.String):
            actions.append(f"ALTER COLUMN {column.name} TYPE {wanted} USING {column.name}::text")
            actions.append(known_values(table, column, present.type))
        elif (present.type == "integer" and isinstance(column.type, sa.BigInteger)) or (
            isinstance(column.type, sa.String)
            and present.type.startswith("character varying(")
            and int(present.type[18:-1]) < (column.type.length or 0)
        ):
            actions.append(f"ALTER COLUMN {column.name} TYPE {wanted}")
        else:
            continue
        changed.append(f"{column.name} {wanted}")
    if not actions:
        return
    op.execute(f"ALTER TABLE {table.name} {', '.join(actions)}")
    if "id" in table.columns and any(change.startswith("id ") for change in changed):
        sequence = bind.exec_driver_sql(f"SELECT pg_get_serial_sequence('{table.name}', 'id')").scalar()
        if sequence is not None:
            op.execute(f"ALTER SEQUENCE {sequence} AS BIGINT")
    adoption.note(f"widened {table.name}: {', '.join(changed)}")


def known_values(table: sa.Table, column: sa.Column[Any], enum: str) -> str:
    name = f"ck_{table.name}_{column.name}_known"
    check = next(c for c in table.constraints if isinstance(c, sa.CheckConstraint) and c.name == name)
    known = set(str(check.sqltext).split("'")[1::2])
    labels = op.get_bind().execute(
        sa.text("SELECT enumlabel FROM pg_enum WHERE enumtypid = CAST(:enum AS regtype)"), {"enum": enum}
    )
    strange = set(labels.scalars()) - known
    # A host's own label may stand in old rows: those stay, and revision 0011 adds the label.
    return f"ADD CONSTRAINT {name} CHECK ({check.sqltext})" + (" NOT VALID" if strange else "")


def forbid_negative_balances(found: Any) -> None:
    """NOT VALID: holds for every change from now on, and reads no row of the members who are there."""
    table = "user_gamification_profiles"
    if table not in found.tables:
        return
    checks = op.get_bind().exec_driver_sql(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid = 'user_gamification_profiles'::regclass"
    )
    if not any("balance >= 0" in text for text in checks.scalars()):
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_balance_not_negative "
            "CHECK (balance >= 0) NOT VALID"
        )
        adoption.note(f"added CHECK (balance >= 0) to {table}")
