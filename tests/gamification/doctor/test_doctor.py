"""The doctor: finds whatever is broken on purpose, finds nothing in what the economy did itself, and writes
nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.database.tables.gamification import LedgerEntry
from bot.database.upgrade import upgrade_database
from bot.services.gamification import Condition, ConditionType, Identity, TransactionType
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.idempotency_keys import OWN_PREFIXES
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.corruption import NOW, break_by, findings_of, wrong_of
from tests.kit.databases import Kind
from tests.kit.statements import Statements

ADMIN, ANA, BEN, CAI = 7, 1, 2, 3
COMING_SOON = ["product 1 'Pack de Bienvenida'", "product 2 'Pack VIP Especial'"]

TO_OUR_SCHEMA = 'SET search_path TO "besitos"; '
"""What comes before statements to type where our tables live apart."""


@pytest.fixture
async def lived(database: Database) -> Database:
    """A database in which members did everything once."""
    gamification = assemble(database, clock=lambda: NOW, admin_ids=[ADMIN])
    for user_id in (ANA, BEN, CAI):
        await gamification.profiles.provision(Identity(user_id, f"M{user_id}"))
    product = await add_product(database, "Photos", 100)
    await gamification.daily_gift.claim(ANA)
    await gamification.reactions.react(ANA, "-1001", 5, "🔥")
    await gamification.rewards.claim(ANA, 1)
    for user_id in (ANA, BEN):
        await gamification.wallet.credit(
            user_id, 500, TransactionType.EARN_ADMIN, reason="x", key=f"k{user_id}"
        )
        await gamification.shop.buy(user_id, product, price=100)
    (bought,) = await gamification.shop.owned(BEN)
    await gamification.shop.refund(ADMIN, bought.id)
    return database


async def test_a_new_database_is_well_but_for_products_that_come_soon(database: Database) -> None:
    findings = await findings_of(database)
    assert [finding.wrong for finding in findings] == [False, False]
    for finding, product in zip(findings, COMING_SOON, strict=True):
        assert str(finding).startswith(f"note: {product} has no files yet: shown as coming soon")


@pytest.mark.every_shape
async def test_what_members_did_is_well(lived: Database) -> None:
    assert [str(finding).partition(" has no files")[0] for finding in await findings_of(lived)] == [
        f"note: {product}" for product in COMING_SOON
    ]


async def test_every_key_of_our_services_begins_with_a_prefix_that_hosts_may_not_use(lived: Database) -> None:
    await assemble(lived, clock=lambda: NOW + timedelta(days=1)).daily_gift.claim(ANA)
    keys: list[str] = await lived.read(
        lambda session: list(session.scalars(select(LedgerEntry.idempotency_key)))
    )
    ours = {prefix for prefix in OWN_PREFIXES if any(key.startswith(prefix) for key in keys)}
    assert ours == set(OWN_PREFIXES) - {"admin:", "erased:"}
    assert {key for key in keys if not key.startswith(OWN_PREFIXES)} == {f"k{ANA}", f"k{BEN}"}


BROKEN = [
    # wallets and the ledger
    ("UPDATE user_gamification_profiles SET balance = 5 WHERE user_id = 3",
     ["member 3: the balance is 5, but 0 earned less 0 spent are 0",
      "member 3: the balance is 5, but the ledger's entries make 0"]),
    ("UPDATE user_gamification_profiles SET balance = -5, total_spent = 5 WHERE user_id = 3",
     ["member 3: balance is -5, below 0", "member 3: the balance is -5, but the ledger's entries make 0"]),
    ("UPDATE user_gamification_profiles SET total_earned = total_earned + 4, total_spent = total_spent + 4 "
     "WHERE user_id = 2", ["member 2: total_earned is 504, but the ledger's entries make 500"]),
    ("UPDATE user_gamification_profiles SET level = 9 WHERE user_id = 3",
     ["member 3: the stored level is 9, and 0 besitos earned give 1"]),
    ("DELETE FROM user_gamification_profiles WHERE user_id = 2",
     ["of member 2: the member has no profile"] * 3),
    ("DELETE FROM users WHERE user_id = 3", ["member 3: has a profile, but is not in users"]),
    ("UPDATE transactions SET type = 'GIFT' WHERE idempotency_key = 'k2'", ["the type 'GIFT' is not known"]),
    ("UPDATE transactions SET type = 'SPEND_ADMIN' WHERE idempotency_key = 'k2'",
     ["of member 2: SPEND_ADMIN with an amount of 500"]),
    ("UPDATE transactions SET source = 'quiz', type = 'EARN_DAILY' WHERE idempotency_key = 'k2'",
     ["of member 2: EARN_DAILY with a source, 'quiz', which only a host's has"]),
    # streaks
    ("UPDATE user_streaks SET longest_streak = 0 WHERE streak_type = 'DAILY_GIFT'",
     ["member 1, streak DAILY_GIFT: the longest (0) is shorter than the present one (1)"]),
    ("UPDATE user_streaks SET current_streak = -1 WHERE streak_type = 'REACTION'",
     ["member 1, streak REACTION: a length is below 0 (now -1, longest 1)"]),
    ("UPDATE user_streaks SET last_claim_date = '2026-11-25 00:00:00' WHERE streak_type = 'DAILY_GIFT'",
     ["the last day of a streak is later than tomorrow in 1 row (of 1): the clock that wrote it was ahead; "
      "correct the clock of every host"]),
    ("UPDATE user_rewards SET baseline_day = '2031-01-01 00:00:00' WHERE reward_id = 1",
     ["a time of a member's reward is later than tomorrow in 1 row (of 1)"]),
    ("UPDATE user_streaks SET last_reaction_date = NULL WHERE streak_type = 'REACTION'",
     ["member 1, streak REACTION: 1 days long without a last day"]),
    # what members own
    ("UPDATE user_rewards SET claim_count = 0 WHERE reward_id = 1",
     ["member 1, reward 1: is CLAIMED with a claim_count of 0", "paid claim 1, but claim_count is 0"]),
    ("DELETE FROM rewards WHERE id = 1",
     ["conditions of reward 1, which does not exist", "member 1, reward 1: there is no such reward"]),
    ("UPDATE user_content_access SET is_active = (1 = 1) WHERE user_id = 2",
     ["product 3 'Photos': purchase_count is 1, but 2 members own it",
      "member 2 to content set 3: was refunded and is still active"]),
    ("UPDATE user_content_access SET besitos_paid = 99 WHERE user_id = 1",
     ["paid 99, but entry purchase:3:1:1 is SPEND_SHOP -100 of member 1"]),
    ("UPDATE transactions SET idempotency_key = 'x' WHERE idempotency_key = 'purchase:3:1:1'",
     ["member 1 to content set 3: paid 100, but the ledger has no entry purchase:3:1:1"]),
    ("UPDATE transactions SET idempotency_key = 'x' WHERE idempotency_key LIKE 'refund:%'",
     ["member 2 to content set 3: is marked as refunded, but the ledger has no entry refund:"]),
    ("DELETE FROM user_content_access WHERE user_id = 1",
     ["charged member 1 (purchase:3:1:1), who does not have the content"]),
    ("UPDATE user_content_access SET content_set_id = 99 WHERE user_id = 1",
     ["member 1 to content set 99: there is no such content set",
      "charged member 1 (purchase:3:1:1), who does not have the content"]),
    # settings
    ("UPDATE bot_config SET besitos_daily_gift = -3",
     ["the setting besitos_daily_gift is ignored: must be a whole number from 1 to 1,000,000, not -3; set it "
      "to a legal value; until then the default holds, 50"]),
    ("UPDATE bot_config SET day_timezone = 'Mars/Olympus'",
     ["the setting day_timezone is ignored: 'Mars/Olympus' is not an IANA time zone"]),
    ("UPDATE bot_config SET level_formula = '10 - total_earned'", ["the setting level_formula is ignored: "]),
    ("UPDATE bot_config SET streak_display_format = 'none'",
     ["the setting streak_display_format is ignored: "]),
    ("UPDATE bot_config SET vip_channel_id = 'the VIP one', vip_reactions = '{}'",
     ["vip_channel_id is not a channel id: 'the VIP one'", "vip_reactions is not a list of emojis"]),
    ("DELETE FROM bot_config", ["bot_config has no row with id 1"]),
    # the catalog
    ("DELETE FROM reward_conditions WHERE reward_id = 3",
     ["reward 3 'Racha de 7 Días': has no conditions and never unlocks by itself"]),
    ("UPDATE reward_conditions SET condition_type = 'LUCK' WHERE reward_id = 3",
     ["reward 3 'Racha de 7 Días': the condition LUCK 7 has an unknown type",
      "reward 3 'Racha de 7 Días': can never unlock, because of its group 0"]),
    ("UPDATE reward_conditions SET condition_value = NULL WHERE reward_id = 3",
     ["the condition STREAK_LENGTH is not legal: condition_value must be a whole number from 1",
      "reward 3 'Racha de 7 Días': can never unlock"]),
    ("UPDATE reward_conditions SET condition_value = 40000 WHERE reward_id = 3",
     ["the condition STREAK_LENGTH 40000 can never be met", "can never unlock"]),
    ("UPDATE reward_conditions SET condition_type = 'LEVEL_REACHED', condition_value = 200000 "
     "WHERE reward_id = 3",
     ["1,000,000,000,000 besitos do not reach this level by floor(", "can never unlock"]),
    ("""UPDATE rewards SET reward_value = '{"amount": 100001}', claim_window_hours = 0 WHERE id = 1""",
     ["reward 1 'Primeros Pasos': amount must be a whole number from 1 to 100,000, not 100001",
      "reward 1 'Primeros Pasos': claim_window_hours must be a whole number from 1 to 8,760, not 0"]),
    ("UPDATE rewards SET claim_window_hours = 9000 WHERE id = 1",
     ["reward 1 'Primeros Pasos': claim_window_hours must be a whole number from 1 to 8,760, not 9000"]),
    ("""UPDATE rewards SET reward_type = 'CONTENT', reward_value = '{"content_set_id": 88}' WHERE id = 1""",
     ["reward 1 'Primeros Pasos': gives content set 88, which does not exist"]),
    ("UPDATE shop_products SET besitos_price = -1, vip_discount_percentage = 101 WHERE id = 1",
     ["product 1 'Pack de Bienvenida': besitos_price must be a whole number from 0 to 1,000,000,000, not -1",
      "'Pack de Bienvenida': vip_discount_percentage must be a whole number from 0 to 100, not 101"]),
    ("UPDATE shop_products SET stock = -1 WHERE id = 1",
     ["product 1 'Pack de Bienvenida': stock must be a whole number from 0 to 1,000,000,000, not -1"]),
    ("UPDATE shop_products SET content_set_id = 99 WHERE id = 1",
     ["product 1 'Pack de Bienvenida': sells content set 99, which does not exist"]),
    ("UPDATE shop_products SET purchase_count = 0 WHERE id = 3",
     ["product 3 'Photos': purchase_count is 0, but 1 members own it by purchase; set purchase_count to 1"]),
    ("UPDATE content_sets SET tier = 'GOLD' WHERE id = 1",
     ["content set 1 'Welcome Pack': tier must be one of FREE, VIP, PREMIUM, GIFT, not 'GOLD'"]),
    # the schema
    ("DROP INDEX uq_transactions_idempotency_key",
     ["nothing keeps transactions from having two rows of one idempotency_key; stop the bot and make the "
      "index again: CREATE UNIQUE INDEX uq_transactions_idempotency_key ON transactions (idempotency_key)"]),
    ("DROP INDEX idx_user_streak_type",
     ["nothing keeps user_streaks from having two rows of one user_id and streak_type"]),
    ("DROP INDEX uq_transactions_idempotency_key; CREATE UNIQUE INDEX uq_transactions_idempotency_key "
     "ON transactions (idempotency_key) WHERE idempotency_key IS NOT NULL",
     ["nothing keeps transactions from having two rows of one idempotency_key"]),
    ("DROP INDEX idx_user_reward_user_reward; CREATE UNIQUE INDEX idx_user_reward_user_reward ON "
     "user_rewards (user_id, reward_id, status)",
     ["nothing keeps user_rewards from having two rows of one user_id and reward_id"]),
    ("DROP INDEX idx_user_reward_user_reward; CREATE INDEX idx_user_reward_user_reward ON "
     "user_rewards (user_id, reward_id)",
     ["nothing keeps user_rewards from having two rows of one user_id and reward_id"]),
    ("DELETE FROM gamification_catalog",
     ["gamification_catalog has no row with id 1: bots that run do not notice edits of the catalog"]),
    ("DROP INDEX uq_job_runs_active_kind", ["nothing keeps job_runs from having two rows of one kind"]),
    ("DROP TABLE user_reactions", ["the table user_reactions is missing"]),
    ("ALTER TABLE bot_config DROP COLUMN day_timezone", ["the column bot_config.day_timezone is missing"]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "expected"), BROKEN, ids=[statement for statement, _ in BROKEN])
async def test_what_is_broken_is_found_and_nothing_else(
    lived: Database, database_url: str, statement: str, expected: list[str]
) -> None:
    await break_by(database_url, statement)
    found = [line.replace(TO_OUR_SCHEMA, "") for line in await wrong_of(lived)]
    for text in expected:
        assert any(text in line for line in found), found
    assert len(found) == len(expected), found
    for line in found:
        assert "\n" not in line
        assert "; " in line  # what to do


async def test_a_reward_of_which_one_of_a_group_can_hold_is_well(
    database: Database, database_url: str
) -> None:
    reward = await add_reward(
        database, "One of", ("FIRST_REACTION", None), ("STREAK_LENGTH", 40_000, 1), ("TOTAL_POINTS", 5, 1)
    )
    assert await wrong_of(database) == [
        f"reward {reward} 'One of': the condition STREAK_LENGTH 40000 can never be met: it asks for a "
        "streak of more than a hundred years; edit its conditions"
    ]
    await break_by(database_url, "UPDATE rewards SET is_active = (1 = 0) WHERE name = 'One of'",
                   "DELETE FROM reward_conditions WHERE condition_value = 40000")  # fmt: skip
    assert await wrong_of(database) == []


async def test_an_inactive_reward_need_not_fire(database: Database) -> None:
    await add_reward(database, "Sleeping", active=False)
    assert await wrong_of(database) == []
    await add_reward(database, "Awake")
    (line,) = await wrong_of(database)
    assert "'Awake': has no conditions and never unlocks by itself" in line


async def test_notes_do_not_make_it_wrong(database: Database, database_url: str) -> None:
    await add_reward(database, "Again", ("FIRST_REACTION", None), repeatable=True)
    await add_reward(database, "Come back", ("FIRST_REACTION", None), ("NOT_VIP", None),
                     type_="VIP_EXTENSION", value={"days": 7})  # fmt: skip
    await add_product(database, "Dear to VIPs", 10, vip_price=20)
    await add_product(database, "Gift", 10, tier="GIFT")
    await add_product(database, "Hidden", 10, content_active=False)
    await break_by(database_url, "UPDATE shop_products SET purchase_count = 4 WHERE id = 1",
                   "DROP INDEX idx_content_reactions")  # fmt: skip
    findings = await findings_of(database)
    assert not any(finding.wrong for finding in findings)
    said = "\n".join(map(str, findings)).replace(TO_OUR_SCHEMA, "")
    for text in (
        "is repeatable, but unlocks only once by its conditions",
        "'Come back': gives VIP days to non-VIP members, but only lapsed subscribers can claim them",
        "'Dear to VIPs' costs VIP members more than others",
        "'Gift' is not shown: the tier GIFT is never sold",
        "'Hidden' is not shown: its content set is inactive",
        "purchase_count is 4, and 0 members own it by purchase now",
        "the index idx_content_reactions is missing: slow; make it again: CREATE INDEX idx_content_reactions",
    ):
        assert text in said


async def test_a_day_that_is_tomorrow_only_here_is_no_future(lived: Database, database_url: str) -> None:
    """Written in a zone that lies further east than the one set now."""
    await break_by(database_url, "UPDATE user_streaks SET last_claim_date = '2026-11-24 00:00:00'")
    assert await wrong_of(lived) == []


async def test_a_level_formula_in_force_is_the_one_that_levels_are_held_against(lived: Database) -> None:
    gamification = assemble(lived, clock=lambda: NOW)
    await gamification.economy.update(ADMIN, level_formula="1 + min(floor(total_earned / 10), 500)")
    assert await wrong_of(lived) == []


async def test_what_admins_make_through_the_catalog_is_well(database: Database) -> None:
    catalog = assemble(database, clock=lambda: NOW).catalog
    await catalog.create_reward(
        ADMIN, name="Big", reward_type="BESITOS", reward_value={"amount": 100_000}, claim_window_hours=8_760,
        conditions=[Condition(ConditionType.LEVEL_REACHED, 100), Condition(ConditionType.NOT_VIP)],
    )  # fmt: skip
    content = await catalog.create_content_set(
        ADMIN, name="Set", content_type="MIXED", file_ids=["AgACAgQAAxkBAAEA"]
    )
    await catalog.create_product(ADMIN, name="P", content_set_id=content.id, besitos_price=10**9)
    assert await wrong_of(database) == []


async def test_members_of_every_page_are_looked_at(database: Database, database_url: str) -> None:
    gamification = assemble(database, clock=lambda: NOW)
    await gamification.profiles.ensure(Identity(n, "x") for n in range(1, 2_502))
    last = "UPDATE user_gamification_profiles SET level = 3 WHERE user_id IN (1, 1000, 1001, 2000, 2501)"
    await break_by(database_url, last)
    found = await wrong_of(database)
    assert [line.split(":")[0] for line in found] == [f"member {n}" for n in (1, 1000, 1001, 2000, 2501)]


async def test_a_row_that_cannot_be_read_is_a_finding_too(tmp_path: Path) -> None:
    """SQLite keeps whatever it is given."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'odd.db'}"
    await upgrade_database(url, backup=False)
    database = Database(url)
    await assemble(database, clock=lambda: NOW).profiles.provision(Identity(ANA, "Ana"))
    await assemble(database, clock=lambda: NOW).daily_gift.claim(ANA)
    await break_by(url, "UPDATE user_streaks SET last_claim_date = 'yesterday'",
                   "UPDATE rewards SET reward_value = '{' WHERE id = 2",
                   "UPDATE content_sets SET file_ids = 'none' WHERE id = 1")  # fmt: skip
    found = await wrong_of(database)
    await database.close()
    assert len(found) == 3
    assert "content set 1 'Welcome Pack': its files are not JSON" in found[0]
    assert "reward 2 'Ahorrador Principiante': its value is not JSON" in found[1]
    assert "user_streaks: a row after key" in found[2]


async def test_a_database_of_a_newer_version_is_not_examined(database: Database, database_url: str) -> None:
    await break_by(database_url, "UPDATE gamification_version SET version_num = '9999'")
    (found,) = await wrong_of(database)
    assert "install the newer version" in found


async def test_nothing_but_select_is_sent(lived: Database, statements: Statements, kind: Kind) -> None:
    await lived.read(lambda session: session.connection())
    statements.sent()
    await findings_of(lived)
    sent = statements.sent()
    assert len(sent) > 10
    ours = [statement for statement in sent if "pg_catalog" not in statement]
    assert all(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in ours), ours


async def test_a_ledger_entry_dated_ahead_is_a_note_for_the_ledger_is_never_changed(
    lived: Database, database_url: str
) -> None:
    await break_by(
        database_url, "UPDATE transactions SET created_at = '2031-01-01 00:00:00' WHERE user_id = 2"
    )
    findings = await findings_of(lived)
    assert not any(finding.wrong for finding in findings)
    (note,) = [str(finding) for finding in findings if finding.kind == "ledger_ahead"]
    assert "the time of a ledger entry is later than tomorrow in 3 rows (of 2)" in note
    assert "the ledger is never changed" in note


@pytest.mark.every_shape
async def test_a_missing_trigger_of_the_catalog_is_found_and_made_again_by_what_the_doctor_says(
    lived: Database, database_url: str, kind: Kind
) -> None:
    drop = {
        "sqlite": ["DROP TRIGGER gamification_rewards_update"],
        "postgresql": ["DROP FUNCTION gamification_catalog_changed() CASCADE"],
    }[kind]
    await break_by(database_url, *drop)
    found = await wrong_of(lived)
    assert len(found) == {"sqlite": 1, "postgresql": 2}[kind]
    for line in found:
        assert "is missing or disabled: bots that run do not notice edits; make it again" in line
        await break_by(database_url, line.partition("start the bots again: ")[2])
    assert await wrong_of(lived) == []
    if kind == "postgresql":
        await break_by(database_url, "ALTER TABLE rewards DISABLE TRIGGER gamification_rewards_changed")
        (line,) = await wrong_of(lived)
        await break_by(database_url, line.partition("start the bots again: ")[2])
        assert await wrong_of(lived) == []


async def test_every_finding_has_a_kind_that_is_a_plain_code(lived: Database, database_url: str) -> None:
    await break_by(database_url, "UPDATE user_gamification_profiles SET balance = 5, level = 9")
    findings = await findings_of(lived)
    assert {"balance_differs_from_ledger", "stored_level", "product_not_sold"} <= {
        finding.kind for finding in findings
    }
    assert all(re.fullmatch("[a-z_]+", finding.kind) for finding in findings)
