"""What the seed adds, what it adopts, and what it leaves alone."""

from bot.database.upgrade import upgrade_database
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect

REWARD = (
    "id, name, description, reward_type, reward_value, is_repeatable, is_secret, claim_window_hours, "
    "is_active, sort_order, created_at, updated_at"
)


async def test_a_new_catalog_is_that_of_the_rules(empty_url: str, inspect: Inspect) -> None:
    await upgrade_database(empty_url)
    found = inspect(empty_url)
    assert found.sql(
        "SELECT code, name, description, reward_type, CAST(reward_value AS VARCHAR) AS v, claim_window_hours "
        "FROM rewards ORDER BY id"
    ) == [
        (
            "first-steps", "Primeros Pasos", "Da tu primera reacción al contenido", "BESITOS",
            '{"amount": 10}', "168",
        ),
        (
            "beginner-saver", "Ahorrador Principiante", "Acumula 100 besitos", "BADGE",
            '{"badge_name": "saver", "emoji": "\\ud83d\\udcb0"}', "168",
        ),
        (
            "seven-day-streak", "Racha de 7 Días", "Mantén una racha de 7 días reclamando el regalo diario",
            "BESITOS", '{"amount": 50}', "168",
        ),
    ]  # fmt: skip
    assert found.sql(
        "SELECT code, name, description, content_type, tier, CAST(file_ids AS VARCHAR) AS f "
        "FROM content_sets ORDER BY id"
    ) == [
        ("welcome-pack", "Welcome Pack", "Fotos de bienvenida", "PHOTO_SET", "FREE", "[]"),
        ("vip-special", "VIP Special", "Contenido premium mensual", "MIXED", "VIP", "[]"),
    ]
    assert found.sql(
        "SELECT code, name, description, besitos_price, vip_discount_percentage, vip_besitos_price, tier, "
        "purchase_count FROM shop_products ORDER BY id"
    ) == [
        (
            "welcome-pack", "Pack de Bienvenida", "Contenido especial para nuevos miembros", "50", "20", None,
            "FREE", "0",
        ),
        (
            "vip-special", "Pack VIP Especial", "Contenido exclusivo para suscriptores VIP", "200", "50",
            None, "VIP", "0",
        ),
    ]  # fmt: skip
    for table in ("rewards", "content_sets", "shop_products"):
        assert found.sql(f"SELECT count(*) FROM {table} WHERE is_active") == [
            found.sql(f"SELECT count(*) FROM {table}")[0]
        ]
    assert found.sql("SELECT count(*) FROM rewards WHERE is_repeatable OR is_secret") == [("0",)]


async def test_of_rows_of_one_name_the_oldest_is_adopted_and_the_others_stay(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("created", FEW)
    found = inspect(url)
    for number in (8, 4, 6):
        found.sql(
            "INSERT INTO content_sets "
            "(id, name, file_ids, content_type, tier, is_active, created_at, updated_at) "
            f"VALUES ({number}, 'Welcome Pack', '[]', 'VIDEO', 'VIP', false, '2026-01-01 00:00:00', "
            "'2026-01-02 00:00:00')"
        )
    await upgrade_database(url)
    named = "SELECT id, code, content_type FROM content_sets WHERE name = 'Welcome Pack' ORDER BY id"
    assert found.sql(named) == [
        ("4", "welcome-pack", "VIDEO"), ("6", None, "VIDEO"), ("8", None, "VIDEO"),
    ]  # fmt: skip


async def test_rewards_of_one_name_stay_and_only_the_index_on_names_is_left_out(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("created", FEW)
    found = inspect(url)
    for number in (3, 2):
        found.sql(
            f"INSERT INTO rewards ({REWARD}) VALUES ({number}, 'Primeros Pasos', NULL, 'BADGE', '{{}}', "
            "false, false, 5, true, 1, '2026-01-01 00:00:00', '2026-01-02 00:00:00')"
        )
    report = await upgrade_database(url)
    assert found.sql("SELECT id, code FROM rewards WHERE name = 'Primeros Pasos' ORDER BY id") == [
        ("2", "first-steps"), ("3", None),
    ]  # fmt: skip
    assert ("name",) not in found.unique_indexes("rewards")
    assert [step for step in report.steps if "more than one is called 'Primeros Pasos'" in step]


async def test_a_reward_that_has_a_condition_keeps_it_and_gets_no_other(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    found.sql(
        "INSERT INTO reward_conditions (id, reward_id, condition_type, condition_value, condition_group, "
        "sort_order, created_at) VALUES (9, 1, 'LEVEL_REACHED', 3, 1, 0, '2026-01-01 00:00:00')"
    )
    await upgrade_database(url)
    assert found.sql("SELECT id, condition_type FROM reward_conditions WHERE reward_id = 1") == [
        ("9", "LEVEL_REACHED")
    ]


async def test_a_settings_row_is_made_where_there_is_none(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    found.sql("DELETE FROM bot_config")
    await upgrade_database(url)
    assert found.sql("SELECT id, besitos_daily_gift, day_timezone, wait_time_minutes FROM bot_config") == [
        ("1", "50", "UTC", None)
    ]


async def test_a_single_setting_that_an_admin_chose_stays_beside_the_defaults(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("halfway", FEW)
    found = inspect(url)
    found.sql("UPDATE bot_config SET besitos_daily_gift = 0, streak_display_format = ''")
    await upgrade_database(url)
    assert found.sql(
        "SELECT besitos_daily_gift, streak_display_format, besitos_daily_base FROM bot_config"
    ) == [("0", "", "20")]


async def test_a_row_that_carries_another_code_is_not_taken_over(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    await upgrade_database(url, revision="0003", backup=False)
    found.sql("UPDATE content_sets SET code = 'mine' WHERE name = 'Welcome Pack'")
    found.sql("DELETE FROM user_content_access")
    found.sql("DELETE FROM shop_products")
    report = await upgrade_database(url, backup=False)
    assert found.sql("SELECT code FROM content_sets ORDER BY code") == [("mine",), ("vip-special",)]
    assert found.sql("SELECT code FROM shop_products") == [("vip-special",)]
    assert sum("left out welcome-pack" in step for step in report.steps) == 2
