"""PostgreSQL: what the old bot's code sends stays valid. Its native enums are there, its labels may be
written, and `varchar = $1::transactiontype` compares as it did.

Why functions and operators, and no casts: docs/decisions/0018.
"""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

# The old bot's types with the labels that it knows, in its order, and our columns that were of the type.
TYPES = {
    "transactiontype": (
        "EARN_REACTION EARN_DAILY EARN_STREAK EARN_REWARD EARN_ADMIN SPEND_SHOP SPEND_ADMIN",
        [("transactions", "type")],
    ),
    "streaktype": ("DAILY_GIFT REACTION", [("user_streaks", "streak_type")]),
    "contenttype": ("PHOTO_SET VIDEO AUDIO MIXED", [("content_sets", "content_type")]),
    "contenttier": ("FREE VIP PREMIUM GIFT", [("content_sets", "tier"), ("shop_products", "tier")]),
    "rewardtype": ("BESITOS BADGE CONTENT VIP_EXTENSION", [("rewards", "reward_type")]),
    "rewardconditiontype": (
        "STREAK_LENGTH TOTAL_POINTS LEVEL_REACHED BESITOS_SPENT FIRST_PURCHASE FIRST_DAILY_GIFT "
        "FIRST_REACTION NOT_VIP NOT_CLAIMED_BEFORE",
        [("reward_conditions", "condition_type")],
    ),
    "rewardstatus": ("LOCKED UNLOCKED CLAIMED EXPIRED", [("user_rewards", "status")]),
}
# Equality is plain, so that it is inlined and finds the columns' indexes. Order is the type's own: a label
# that it does not know (ours are more) is neither before nor after any other.
TEXT = "$1 OPERATOR(pg_catalog.{0}) $2::pg_catalog.text"
PLACE = (
    "pg_catalog.array_position(pg_catalog.enum_range($2)::pg_catalog.text[], $1) OPERATOR(pg_catalog.{0}) "
    "pg_catalog.array_position(pg_catalog.enum_range($2)::pg_catalog.text[], $2::pg_catalog.text)"
)
OPERATORS = {  # operator -> name of the function, its body, operator that says the contrary
    "=": ("gamification_text_eq_enum", TEXT, "<>"),
    "<>": ("gamification_text_ne_enum", TEXT, "="),
    "<": ("gamification_text_lt_enum", PLACE, ">="),
    "<=": ("gamification_text_le_enum", PLACE, ">"),
    ">": ("gamification_text_gt_enum", PLACE, "<="),
    ">=": ("gamification_text_ge_enum", PLACE, "<"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    there = False
    for name, (text, columns) in TYPES.items():
        ours = text.split()
        if not is_enum(name) and not make_type(name, ours, columns):
            continue
        there = True
        for table, column in columns:
            accept_labels(table, column, sorted(set(labels_of_type(name)) - set(ours)))
    if there:
        make_operators()


def is_enum(name: str) -> bool:
    return bool(
        op.get_bind()
        .execute(
            sa.text("SELECT count(*) FROM pg_type WHERE oid = to_regtype(:name) AND typtype = 'e'"),
            {"name": name},
        )
        .scalar()
    )


def labels_of_type(name: str) -> list[str]:
    return list(
        op.get_bind()
        .execute(sa.text("SELECT enumlabel FROM pg_enum WHERE enumtypid = to_regtype(:name)"), {"name": name})
        .scalars()
    )


def made_by_the_old_bot(table: str) -> bool:
    """True where the table was adopted: the primary keys of ours are named by our convention."""
    return bool(
        op.get_bind()
        .execute(
            sa.text(
                "SELECT count(*) FROM pg_constraint "
                "WHERE conrelid = to_regclass(:table) AND contype = 'p' AND conname <> :ours"
            ),
            {"table": table, "ours": f"pk_{table}"},
        )
        .scalar()
    )


def make_type(name: str, labels: list[str], columns: list[tuple[str, str]]) -> bool:
    """Make the enum again where an earlier form of revision 0002 dropped it; False: there is nothing to
    make. Labels of the host's own are then to be found in rows alone."""
    if not any(made_by_the_old_bot(table) for table, _ in columns):
        return False
    bind = op.get_bind()
    if bind.execute(sa.text("SELECT to_regtype(:name)::text"), {"name": name}).scalar() is not None:
        adoption.note(f"left {name} as it is: it is no enum, and the old bot's statements that name it fail")
        return False
    for table, column in columns:
        labels = labels + sorted(labels_in_rows(table, column) - set(labels))
    bind.exec_driver_sql(f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, labels))})")
    adoption.note(f"made the enum {name} again, which the old bot's statements name")
    return True


def labels_in_rows(table: str, column: str) -> set[str]:
    """Labels of the host's own: only where revision 0002 met some, and left its CHECK NOT VALID."""
    check = known_check(table, column)
    if check is None or check.convalidated:
        return set()
    rows = op.get_bind().exec_driver_sql(f"SELECT DISTINCT {column} FROM {table}")
    return set(rows.scalars()) - set(labels_of(check.definition))


def accept_labels(table: str, column: str, strange: list[str]) -> None:
    """The old bot may write each label of its enum, ours or not, as it always could."""
    check = known_check(table, column)
    if check is None:
        return
    labels = labels_of(check.definition)
    missing = [label for label in strange if label not in labels]
    if missing:
        allowed = ", ".join(map(literal, labels + missing))
        op.get_bind().exec_driver_sql(
            f"ALTER TABLE {table} DROP CONSTRAINT {check.conname}, "
            f"ADD CONSTRAINT {check.conname} CHECK ({column} IN ({allowed})) NOT VALID"
        )
        adoption.note(f"{table}.{column} takes the host's own {', '.join(missing)}")


def known_check(table: str, column: str) -> Any:
    """Our CHECK on the words of a column, as the database has it; None where there is none."""
    return (
        op.get_bind()
        .execute(
            sa.text(
                "SELECT conname, convalidated, pg_get_constraintdef(oid) AS definition FROM pg_constraint "
                "WHERE conname = :name AND conrelid = to_regclass(:table)"
            ),
            {"name": f"ck_{table}_{column}_known", "table": table},
        )
        .first()
    )


def labels_of(definition: str) -> list[str]:
    return [label.replace("''", "'") for label in re.findall(r"'((?:[^']|'')*)'::", definition)]


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def make_operators() -> None:
    bind = op.get_bind()
    cast = bind.exec_driver_sql(
        """SELECT format_type(c.castsource, NULL) FROM pg_cast c JOIN pg_type t ON t.oid = c.castsource
           WHERE t.typtype = 'e' AND c.casttarget = 'text'::regtype AND c.castcontext = 'i' LIMIT 1"""
    ).scalar()
    if cast is not None:  # a second way of comparing would make each comparison ambiguous
        adoption.note(f"made no operators for the old bot's enums: the host has a cast of {cast} to text")
        return
    # Asked for all before any is made: the contrary of an operator comes with it, as an empty shell.
    missing = {
        name: parts
        for name, parts in OPERATORS.items()
        if bind.exec_driver_sql(f"SELECT to_regoperator('{name}(text,anyenum)')").scalar() is None
    }
    for name, (function, body, contrary) in missing.items():
        bind.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {function}(text, anyenum) RETURNS boolean "
            f"LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT {body.format(name)} $$"
        )
        estimates = {"=": ", RESTRICT = eqsel", "<>": ", RESTRICT = neqsel"}.get(name, "")
        bind.exec_driver_sql(
            f"CREATE OPERATOR {name} (FUNCTION = {function}, LEFTARG = text, RIGHTARG = anyenum, "
            f"NEGATOR = {contrary}{estimates})"
        )
    if missing:
        adoption.note("made operators by which the old bot's enums compare with the columns as before")


def downgrade() -> None:
    """The old bot writes on after a downgrade as well: see docs/decisions/0011 and 0018."""
