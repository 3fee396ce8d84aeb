"""The types of ledger entries."""

import re
from enum import StrEnum

OTHER_SOURCE = "other"
"""The source of EARN_OTHER and SPEND_OTHER where the host names none."""
MAX_SOURCE_LENGTH = 32
_SOURCE = re.compile(r"[a-z0-9_-]+")


class TransactionType(StrEnum):
    """EARN_... types raise the balance, SPEND_... types lower it. A refund lowers total_spent and does not
    raise a level. The OTHER ones are the host's own; its `source` says what for."""

    EARN_REACTION = "EARN_REACTION"
    EARN_DAILY = "EARN_DAILY"
    EARN_STREAK = "EARN_STREAK"
    EARN_REWARD = "EARN_REWARD"
    EARN_ADMIN = "EARN_ADMIN"
    EARN_SHOP_REFUND = "EARN_SHOP_REFUND"
    EARN_OTHER = "EARN_OTHER"
    SPEND_SHOP = "SPEND_SHOP"
    SPEND_ADMIN = "SPEND_ADMIN"
    SPEND_OTHER = "SPEND_OTHER"

    @property
    def earns(self) -> bool:
        """True if the amount is added to the balance."""
        return self.value.startswith("EARN_")

    @property
    def has_source(self) -> bool:
        """True for the host's own types."""
        return self in _STORED_AS

    @property
    def stored(self) -> "TransactionType":
        """The type in the ledger's row. The OTHER types are stored as ADMIN ones with a source, because older
        bots, and the constraints of their tables, know no others (decision 0066)."""
        return _STORED_AS.get(self, self)


_STORED_AS = {
    TransactionType.EARN_OTHER: TransactionType.EARN_ADMIN,
    TransactionType.SPEND_OTHER: TransactionType.SPEND_ADMIN,
}
_WITH_SOURCE = {stored: kind for kind, stored in _STORED_AS.items()}


def type_of(stored: str, source: str | None) -> TransactionType:
    """Return the type of a row of the ledger. Raises ValueError for a type that is not known."""
    kind = TransactionType(stored)
    return kind if source is None else _WITH_SOURCE.get(kind, kind)


def check_source(type_: TransactionType, source: object) -> None:
    """Raises ValueError unless `source` is a word of the host's, and given with the host's own types only."""
    if not type_.has_source:
        if source is not None:
            raise ValueError(f"only EARN_OTHER and SPEND_OTHER have a source, not {type_}")
        return
    if (
        not isinstance(source, str)
        or not 1 <= len(source) <= MAX_SOURCE_LENGTH
        or not _SOURCE.fullmatch(source)
    ):
        raise ValueError(
            f"a source is a word of 1 to {MAX_SOURCE_LENGTH} characters a-z, 0-9, _ and -, not {source!r:.60}"
        )
