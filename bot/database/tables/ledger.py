"""The ledger: every movement of besitos."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table, member_key, one_of
from .types import RowId, UtcDateTime

TRANSACTION_TYPES = (
    "EARN_REACTION", "EARN_DAILY", "EARN_STREAK", "EARN_REWARD", "EARN_ADMIN", "EARN_SHOP_REFUND",
    "SPEND_SHOP", "SPEND_ADMIN",
)  # fmt: skip


class LedgerEntry(Table):
    """One movement of besitos; append-only. The amount is negative when the member pays.

    `idempotency_key` is NULL only in rows older than this ledger. `source`: a host's word for what the entry
    is; it makes EARN_ADMIN an EARN_OTHER and SPEND_ADMIN a SPEND_OTHER (transaction_types.py).
    `balance_after`, `earned_after`: the member's balance, and the sum of what was earned, after this entry;
    NULL in rows of older code.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        Index("uq_transactions_idempotency_key", "idempotency_key", unique=True),
        Index("ix_transactions_user_id_id", "user_id", "id"),
        Index(
            "ix_transactions_paid_reactions",
            "user_id",
            "created_at",
            sqlite_where=text("type = 'EARN_REACTION'"),
            postgresql_where=text("type = 'EARN_REACTION'"),
        ),
        Index(
            "ix_transactions_user_id_source",
            "user_id",
            "source",
            sqlite_where=text("source IS NOT NULL"),
            postgresql_where=text("source IS NOT NULL"),
        ),
        one_of("type", *TRANSACTION_TYPES),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = member_key()
    amount: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(255))
    transaction_metadata: Mapped[Any | None] = mapped_column(JSON)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str | None] = mapped_column(String(32))
    balance_after: Mapped[int | None] = mapped_column(BigInteger)
    earned_after: Mapped[int | None] = mapped_column(BigInteger)
