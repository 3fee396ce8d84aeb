"""The fields and values of the audit log in the words of the panel. What no text knows, a newer version's
field for instance, is shown as it is stored."""

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from ...services.gamification import SegmentKind
from ...services.gamification.rules.settings import Form, form_of
from ..displayed_text import shortened
from ..field_names import FIELDS, SETTINGS
from ..moments import date_and_time
from ..sweep_texts import STATES
from ..texts import Texts
from .economy_texts import value_text
from .publish_texts import SEGMENTS
from .reward_sentence import recorded_sentence
from .shop_texts import KINDS, TIERS

MAX_VALUE_LENGTH = 60
MAX_SENTENCE_LENGTH = 200
HIDDEN = frozenset(
    {"reward_type", "right_id", "purchase_id", "reward_id", "code", "anomaly", "added", "removed", "file"}
)
"""Fields for programs. What an admin wants to know of them, another field says."""
NUMBERED = frozenset({"content_set_id"})
AS_STORED = frozenset({"channel"})
"""Numbers that are names: they are not written as amounts."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "tier": TIERS,
    "content_type": KINDS,
    "status": {status.value: key for status, key in STATES.items()},
    "segment": {kind.value: SEGMENTS[kind] for kind in SegmentKind if kind is not SegmentKind.CHOSEN},
}
"""Texts for the values of fields that have only a few."""


def field_title(name: str, texts: Texts) -> str:
    """Return what a field is called."""
    if name in FIELDS:
        return texts.plain(FIELDS[name])
    key = "total" if name == "besitos" else name.replace("_", "-")  # texts do not name the currency
    return texts.plain("admin-audit-word-field", name=key, stored=name.replace("_", " "))


def field_value(name: str, value: Any, zone: tzinfo | None, texts: Texts) -> str | int:
    """Return what a field held. Moments are told in this zone."""
    if isinstance(value, str):
        key = WORDS.get(name, {}).get(value)
        return _moment(value, zone, texts) if key is None else texts.plain(key)
    if name == "conditions":
        said = recorded_sentence(value, texts)
        return (
            said if said is not None and len(said) <= MAX_SENTENCE_LENGTH else plain_value(value, zone, texts)
        )
    if name == "reward_value" and isinstance(value, Mapping):
        return _gift(value, zone, texts)
    if name == "file_ids" and isinstance(value, list):
        return len(value)
    if name == "claim_window_hours" and isinstance(value, int):
        return texts.plain("admin-audit-word-hours", hours=value)
    if name in NUMBERED and isinstance(value, int):
        return texts.plain("admin-audit-word-number", number=str(value))
    return str(value) if name in AS_STORED and isinstance(value, int) else plain_value(value, zone, texts)


def setting_value(name: str, value: Any, texts: Texts) -> str | int:
    """Return a value of a setting of the economy."""
    fits = isinstance(value, int if form_of(name) in (Form.AMOUNT, Form.TIMES, Form.SECONDS) else str)
    return value_text(name, value, texts) if name in SETTINGS and fits else plain_value(value, None, texts)


def role_name(value: Any, texts: Texts) -> str:
    """Return a member's role."""
    return texts.plain("admin-audit-word-role", role=str(value).upper(), stored=str(value))


def plain_value(value: Any, zone: tzinfo | None, texts: Texts) -> str | int:
    """Return any other value."""
    if value is None:
        return texts.plain("admin-audit-word-nothing")
    if isinstance(value, bool):
        return texts.plain("admin-audit-word-yes-no", value="yes" if value else "no")
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return _moment(value, zone, texts)
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return shortened(" ".join(value), MAX_VALUE_LENGTH)
    return shortened(json.dumps(value, ensure_ascii=False), MAX_VALUE_LENGTH)


def _moment(value: str, zone: tzinfo | None, texts: Texts) -> str:
    """Return a moment as people write it; any other text as it is."""
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return shortened(value, MAX_VALUE_LENGTH)
    return date_and_time(moment.astimezone(zone), texts.language)


def _gift(value: Mapping[str, Any], zone: tzinfo | None, texts: Texts) -> str | int:
    if isinstance(amount := value.get("amount"), int):
        return texts.html("reward-gift-besitos", amount=amount)
    if isinstance(days := value.get("days"), int):
        return texts.html("reward-gift-vip", days=days)
    if isinstance(badge := value.get("badge_name"), str):
        shown = shortened(f"{value.get('emoji') or ''} {badge}".strip(), MAX_VALUE_LENGTH)
        return texts.html("reward-gift-badge", badge=shown)
    if isinstance(content := value.get("content_set_id"), int):
        return texts.plain("admin-audit-word-content", number=str(content))
    return plain_value(dict(value), zone, texts)
