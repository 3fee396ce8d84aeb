"""One row where a member can have one: duplicates that older gaps let in are moved to the log, whole,
and unique indexes keep new ones out."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

# Table -> index, its columns, and by what the row that serves the member best comes first.
SINGLE = {
    "user_reactions": (
        "uq_user_reactions_user_id_channel_id_content_id",
        ("user_id", "channel_id", "content_id"),
        "created_at DESC, id DESC",
    ),
    "user_rewards": (
        "idx_user_reward_user_reward",
        ("user_id", "reward_id"),
        "CASE status WHEN 'CLAIMED' THEN 0 WHEN 'UNLOCKED' THEN 1 WHEN 'LOCKED' THEN 2 ELSE 3 END, "
        "claim_count DESC, CASE WHEN expires_at IS NULL THEN 0 ELSE 1 END, expires_at DESC, id",
    ),
    "user_content_access": (
        "idx_user_content_access_user_content",
        ("user_id", "content_set_id"),
        "CASE WHEN is_active AND (expires_at IS NULL OR expires_at > :now) THEN 0 ELSE 1 END, "
        "CASE WHEN expires_at IS NULL THEN 0 ELSE 1 END, expires_at DESC, accessed_at, id",
    ),
    "user_streaks": (
        "idx_user_streak_type",
        ("user_id", "streak_type"),
        "coalesce(last_claim_date, last_reaction_date, created_at) DESC, current_streak DESC, id",
    ),
}
# A message number alone does not name a message: these older indexes would refuse a second channel.
TOO_NARROW = ({"user_id", "content_id"}, {"user_id", "content_id", "emoji"})


def upgrade() -> None:
    found = adoption.Found()
    for table, (index, columns, best_first) in SINGLE.items():
        if not found.has_unique(table, columns):
            move_duplicates(found, table, columns, best_first)
        adoption.add_missing_index(found, index, table, columns, unique=True)
    for index in found.indexes.get("user_reactions", []):
        if index.unique and set(index.columns) in TOO_NARROW:
            drop_unique("user_reactions", index)


def move_duplicates(found: Any, table: str, columns: tuple[str, ...], best_first: str) -> None:
    bind = op.get_bind()
    now = adoption.utc_now()
    ranked = (
        f"row_number() OVER (PARTITION BY {', '.join(columns)} ORDER BY {best_first}) AS place FROM {table} t"
    )
    if bind.dialect.name == "sqlite":
        quoted = ", ".join(f"""'{name}', "{name}" """ for name in found.tables[table])
        later = f"SELECT id, json_object({quoted}) AS whole, {ranked}"
    else:
        later = f"SELECT id, row_to_json(t) AS whole, {ranked}"
    parameters = [sa.bindparam("now", now, sa.DateTime)] if ":now" in best_first else []
    rows = bind.execute(
        sa.text(
            'INSERT INTO gamification_upgrade_log (revision, table_name, reason, "row", created_at) '
            f"SELECT '{revision}', '{table}', 'a second row with the same {', '.join(columns)}', "
            "whole, :moved_at "
            f"FROM ({later}) ranked WHERE place > 1 ORDER BY id"
        ).bindparams(sa.bindparam("moved_at", now, sa.DateTime), *parameters)
    ).rowcount
    if rows:
        bind.execute(
            sa.text(
                f"DELETE FROM {table} WHERE id IN (SELECT id FROM (SELECT id, {ranked}) r WHERE place > 1)"
            ).bindparams(*parameters)
        )
        adoption.moved(table, rows)


def drop_unique(table: str, index: Any) -> None:
    columns = ", ".join(index.columns)
    if index.droppable:
        op.drop_index(index.name, table)
    elif op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(index.name, table, type_="unique")
    else:  # part of the table's own text: only a rebuild of the whole table could take it out
        adoption.note(f"left the UNIQUE ({columns}) of {table} as it is: SQLite cannot drop it")
        return
    adoption.note(f"dropped unique index {index.name} on {table} ({columns})")


def downgrade() -> None:
    """The rows that were moved stay in the log: see docs/decisions/0011."""
