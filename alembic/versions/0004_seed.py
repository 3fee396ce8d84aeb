"""The economy's settings and the first catalog. What is there wins: missing rows are added, NULL
settings filled, and nothing else is touched."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

adoption = load_python_file(str(Path(__file__).parents[1]), "adoption.py")

SETTINGS = {
    "level_formula": "floor(sqrt(total_earned / 100)) + 1",
    "besitos_per_reaction": 5,
    "max_reactions_per_day": 20,
    "reaction_cooldown_seconds": 30,
    "besitos_daily_gift": 50,
    "besitos_daily_streak_bonus": 10,
    "besitos_streak_bonus_per_day": 2,
    "besitos_streak_bonus_max": 50,
    "besitos_daily_base": 20,
    "streak_display_format": "🔥 {days} days",
    "day_timezone": "UTC",
}
CONTENT_SETS: list[dict[str, Any]] = [
    {
        "code": "welcome-pack", "name": "Welcome Pack", "description": "Fotos de bienvenida",
        "file_ids": [], "content_type": "PHOTO_SET", "tier": "FREE",
    },
    {
        "code": "vip-special", "name": "VIP Special", "description": "Contenido premium mensual",
        "file_ids": [], "content_type": "MIXED", "tier": "VIP",
    },
]  # fmt: skip
PRODUCTS: list[dict[str, Any]] = [  # each sells the content set of the same code
    {
        "code": "welcome-pack", "name": "Pack de Bienvenida",
        "description": "Contenido especial para nuevos miembros",
        "besitos_price": 50, "vip_discount_percentage": 20, "tier": "FREE", "sort_order": 1,
    },
    {
        "code": "vip-special", "name": "Pack VIP Especial",
        "description": "Contenido exclusivo para suscriptores VIP",
        "besitos_price": 200, "vip_discount_percentage": 50, "tier": "VIP", "sort_order": 2,
    },
]  # fmt: skip
REWARDS: list[dict[str, Any]] = [
    {
        "code": "first-steps", "name": "Primeros Pasos",
        "description": "Da tu primera reacción al contenido",
        "reward_type": "BESITOS", "reward_value": {"amount": 10}, "sort_order": 1,
    },
    {
        "code": "beginner-saver", "name": "Ahorrador Principiante", "description": "Acumula 100 besitos",
        "reward_type": "BADGE", "reward_value": {"badge_name": "saver", "emoji": "💰"}, "sort_order": 2,
    },
    {
        "code": "seven-day-streak", "name": "Racha de 7 Días",
        "description": "Mantén una racha de 7 días reclamando el regalo diario",
        "reward_type": "BESITOS", "reward_value": {"amount": 50}, "sort_order": 3,
    },
]  # fmt: skip
CONDITIONS = {
    "first-steps": ("FIRST_REACTION", None),
    "beginner-saver": ("TOTAL_POINTS", 100),
    "seven-day-streak": ("STREAK_LENGTH", 7),
}
EVERY_REWARD = {"is_repeatable": False, "is_secret": False, "claim_window_hours": 168, "is_active": True}

bot_config = sa.table(
    "bot_config", sa.column("id"), sa.column("created_at", sa.DateTime), sa.column("updated_at", sa.DateTime),
    *(sa.column(name) for name in SETTINGS),
)  # fmt: skip
content_sets = sa.table(
    "content_sets", sa.column("id"), sa.column("code"), sa.column("name"), sa.column("description"),
    sa.column("file_ids", sa.JSON), sa.column("content_type"), sa.column("tier"),
    sa.column("is_active", sa.Boolean), sa.column("created_at", sa.DateTime),
    sa.column("updated_at", sa.DateTime),
)  # fmt: skip
shop_products = sa.table(
    "shop_products", sa.column("id"), sa.column("code"), sa.column("name"), sa.column("description"),
    sa.column("content_set_id"), sa.column("besitos_price"), sa.column("vip_discount_percentage"),
    sa.column("tier"), sa.column("is_active", sa.Boolean), sa.column("sort_order"),
    sa.column("purchase_count"),
    sa.column("created_at", sa.DateTime), sa.column("updated_at", sa.DateTime),
)  # fmt: skip
rewards = sa.table(
    "rewards", sa.column("id"), sa.column("code"), sa.column("name"), sa.column("description"),
    sa.column("reward_type"), sa.column("reward_value", sa.JSON), sa.column("is_repeatable", sa.Boolean),
    sa.column("is_secret", sa.Boolean), sa.column("claim_window_hours"), sa.column("is_active", sa.Boolean),
    sa.column("sort_order"), sa.column("created_at", sa.DateTime), sa.column("updated_at", sa.DateTime),
)  # fmt: skip
reward_conditions = sa.table(
    "reward_conditions", sa.column("id"), sa.column("reward_id"), sa.column("condition_type"),
    sa.column("condition_value"), sa.column("condition_group"), sa.column("sort_order"),
    sa.column("created_at", sa.DateTime),
)  # fmt: skip


def upgrade() -> None:
    seed_settings()
    seed_catalog()
    tables = [table.name for table in (content_sets, shop_products, rewards, reward_conditions)]
    adoption.restart_sequences_past_rows(adoption.Found(), tables, tell=False)


def seed_settings() -> None:
    bind = op.get_bind()
    present = bind.execute(sa.select(bot_config).where(bot_config.c.id == 1)).mappings().first()
    now = adoption.utc_now()
    if present is None:
        bind.execute(bot_config.insert().values(id=1, created_at=now, updated_at=now, **SETTINGS))
        adoption.note("made the settings row (bot_config, id 1) with the defaults of the economy")
        return
    unset = {name: value for name, value in SETTINGS.items() if present[name] is None}
    if unset:
        bind.execute(bot_config.update().where(bot_config.c.id == 1).values(unset))
        adoption.note(f"set {len(unset)} economy settings to their defaults: {', '.join(unset)}")


def seed_catalog() -> None:
    for row in CONTENT_SETS:
        seed(content_sets, row, {"is_active": True})
    for row in PRODUCTS:
        seed(shop_products, row, {"is_active": True, "purchase_count": 0}, sells=row["code"])
    for row in REWARDS:
        reward_id = seed(rewards, row, EVERY_REWARD)
        if reward_id is not None:
            add_condition(reward_id, *CONDITIONS[row["code"]])


def seed(
    table: sa.TableClause, row: dict[str, Any], rest: dict[str, Any], *, sells: str | None = None
) -> int | None:
    """Add the row, or adopt the oldest of the same name; its id, or None if it was seeded before."""
    bind = op.get_bind()
    if bind.execute(sa.select(table.c.id).where(table.c.code == row["code"])).first():
        return None
    same_name = sa.select(table.c.id, table.c.code).where(table.c.name == row["name"]).order_by(table.c.id)
    named = bind.execute(same_name).all()
    free = [id_ for id_, code in named if code is None]
    if free:
        bind.execute(table.update().where(table.c.id == free[0]).values(code=row["code"]))
        adoption.note(f"adopted {row['name']!r} of {table.name} as {row['code']}")
        return int(free[0])
    if named:
        adoption.note(f"left out {row['code']} of {table.name}: another row is called {row['name']!r}")
        return None
    now = adoption.utc_now()
    values = row | rest | {"id": next_id(table), "created_at": now, "updated_at": now}
    if sells is not None:
        content_set = sa.select(content_sets.c.id).where(content_sets.c.code == sells)
        values["content_set_id"] = bind.execute(content_set).scalar()
        if values["content_set_id"] is None:
            adoption.note(f"left out {row['code']} of {table.name}: its content set was left out")
            return None
    bind.execute(table.insert().values(values))
    adoption.note(f"added {row['name']!r} to {table.name}")
    return int(values["id"])


def next_id(table: sa.TableClause) -> int:
    """Not from the sequence: PostgreSQL would not take the number back when the transaction rolls back,
    and a dry run or a kill must leave nothing behind."""
    return int(
        op.get_bind().execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1)).scalar_one()
    )


def add_condition(reward_id: int, condition_type: str, condition_value: int | None) -> None:
    bind = op.get_bind()
    if bind.execute(
        sa.select(reward_conditions.c.id).where(reward_conditions.c.reward_id == reward_id).limit(1)
    ).first():
        return
    bind.execute(
        reward_conditions.insert().values(
            id=next_id(reward_conditions), reward_id=reward_id, condition_type=condition_type,
            condition_value=condition_value, condition_group=0, sort_order=0, created_at=adoption.utc_now(),
        )
    )  # fmt: skip


def downgrade() -> None:
    """The economy's settings go back to NULL, and nothing else changes."""
    op.get_bind().execute(bot_config.update().values(dict.fromkeys(SETTINGS)))
    adoption.note("set the economy settings to NULL")
