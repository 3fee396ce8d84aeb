"""Recognises what older bots paid for reactions.

Their ledger entries have no idempotency key. They name the number of the message but not the channel, or
nothing at all. Once the message is known, the entry gets the key of that message, so that the reaction is
never paid again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry, UserReaction
from ..rules.transaction_types import TransactionType
from .message import Message

NEAR = timedelta(seconds=5)
"""A reaction and its payment were written within this time."""


def adopt_payment(session: Session, user_id: int, message: Message, reacted_at: datetime) -> bool:
    """Find what an older bot paid this member for the reaction to this message at `reacted_at`, and give that
    entry the message's key. Returns False if there is none, or the key exists already."""
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
        else:  # a reaction that was changed later has another time; another channel may fit better
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
