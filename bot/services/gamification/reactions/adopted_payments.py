"""Payments that bots of before gamification made for reactions.

Their ledger entries have no idempotency key: they say for which message number they are, not of which
channel, or nothing at all. Once it is known which message one paid, it gets the key of that message, so
that nothing that happens to the reaction makes it paid again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry, UserReaction
from ..rules.transaction_types import TransactionType
from .message import Message

NEAR = timedelta(seconds=5)
"""A reaction and its payment were written within this time of each other."""


def adopt_payment(session: Session, user_id: int, message: Message, reacted_at: datetime) -> bool:
    """Find what an older bot paid this member for a reaction to the message that stands there since
    `reacted_at`, and give it the message's key. False where nothing was, or the key is there already."""
    key = message.key(user_id)
    if session.execute(select(exists().where(LedgerEntry.idempotency_key == key))).scalar_one():
        return False
    payments = session.execute(
        select(LedgerEntry.id, LedgerEntry.created_at, LedgerEntry.transaction_metadata)
        .where(
            LedgerEntry.user_id == user_id,
            LedgerEntry.type == TransactionType.EARN_REACTION.value,
            LedgerEntry.idempotency_key.is_(None),
        )
        .order_by(LedgerEntry.id)
    ).all()
    if not payments:
        return False
    elsewhere = session.execute(
        select(UserReaction.created_at).where(
            UserReaction.user_id == user_id,
            UserReaction.content_id == message.message_id,
            UserReaction.channel_id != message.channel_id,
        )
    ).scalars().all()  # fmt: skip
    for entry_id, paid_at, metadata in payments:
        number = metadata.get("content_id") if isinstance(metadata, Mapping) else None
        near = abs(paid_at - reacted_at) <= NEAR
        if number is None:
            fits = near
        else:  # where the reaction was changed later, its time says nothing; another channel's may fit better
            fits = str(number) == str(message.message_id) and (
                near or not any(abs(paid_at - other) <= NEAR for other in elsewhere)
            )
        if fits:
            session.execute(
                update(LedgerEntry)
                .where(LedgerEntry.id == entry_id, LedgerEntry.idempotency_key.is_(None))
                .values(idempotency_key=key)
            )
            return True
    return False
