"""Chooses the text and its numbers for an error that a rule of the economy raised."""

from dataclasses import dataclass, field
from datetime import datetime

from ..services.gamification import DatabaseUnavailable, errors
from ..services.gamification.errors import SettingTrouble
from ..services.gamification.rules.publishing import ContentTrouble, InvalidContent
from .displayed_text import shortened
from .field_names import FIELDS, field_name, field_value
from .moments import hours_and_minutes
from .texts import Html, Texts


@dataclass(frozen=True, slots=True)
class Refusal:
    """The key of a text and its variables. `about`: the field that is refused, where the text does not say
    it; empty for none."""

    key: str
    variables: dict[str, str | int] = field(default_factory=dict)
    about: str = ""

    def plain(self, texts: Texts) -> str:
        """Return the text for a place without HTML."""
        why = texts.plain(self.key, **self.variables)
        return texts.plain("error-about", field=field_name(self.about, texts), why=why) if self.about else why

    def html(self, texts: Texts) -> Html:
        """Return the text for a message sent as HTML."""
        why = texts.html(self.key, **self.variables)
        return texts.html("error-about", field=field_name(self.about, texts), why=why) if self.about else why


def refusal_of(error: BaseException, now: datetime, texts: Texts | None = None) -> Refusal | None:
    """Return the text for this error, or None if it is not a refusal but a failure. `texts` are those of
    whoever reads it: without them, fields are called as they are stored."""
    match error:
        case DatabaseUnavailable():
            return Refusal("error-try-again")
        case errors.InvalidAmount():
            return Refusal("error-invalid-amount", {"least": 1, "most": 1_000_000_000})
        case errors.InsufficientFunds():
            return Refusal("error-insufficient-funds", {"needed": error.needed, "balance": error.balance})
        case errors.AlreadyClaimed():
            return _already_claimed(error.next_at, now)
        case errors.PriceChanged():
            return Refusal("error-price-changed", {"price": error.price})
        case errors.InvalidSetting():
            return _invalid_setting(error, texts)
        case errors.ChangedMeanwhile():
            return _changed_meanwhile(error, texts)
        case errors.NotForSale():
            return Refusal(_NOT_FOR_SALE.get(error.reason, "error-not-for-sale"))
        case InvalidContent():
            return Refusal(_NOT_TO_PUBLISH[error.trouble])
        case errors.GamificationError():
            return Refusal(_PLAIN.get(type(error), "error-refused"))
    return None


def _invalid_setting(error: errors.InvalidSetting, texts: Texts | None) -> Refusal:
    if error.trouble is None:  # a host's own error: only its reason says it
        name = error.name if texts is None else field_name(error.name, texts)
        return Refusal("error-invalid-setting", {"name": name, "reason": error.reason})
    about = error.name if error.trouble in OF_ANY_FIELD and error.name in FIELDS else ""
    return Refusal(SETTING_TROUBLES[error.trouble], dict(error.limits), about)


def _changed_meanwhile(error: errors.ChangedMeanwhile, texts: Texts | None) -> Refusal:
    if texts is None:
        return Refusal("error-changed-meanwhile", {"name": error.name, "value": str(error.value)})
    value = shortened(field_value(error.value, texts), MAX_VALUE_LENGTH)
    return Refusal("error-changed-meanwhile", {"name": field_name(error.name, texts), "value": value})


_PLAIN: dict[type[errors.GamificationError], str] = {
    errors.UnknownMember: "error-unknown-member",
    errors.IdempotencyConflict: "error-idempotency-conflict",
    errors.AlreadyOwned: "error-already-owned",
    errors.VipOnly: "error-vip-only",
    errors.OfferChanged: "error-offer-changed",
    errors.RewardLocked: "error-reward-locked",
    errors.ClaimExpired: "error-claim-expired",
    errors.SubscriptionRequired: "error-subscription-required",
    errors.RunConflict: "error-run-conflict",
    errors.NotAllowed: "error-not-allowed",
}


SETTING_TROUBLES = {
    SettingTrouble.GONE: "error-setting-gone",
    SettingTrouble.WRONG_KIND: "error-setting-wrong-kind",
    SettingTrouble.UNKNOWN_FIELD: "error-setting-unknown-field",
    SettingTrouble.WHOLE_NUMBER: "error-setting-whole-number",
    SettingTrouble.TEXT_LENGTH: "error-setting-text-length",
    SettingTrouble.NOT_STORABLE: "error-setting-not-storable",
    SettingTrouble.NOT_ONE_OF: "error-setting-not-one-of",
    SettingTrouble.MOMENT: "error-setting-moment",
    SettingTrouble.TAKEN: "error-setting-taken",
    SettingTrouble.TOO_MANY: "error-setting-too-many",
    SettingTrouble.NOT_A_FILE: "error-setting-not-a-file",
    SettingTrouble.NOT_AN_EMOJI: "error-setting-not-an-emoji",
    SettingTrouble.NOT_A_CHANNEL: "error-setting-not-a-channel",
    SettingTrouble.UNKNOWN_ZONE: "admin-economy-zone-unknown",
    SettingTrouble.WITHOUT_DAYS: "admin-economy-streak-bad",
    SettingTrouble.NO_STREAK: "error-setting-no-streak",
    SettingTrouble.EMPTY_LIST: "error-setting-empty-list",
    SettingTrouble.UNKNOWN_CONDITION: "error-setting-unknown-condition",
    SettingTrouble.VALUE_NOT_WANTED: "error-setting-value-not-wanted",
    SettingTrouble.IMPOSSIBLE: "error-setting-impossible",
    SettingTrouble.FORMULA_EMPTY: "admin-economy-formula-empty",
    SettingTrouble.FORMULA_TOO_LONG: "admin-economy-formula-too-long",
    SettingTrouble.FORMULA_UNREADABLE: "admin-economy-formula-unreadable",
    SettingTrouble.FORMULA_NO_VALUE: "admin-economy-formula-no-value",
    SettingTrouble.FORMULA_BELOW_ONE: "admin-economy-formula-below-one",
    SettingTrouble.FORMULA_TOO_HIGH: "admin-economy-formula-too-high",
    SettingTrouble.FORMULA_FALLS: "admin-economy-formula-falls",
}
"""The texts for the reasons of an InvalidSetting. None names the value: it is said where it is asked for."""
OF_ANY_FIELD = {
    SettingTrouble.WRONG_KIND,
    SettingTrouble.WHOLE_NUMBER,
    SettingTrouble.TEXT_LENGTH,
    SettingTrouble.NOT_STORABLE,
    SettingTrouble.NOT_ONE_OF,
    SettingTrouble.MOMENT,
    SettingTrouble.TOO_MANY,
}
"""Reasons that do not say by themselves which field is meant."""
MAX_VALUE_LENGTH = 60


_NOT_FOR_SALE = {"sold_out": "error-sold-out", "ended": "error-sale-ended"}


_NOT_TO_PUBLISH = {
    ContentTrouble.EMPTY: "admin-publish-bad-empty",
    ContentTrouble.TEXT_TOO_LONG: "admin-publish-bad-text",
    ContentTrouble.CAPTION_TOO_LONG: "admin-publish-bad-caption",
    ContentTrouble.TOO_MANY_FILES: "admin-publish-bad-many",
    ContentTrouble.MIXED_KINDS: "admin-publish-bad-mixed",
    ContentTrouble.NO_CAPTION: "admin-publish-bad-no-caption",
    ContentTrouble.NOT_SENDABLE: "admin-publish-bad-kind",
    ContentTrouble.CHANNEL: "admin-publish-bad-channel",
    ContentTrouble.NO_EMOJIS: "admin-publish-bad-emojis",
    ContentTrouble.IN_THE_PAST: "admin-publish-bad-past",
    ContentTrouble.TOO_FAR: "admin-publish-bad-far",
}


def _already_claimed(next_at: datetime | None, now: datetime) -> Refusal:
    if next_at is None:
        return Refusal("error-already-claimed")
    hours, minutes = hours_and_minutes(next_at, now)
    return Refusal("error-already-claimed-until", {"hours": hours, "minutes": minutes})
