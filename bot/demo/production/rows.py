"""The made-up rows of production_copy: what members, admins and lost indexes left in each table."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from .schema import State

GIVEN_NAMES = (
    "Lucía", "Martín", "Begoña Ñ.", "Chloé", "王芳", "محمد", "🌹 Rosa 🌹", "D'Angelo", '"Comillas"',
    "<b>Tag</b> & Co", "w" * 64, "Наталья", "Zoë & Max",
)  # fmt: skip
FREE_CHANNEL = "-1002100000002"
EPOCH = datetime(2026, 1, 24, 6, 12, 54, 777675)  # noqa: DTZ001 - the tables hold UTC without a zone
DUPLICATE = 100_000  # ids of rows that a lost index let in start after this

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table; their columns in the order of `columns`."""

    table: str
    columns: str
    rows: Iterable[Row]


def host_rows(state: State, ids: list[int]) -> Iterator[Rows]:
    """What stands in the host bot's tables, at every age."""
    settings = (
        "id, vip_channel_id, free_channel_id, wait_time_minutes, vip_reactions, free_reactions, "
        "subscription_fees, created_at, updated_at, social_instagram, social_tiktok, social_x, "
        "free_channel_invite_link"
    )
    row: Row = (
        1, "-1001100000001", FREE_CHANNEL, 1, _json(["❤️", "🔥", "😍"]), _json(["❤️", "👍"]),
        _json({"monthly": 10, "yearly": 100}), _at(0), _at(60), "@creadora", "@creadora_tt", "@creadora_x",
        "https://t.me/+Besitos000",
    )  # fmt: skip
    if state in ("played", "drifted"):  # an admin has been here: 7 and 33 are not the defaults
        settings += (
            ", level_formula, besitos_per_reaction, besitos_daily_gift, besitos_daily_streak_bonus, "
            "max_reactions_per_day, besitos_daily_base, besitos_streak_bonus_per_day, "
            "besitos_streak_bonus_max, streak_display_format"
        )
        row += ("floor(sqrt(total_earned / 100)) + 1", 7, 50, 10, 33, 20, 2, 50, "🔥 {days} days")
    yield Rows("bot_config", settings, [row])
    yield Rows(
        "users",
        "user_id, username, first_name, last_name, role, created_at, updated_at",
        (
            (
                user_id, f"user_{n}" if n % 5 else None, GIVEN_NAMES[n % len(GIVEN_NAMES)],
                None if n % 3 else "del Río", "ADMIN" if n == 0 else "FREE" if n % 7 else "VIP",
                _at(n % 40_000), _at(n % 40_000),
            )
            for n, user_id in enumerate(ids)
        ),
    )  # fmt: skip
    yield Rows(
        "subscription_plans",
        "id, name, duration_days, price, currency, active, created_at, created_by",
        [(1, "Plan Mensual", 30, 9.99, "$", True, _at(0), ids[0])],
    )
    vips = list(enumerate(ids[7::7], 1))
    yield Rows(
        "invitation_tokens",
        "id, token, generated_by, created_at, duration_hours, used, used_by, used_at, plan_id",
        (
            (n, f"{n:016x}", ids[0], _at(n), 720, True, user_id, _at(n + 5), 1 if n % 2 else None)
            for n, user_id in vips
        ),
    )
    yield Rows(
        "vip_subscribers",
        "id, user_id, join_date, expiry_date, status, vip_entry_stage, token_id",
        (
            (n, user_id, _at(n), "2099-01-01 00:00:00", "active", None if n % 2 else 1, n)
            if n % 4
            else (n, user_id, _at(n), _at(n + 43_200), "expired", 1, n)
            for n, user_id in vips
        ),
    )
    drifted = state == "drifted"
    yield Rows(
        "free_channel_requests",
        "id, user_id, request_date, processed, processed_at" + (", pending_request" if drifted else ""),
        (
            (n, user_id, _at(n), n % 2 == 0, None if n % 2 else _at(n + 1))
            + ((n % 2 == 1,) if drifted else ())
            for n, user_id in enumerate(ids[: max(1, len(ids) // 10)], 1)
        ),
    )
    yield Rows(
        "content_packages",
        "id, name, description, price, category, type, is_active, created_at, updated_at",
        [(1, "Sesión Única", "Detalles", 499, "VIP_PREMIUM", "COLLECTION", True, _at(9), _at(9))],
    )
    yield Rows(
        "user_interests",
        "id, user_id, package_id, is_attended, created_at",
        [(1, ids[-1], 1, False, _at(99))],
    )
    yield Rows(
        "user_role_change_log",
        "id, user_id, previous_role, new_role, changed_by, reason, change_source, changed_at",
        [(1, ids[-1], "FREE", "VIP", ids[0], "MANUAL_CHANGE", "ADMIN_PANEL", _at(98))],
    )


def _spent(state: State, n: int) -> int:
    """What the n-th player has spent: every tenth one with enough besitos bought the pack."""
    return 50 if state != "halfway" and n % 10 == 0 and n % 50 >= 10 else 0


def wallets(state: State, players: list[tuple[int, int]]) -> Iterator[Rows]:
    """Profiles, ledger, reactions and streaks of those who came back (number, Telegram id)."""
    profiles: list[Row] = []
    ledger: list[Row] = []
    reactions: list[Row] = []
    streaks: list[Row] = []
    for n, user_id in players:
        paid, spent = n % 50, _spent(state, n)
        earned = 5 * paid
        profiles.append(
            (n, user_id, earned - spent, earned, spent, 1 + int((earned // 100) ** 0.5), _at(n), _at(n))
        )
        for post in range(1, paid + 1):
            when = _at(n + post - 1)
            context = _json({"content_id": post})
            ledger.append((len(ledger) + 1, user_id, 5, "EARN_REACTION", "Reacción", context, when))
            reactions.append((len(reactions) + 1, user_id, post, FREE_CHANNEL, "❤️", when))
        if spent:
            context = _json({"product_id": 1})
            ledger.append((len(ledger) + 1, user_id, -spent, "SPEND_SHOP", "Compra", context, _at(n + 60)))
        if paid:
            streaks.append((len(streaks) + 1, user_id, "REACTION", n % 9, n % 9 + 2, _at(n), _at(n), _at(n)))
        if state == "drifted" and paid and n % 20 == 1:  # the index on emojis let two more in
            for emoji in ("🔥", "😈"):
                reactions.append((len(reactions) + 1, user_id, 1, FREE_CHANNEL, emoji, _at(n + 9)))
    yield Rows(
        "user_gamification_profiles",
        "id, user_id, balance, total_earned, total_spent, level, created_at, updated_at",
        profiles,
    )
    yield Rows("transactions", "id, user_id, amount, type, reason, transaction_metadata, created_at", ledger)
    yield Rows("user_reactions", "id, user_id, content_id, channel_id, emoji, created_at", reactions)
    yield Rows(
        "user_streaks",
        "id, user_id, streak_type, current_streak, longest_streak, last_reaction_date, created_at, "
        "updated_at",
        streaks,
    )


def catalog() -> Iterator[Rows]:
    """The catalog as an admin left it."""
    made, edited = _at(5), _at(6)
    files = _json(["AgACAgEAAxkBAAEA", "AgACAgEAAxkBAAEB"])
    yield Rows(
        "content_sets",
        "id, name, description, file_ids, content_type, tier, category, is_active, created_at, updated_at",
        [(1, "Welcome Pack", "Fotos", files, "PHOTO_SET", "FREE", "welcome", True, made, edited)],
    )
    yield Rows(
        "shop_products",
        "id, name, description, content_set_id, besitos_price, vip_discount_percentage, tier, is_active, "
        "sort_order, purchase_count, created_at, updated_at",
        [(1, "Pack de Bienvenida", "Lo cambió el admin", 1, 45, 20, "FREE", True, 3, 7, made, edited)],
    )
    yield Rows(
        "rewards",
        "id, name, description, reward_type, reward_value, is_repeatable, is_secret, claim_window_hours, "
        "is_active, sort_order, created_at, updated_at",
        [
            (
                1, "Primeros Pasos", "Lo reescribió el admin", "BESITOS", _json({"amount": 25}), False, False,
                72, False, 9, made, edited,
            )
        ],
    )  # fmt: skip


def purchases(state: State, players: list[tuple[int, int]]) -> Iterator[Rows]:
    """Who owns the pack, and where they stand with the reward."""
    access: list[Row] = []
    rewards: list[Row] = []
    for n, user_id in enumerate([user_id for k, user_id in players if _spent(state, k)], 1):
        access.append((n, user_id, 1, 1, "shop_purchase", 50, True, _at(n)))
        claimed = n % 2 == 1
        status = "CLAIMED" if claimed else "UNLOCKED"
        rewards.append(
            (n, user_id, 1, status, _at(n), _at(n + 2) if claimed else None, int(claimed), _at(5), _at(6))
        )
        if state == "drifted" and n % 3 == 0:  # no index: bought twice, and the reward a second time
            access.append((DUPLICATE + n, user_id, 1, 1, "shop_purchase", 50, True, _at(n + 1)))
            rewards.append((DUPLICATE + n, user_id, 1, "LOCKED", None, None, 0, _at(5), _at(6)))
    yield Rows(
        "user_content_access",
        "id, user_id, content_set_id, shop_product_id, access_type, besitos_paid, is_active, accessed_at",
        access,
    )
    yield Rows(
        "user_rewards",
        "id, user_id, reward_id, status, unlocked_at, claimed_at, claim_count, created_at, updated_at",
        rewards,
    )


@lru_cache(maxsize=65_536)
def _at(minutes: int) -> str:
    return (EPOCH + timedelta(minutes=minutes)).isoformat(sep=" ")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
