"""docs/rules.md and the code have the same numbers: settings with their ranges, amounts, keys, catalog."""

import re
from pathlib import Path
from types import ModuleType

import pytest
from alembic.util import load_python_file

from bot.services.gamification.errors import InvalidSetting
from bot.services.gamification.events import ledger
from bot.services.gamification.reactions.reactions import MAX_CLOCK_SKEW
from bot.services.gamification.rules import catalog, levels, settings, streak_days
from bot.services.gamification.rules.idempotency_keys import OWN_PREFIXES
from bot.services.gamification.rules.rewards import ConditionType, RewardType
from bot.services.gamification.rules.settings import EconomySettings
from bot.services.gamification.rules.streaks import gift_for
from bot.services.gamification.rules.transaction_types import TransactionType
from bot.telegram.delivery import MAX_ALBUM_FILES
from bot.telegram.keyboard_updater import UpdateLimits
from tests.docs.pages import code, section, tables

CHAIN = Path(__file__).parents[2] / "alembic" / "versions"


def flat(heading: str) -> str:
    """A section as one line."""
    return " ".join(section("rules.md", heading).split())


def numbers(text: str) -> list[int]:
    """Whole numbers as people write them."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d|\d", text)]


@pytest.fixture(scope="module")
def seed() -> ModuleType:
    """The revision that seeds settings and catalog."""
    return load_python_file(str(CHAIN), "0004_seed.py")


def test_settings_have_these_defaults_and_ranges(seed: ModuleType) -> None:
    (rows,) = tables(section("rules.md", "Settings"))
    names = [row[0].removesuffix(" (new)") for row in rows]
    assert names == list(settings.NAMES) == list(seed.SETTINGS)
    for name, (_, default, legal, _) in zip(names, rows, strict=True):
        shown = default.strip("`")
        assert shown == str(getattr(EconomySettings(), name)) == str(seed.SETTINGS[name])
        if name in settings.RANGES:
            assert tuple(numbers(legal)) == settings.RANGES[name]
    legal_of = dict(zip(names, (row[2] for row in rows), strict=True))
    assert numbers(legal_of["streak_display_format"]) == [settings.MAX_STREAK_FORMAT_LENGTH]
    assert numbers(legal_of["level_formula"]) == [levels.MAX_LENGTH]
    notes = code(flat("Settings").split("Two more columns")[1])[:2]
    assert tuple(notes) == settings.NOTED


def test_a_claim_pays_what_the_example_says() -> None:
    found = re.search(r"So ([\d, ]+) \.\.\. (\d+)\.", flat("Settings"))
    assert found
    paid = [
        sum((part.gift, part.streak_bonus))
        for day in range(1, 60)
        for part in [gift_for(day, EconomySettings())]
    ]
    assert paid[:4] == numbers(found[1].replace(", ", " "))
    assert max(paid) == paid[-1] == int(found[2])
    assert "50; streak part 0 for n = 1, else `min(10 + 2·(n-2), 50)`" in flat("Settings")


def test_formulas_have_these_bounds_and_parts() -> None:
    text = flat("Settings")
    assert f"less than {levels.MAX_LEVELS:,} at 10^{len(str(levels.TOP)) - 1}" in text
    default = levels.level_formula(levels.DEFAULT_FORMULA)
    assert f"the default excepted (it gives {default.level(levels.TOP):,} there)" in text
    assert f"and {', '.join(levels.FUNCTIONS)}." in text
    assert (
        levels.level_formula("1 + total_earned * 9998 // 10**12").level(levels.TOP) == levels.MAX_LEVELS - 1
    )
    with pytest.raises(InvalidSetting, match="under 10,000"):
        levels.level_formula("1 + total_earned * 9999 // 10**12")


def test_the_wallet_knows_these_types_amounts_and_keys() -> None:
    text = flat("Wallet")
    types = re.search(r"Types: ([A-Z_, ]+)\.", text)
    assert types
    assert types[1].split(", ") == [kind.value for kind in TransactionType]
    assert f"One operation: 1 to {ledger.MAX_AMOUNT:,}." in text
    assert f"1 to {ledger.MAX_KEY_LENGTH} characters" in text
    assert f"at most {ledger.MAX_REASON_LENGTH} characters" in text
    refused = re.search(r"begin with none of ([^;]*?); others are refused", text)
    assert refused
    assert tuple(code(refused[1])) == OWN_PREFIXES
    ours = re.search(r"Keys of our own: (.*?) for what admins do", text)
    assert ours
    assert tuple(f"{key.split(':')[0]}:" for key in code(ours[1])) == OWN_PREFIXES


def test_reactions_and_days_wait_for_so_long() -> None:
    assert f"more than {MAX_CLOCK_SKEW.total_seconds() / 60:.0f} minutes ahead" in flat("Reactions")
    assert f"at most one edit per post in {UpdateLimits().post_seconds:.0f} seconds" in flat("Reactions")
    text = flat("Daily gift and streaks")
    hours = {
        "opens {} hours after": streak_days.MIN_HOURS_AFTER_ZONE_CHANGE,
        "kept for {} hours": streak_days.GRACE_AFTER_ZONE_CHANGE,
    }
    for sentence, time in hours.items():
        assert sentence.format(f"{time.total_seconds() / 3600:.0f}") in text
    assert f"at most {streak_days.MAX_WAIT_AFTER_ZONE_CHANGE.days} days" in text


def test_the_shop_has_these_limits() -> None:
    text = flat("Shop")
    assert f"Price {catalog.PRICE[0]} to {catalog.PRICE[1]:,}" in text
    assert f"albums of at most {MAX_ALBUM_FILES}" in text


def test_rewards_have_these_types_conditions_and_limits(seed: ModuleType) -> None:
    text = flat("Rewards")
    types = re.search(r"Types: (.*?)\. Conditions: (.*?)\. -", text)
    assert types
    assert set(re.findall(r"\b[A-Z_]{4,}\b", types[1])) == {kind.value for kind in RewardType}
    with_value, without = types[2].split(" (with a value); ")
    assert set(re.findall(r"[A-Z_]{4,}", with_value)) == {k.value for k in ConditionType if k.has_value}
    assert set(re.findall(r"[A-Z_]{4,}", without)) == {k.value for k in ConditionType if not k.has_value}
    legal = re.search(r"Legal values: besitos (.*?), VIP days (.*?), window (.*?) hours", text)
    assert legal
    ranges = (catalog.BESITOS, catalog.VIP_DAYS, catalog.WINDOW_HOURS)
    assert tuple(tuple(numbers(part)) for part in legal.groups()) == ranges
    assert f"claim_window_hours ({seed.EVERY_REWARD['claim_window_hours']})" in text


def test_the_seed_is_the_table(seed: ModuleType) -> None:
    (rows,) = tables(section("rules.md", "Catalog seed"))
    shown = {(row[0].split("`")[0].strip(), code(row[0])[0]): row[1] for row in rows}
    assert list(shown) == [
        *(("reward", row["code"]) for row in seed.REWARDS),
        *(("content set", row["code"]) for row in seed.CONTENT_SETS),
        *(("product", row["code"]) for row in seed.PRODUCTS),
    ]
    for row in seed.REWARDS:
        value = row["reward_value"]
        gives = (
            f"BESITOS {value['amount']}" if row["reward_type"] == "BESITOS"
            else f'BADGE {{"badge_name": "{value["badge_name"]}", "emoji": "{value["emoji"]}"}}'
        )  # fmt: skip
        condition, number = seed.CONDITIONS[row["code"]]
        when = f"condition {condition}" + (f" {number}" if number is not None else "")
        expected = f'"{row["name"]}", "{row["description"]}", {gives}, {when}'
        assert shown["reward", row["code"]] == expected
    for row in seed.CONTENT_SETS:
        expected = f'"{row["name"]}", "{row["description"]}", {row["content_type"]}, {row["tier"]}, no files'
        assert shown["content set", row["code"]] == expected
        assert row["file_ids"] == []
    for row in seed.PRODUCTS:
        price = f"{row['besitos_price']} besitos, {row['vip_discount_percentage']} % for VIP"
        expected = f'"{row["name"]}", "{row["description"]}", {price}, {row["tier"]}'
        assert shown["product", row["code"]] == expected
    window = seed.EVERY_REWARD["claim_window_hours"]
    assert {
        "is_repeatable": False, "is_secret": False, "claim_window_hours": window, "is_active": True,
    } == seed.EVERY_REWARD  # fmt: skip
    assert f"Not repeatable, not secret, window {window} h, active, in this order." in flat("Catalog seed")
