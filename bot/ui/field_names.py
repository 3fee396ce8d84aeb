"""What the creator's panel calls the fields of settings and of the catalog, for errors that are about one."""

from collections.abc import Mapping
from datetime import datetime

from .moments import day_and_time
from .texts import Texts

SETTINGS: Mapping[str, str] = {
    "besitos_per_reaction": "admin-economy-word-reaction",
    "max_reactions_per_day": "admin-economy-word-reactions-a-day",
    "reaction_cooldown_seconds": "admin-economy-word-cooldown",
    "besitos_daily_gift": "admin-economy-word-gift",
    "besitos_daily_streak_bonus": "admin-economy-word-bonus",
    "besitos_streak_bonus_per_day": "admin-economy-word-bonus-a-day",
    "besitos_streak_bonus_max": "admin-economy-word-bonus-max",
    "besitos_daily_base": "admin-economy-word-base",
    "streak_display_format": "admin-economy-word-streak",
    "level_formula": "admin-economy-word-formula",
    "day_timezone": "admin-economy-word-zone",
}
"""Every setting of the economy, in the order of the list, with what it is called."""
FIELDS: Mapping[str, str] = {
    **SETTINGS,
    "name": "error-field-name",
    "description": "admin-shop-button-description",
    "code": "error-field-code",
    "category": "error-field-category",
    "tier": "admin-shop-button-tier",
    "content_type": "admin-shop-button-kind",
    "content_set_id": "admin-shop-button-content",
    "file_ids": "error-field-files",
    "position": "error-field-order",
    "sort_order": "error-field-order",
    "besitos_price": "admin-shop-button-price",
    "vip_besitos_price": "admin-shop-button-vip",
    "vip_discount_percentage": "error-field-discount",
    "stock": "admin-shop-button-stock",
    "ends_at": "admin-shop-button-ends",
    "is_active": "error-field-active",
    "is_repeatable": "error-field-repeatable",
    "is_secret": "error-field-secret",
    "reward_type": "admin-rewards-button-gift",
    "reward_value": "admin-rewards-button-gift",
    "amount": "admin-rewards-button-besitos",
    "days": "admin-rewards-button-vip",
    "badge_name": "admin-rewards-button-badge",
    "emoji": "admin-rewards-button-badge",
    "claim_window_hours": "admin-rewards-button-hours",
    "conditions": "admin-rewards-button-conditions",
    "condition_value": "admin-rewards-button-conditions",
    "condition_group": "admin-rewards-button-conditions",
    "channel": "error-field-channel",
    "vip_channel_id": "error-field-channel",
    "free_channel_id": "error-field-channel",
    "emojis": "error-field-emojis",
    "vip_reactions": "error-field-emojis",
    "free_reactions": "error-field-emojis",
    "streak": "error-field-streak",
    "vip": "error-field-vip",
    "reason": "error-field-reason",
    "segment": "error-field-segment",
    "post": "error-field-post",
}
"""Every field that an error can be about, with what the panel calls it."""


def field_name(name: str, texts: Texts) -> str:
    """Return what a field is called; one that the panel does not know, as it is stored."""
    key = FIELDS.get(name)
    return name.replace("_", " ") if key is None else texts.plain(key)


def field_value(value: object, texts: Texts) -> str:
    """Return what a field holds now."""
    if value is None:
        return texts.plain("admin-audit-word-nothing")
    if isinstance(value, bool):
        return texts.plain("admin-audit-word-yes-no", value="yes" if value else "no")
    if isinstance(value, datetime):
        return day_and_time(value, texts.language)
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value)
