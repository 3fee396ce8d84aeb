"""Checks what a row of the catalog may hold (docs/rules.md, Rewards and Shop): pure checks of a whole row,
new or as it would be after an edit."""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..errors import InvalidSetting, SettingTrouble
from .content_files import ContentType
from .ids import MAX_CATALOG_ID
from .prices import Tier
from .rewards import Condition, ConditionType, HostCondition, RewardType
from .storable import check_json, is_storable

BESITOS = (1, 100_000)
VIP_DAYS = (1, 365)
WINDOW_HOURS = (1, 8_760)
PRICE = (0, 1_000_000_000)
DISCOUNT = (0, 100)
STOCK = (0, 1_000_000_000)
ENDS_AT = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
SORT_ORDER = (-1_000_000, 1_000_000)
CONDITION_VALUE = (1, 1_000_000_000)
CONDITION_GROUP = (0, 100)
MAX_CONDITIONS = 20
MAX_FILES = 500
MAX_FILE_ID_LENGTH = 300
MAX_CODE_LENGTH = 64


def check_reward(
    row: Mapping[str, Any], conditions: Iterable[Condition], registered: Container[str] = ()
) -> None:
    """Raises InvalidSetting, naming the field and its range. `registered`: the host's own conditions."""
    _text(row, "name", 200)
    _text(row, "description", 500, optional=True)
    _text(row, "code", MAX_CODE_LENGTH, optional=True)
    kind = _one_of(row, "reward_type", [kind.value for kind in RewardType])
    _check_value(RewardType(kind), row["reward_value"])
    _whole(row, "claim_window_hours", WINDOW_HOURS)
    _whole(row, "sort_order", SORT_ORDER)
    for name in ("is_repeatable", "is_secret", "is_active"):
        _truth(row, name)
    given = list(conditions)
    if len(given) > MAX_CONDITIONS:
        raise InvalidSetting(
            "conditions",
            f"must be at most {MAX_CONDITIONS}, not {len(given)}",
            SettingTrouble.TOO_MANY,
            {"most": MAX_CONDITIONS},
        )
    for condition in given:
        check_condition(condition, registered)


def check_content_set(row: Mapping[str, Any]) -> None:
    """Raises InvalidSetting, naming the field and its range."""
    _text(row, "name", 200)
    _text(row, "description", 1000, optional=True)
    _text(row, "category", 50, optional=True)
    _text(row, "code", MAX_CODE_LENGTH, optional=True)
    _one_of(row, "content_type", list(ContentType))
    _one_of(row, "tier", list(Tier))
    _truth(row, "is_active")
    files = row["file_ids"]
    if not isinstance(files, list) or len(files) > MAX_FILES:
        raise InvalidSetting(
            "file_ids",
            f"must be a list of at most {MAX_FILES} file ids",
            SettingTrouble.TOO_MANY,
            {"most": MAX_FILES},
        )
    for item in files:
        file_id = item.get("file_id") if isinstance(item, Mapping) else item
        if not isinstance(file_id, str) or not 1 <= len(file_id.strip()) <= MAX_FILE_ID_LENGTH:
            raise InvalidSetting(
                "file_ids", f"may only hold Telegram file ids, not {item!r:.40}", SettingTrouble.NOT_A_FILE
            )
    try:
        check_json("file_ids", files, max_parts=10 * MAX_FILES, max_characters=MAX_FILES * MAX_FILE_ID_LENGTH)
    except ValueError as error:
        raise InvalidSetting(
            "file_ids", str(error).removeprefix("file_ids "), SettingTrouble.NOT_A_FILE
        ) from error


def check_product(row: Mapping[str, Any]) -> None:
    """Raises InvalidSetting, naming the field and its range."""
    _text(row, "name", 200)
    _text(row, "description", 1000, optional=True)
    _text(row, "code", MAX_CODE_LENGTH, optional=True)
    _one_of(row, "tier", list(Tier))
    _whole(row, "besitos_price", PRICE)
    _whole(row, "vip_discount_percentage", DISCOUNT)
    if row["vip_besitos_price"] is not None:
        _whole(row, "vip_besitos_price", PRICE)
    _whole(row, "sort_order", SORT_ORDER)
    _truth(row, "is_active")
    if row["stock"] is not None:
        _whole(row, "stock", STOCK)
    if row["ends_at"] is not None:
        _moment(row, "ends_at", ENDS_AT)


def _check_value(kind: RewardType, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InvalidSetting(
            "reward_value", f"must be an object, not {value!r:.40}", SettingTrouble.WRONG_KIND
        )
    needed = {
        RewardType.BESITOS: {"amount"},
        RewardType.BADGE: {"badge_name", "emoji"},
        RewardType.CONTENT: {"content_set_id"},
        RewardType.VIP_EXTENSION: {"days"},
    }[kind]
    if set(value) != needed:
        raise InvalidSetting(
            "reward_value", f"of {kind} must hold {' and '.join(sorted(needed))}", SettingTrouble.WRONG_KIND
        )
    match kind:
        case RewardType.BESITOS:
            _whole(value, "amount", BESITOS)
        case RewardType.VIP_EXTENSION:
            _whole(value, "days", VIP_DAYS)
        case RewardType.BADGE:
            _text(value, "badge_name", 64)
            _text(value, "emoji", 16)
        case RewardType.CONTENT:
            _whole(value, "content_set_id", (1, MAX_CATALOG_ID))


def check_condition(condition: object, registered: Container[str] = ()) -> None:
    """Raises InvalidSetting, naming the field and its range. `registered`: the host's own conditions."""
    if not isinstance(condition, Condition) or not isinstance(condition.type, ConditionType | HostCondition):
        raise InvalidSetting(
            "conditions", f"may only hold conditions, not {condition!r:.60}", SettingTrouble.WRONG_KIND
        )
    if isinstance(condition.type, HostCondition) and condition.type not in registered:
        how = f"gamification.conditions.register({str(condition.type)!r}, count=...)"
        raise InvalidSetting(
            "conditions",
            f"may only hold {condition.type} once it is registered: {how}",
            SettingTrouble.UNKNOWN_CONDITION,
            {"condition": str(condition.type)},
        )
    row = {"condition_value": condition.value, "condition_group": condition.group}
    if condition.type.has_value:
        _whole(row, "condition_value", CONDITION_VALUE)
    elif condition.value is not None:
        raise InvalidSetting(
            "condition_value", f"of {condition.type} must be left out", SettingTrouble.VALUE_NOT_WANTED
        )
    _whole(row, "condition_group", CONDITION_GROUP)


def _whole(row: Mapping[str, Any], name: str, limits: tuple[int, int]) -> None:
    value = row.get(name)
    least, most = limits
    if type(value) is not int or not least <= value <= most:
        raise InvalidSetting(
            name,
            f"must be a whole number from {least:,} to {most:,}, not {value!r:.40}",
            SettingTrouble.WHOLE_NUMBER,
            {"least": least, "most": most},
        )


def _moment(row: Mapping[str, Any], name: str, limits: tuple[datetime, datetime]) -> None:
    value = row.get(name)
    first, end = limits
    if not isinstance(value, datetime) or value.utcoffset() is None or not first <= value < end:
        years = f"the years {first.year} to {end.year - 1}"
        raise InvalidSetting(
            name,
            f"must be a time with a zone in {years}, not {value!r:.60}",
            SettingTrouble.MOMENT,
            {"first": str(first.year), "last": str(end.year - 1)},
        )


def _text(row: Mapping[str, Any], name: str, longest: int, *, optional: bool = False) -> None:
    value = row.get(name)
    if value is None and optional:
        return
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= longest or len(value) > longest:
        raise InvalidSetting(
            name,
            f"must be a text of 1 to {longest} characters, not {value!r:.40}",
            SettingTrouble.TEXT_LENGTH,
            {"most": longest},
        )
    if not is_storable(value):
        raise InvalidSetting(name, "holds characters that cannot be stored", SettingTrouble.NOT_STORABLE)


def _one_of(row: Mapping[str, Any], name: str, known: Iterable[str]) -> str:
    value, known = row.get(name), list(known)
    if value not in known:
        raise InvalidSetting(
            name,
            f"must be one of {', '.join(known)}, not {value!r:.40}",
            SettingTrouble.NOT_ONE_OF,
            {"known": ", ".join(known)},
        )
    return str(value)


def _truth(row: Mapping[str, Any], name: str) -> None:
    if not isinstance(row.get(name), bool):
        raise InvalidSetting(
            name, f"must be true or false, not {row.get(name)!r:.40}", SettingTrouble.WRONG_KIND
        )
