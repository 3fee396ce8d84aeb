"""Reactions: each member has at most one on a message, and it is paid only once (docs/rules.md,
Reactions)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, String, bindparam, delete, exists, func, literal_column, select, text
from sqlalchemy.orm import Session

from ....database.tables.gamification import LedgerEntry, UserReaction
from ....database.tables.types import UtcDateTime
from ..errors import IdempotencyConflict
from ..events.context import Context
from ..events.facts import (
    MemberFacts,
    after,
    ensure_wallet_unchanged,
    facts_for_change,
    facts_query,
    table_of,
)
from ..events.ledger import Movement, post_all
from ..events.streak_rows import REACTION, write_streak
from ..events.unlocking import unlock_due
from ..rules.days import day_of, day_starts, zone_named
from ..rules.ids import check_member_id
from ..rules.rewards import Reward
from ..rules.storable import is_storable
from ..rules.streak_days import as_of, counted
from ..rules.streaks import next_streak
from ..rules.terms import Terms
from ..rules.transaction_types import TransactionType
from .adopted_payments import adopt_payment
from .message import Message, message_of

MAX_EMOJI_LENGTH = 64
MAX_CLOCK_SKEW = timedelta(minutes=5)
"""How far apart the clocks of two processes may be. Payments dated further ahead count towards no limit."""


class Refusal(StrEnum):
    """Why a reaction was not paid; it is counted anyway."""

    ALREADY_PAID = "already_paid"
    DAILY_LIMIT = "daily_limit"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True)
class ReactionOutcome:
    """The result of a reaction. `paid`: in besitos; if 0, `refusal` has the reason. `retry_at`: when a
    reaction is paid again (in the creator's zone), None if this message is never paid or reactions are not
    paid at all. `changed`: True if the counts under the message changed."""

    paid: int
    refusal: Refusal | None
    retry_at: datetime | None
    balance: int
    unlocked: tuple[Reward, ...] = ()
    changed: bool = True


class Reactions:
    """Reactions of members to messages in channels and groups. Every call also works for a member of `users`
    without a profile."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def react(
        self, user_id: int, channel_id: int | str, message_id: int, emoji: str
    ) -> ReactionOutcome:
        """Set the member's reaction to a message, replacing an earlier one, and pay for it if the rules
        allow. Raises UnknownMember, and ValueError for an invalid message or emoji.
        """
        check_member_id(user_id)
        message = message_of(channel_id, message_id)
        _check_emoji(emoji)
        return await self._context.event(_react, user_id, message, emoji)

    async def remove(self, user_id: int, channel_id: int | str, message_id: int) -> bool:
        """Remove a reaction; what it paid is kept. Returns False if there was none."""
        check_member_id(user_id)
        message = message_of(channel_id, message_id)
        async with self._context.turn(user_id):
            return await self._context.database.write(_remove, user_id, message)

    async def counts(self, channel_id: int | str, message_id: int) -> dict[str, int]:
        """Return how many members reacted to a message with each emoji, except emojis without reactions."""
        return await self._context.database.read(_counts, message_of(channel_id, message_id))


def _check_emoji(emoji: object) -> None:
    if not isinstance(emoji, str) or not 1 <= len(emoji) <= MAX_EMOJI_LENGTH or not is_storable(emoji):
        raise ValueError(f"{emoji!r:.60} is not a valid emoji")


_ledger, _reactions = table_of(LedgerEntry), table_of(UserReaction)
_USER = bindparam("user_id", type_=BigInteger)
_PAID = (_ledger.c.user_id == _USER) & (
    # A literal, so that the database uses the partial index over paid reactions.
    _ledger.c.type == literal_column("'EARN_REACTION'")
)
# Without this, a payment of a process whose clock is ahead would count until that time.
_PAST = _ledger.c.created_at <= bindparam("latest", type_=UtcDateTime)
_THIS_REACTION = (
    (_reactions.c.user_id == _USER)
    & (_reactions.c.channel_id == bindparam("channel_id", type_=String))
    & (_reactions.c.content_id == bindparam("message_id", type_=BigInteger))
)
_FACTS = facts_query(
    reacted_at=select(_reactions.c.created_at).where(_THIS_REACTION).scalar_subquery(),
    emoji=select(_reactions.c.emoji).where(_THIS_REACTION).scalar_subquery(),
    paid_before=exists(
        select(_ledger.c.id).where(_ledger.c.idempotency_key == bindparam("key", type_=String))
    ),
    paid_today=select(func.count())
    .select_from(_ledger)
    .where(_PAID, _PAST, _ledger.c.created_at >= bindparam("limit_start", type_=UtcDateTime))
    .scalar_subquery(),
    last_paid=select(func.max(_ledger.c.created_at)).where(_PAID, _PAST).scalar_subquery(),
)


def _react(session: Session, terms: Terms, user_id: int, message: Message, emoji: str) -> ReactionOutcome:
    zone, today, now = terms.zone, terms.today, terms.now
    facts = facts_for_change(
        session,
        terms,
        user_id,
        _FACTS,
        channel_id=message.channel_id,
        message_id=message.message_id,
        key=message.key(user_id),
        limit_start=_limit_starts(terms),
        latest=now + MAX_CLOCK_SKEW,
    )
    refusal, retry_at = _may_be_paid(facts, terms)
    # Only searched for if there is a reaction that none of our keys paid.
    if (
        refusal is None
        and (reacted_at := facts.extra["reacted_at"]) is not None
        and adopt_payment(session, user_id, message, reacted_at)
    ):
        refusal = Refusal.ALREADY_PAID
    changed = facts.extra["emoji"] != emoji
    if changed:
        _write_reaction(session, user_id, message, emoji, now)
    streak = as_of(facts.reaction_streak, terms)
    if streak.last is None or streak.last < today:
        day = next_streak(streak.current, streak.last, today)
        write_streak(session, terms, user_id, REACTION, streak, counted(streak, day, terms))
    paid = 0
    if refusal is None:
        movement = Movement(
            user_id,
            terms.settings.besitos_per_reaction,
            TransactionType.EARN_REACTION,
            "reaction",
            message.key(user_id),
            {"channel_id": message.channel_id, "message_id": message.message_id},
        )
        try:
            posted = post_all(session, terms, [movement])
            replayed = posted.replayed
        except IdempotencyConflict:  # another transaction has just paid it, at another amount
            replayed = True
        if replayed:
            refusal = Refusal.ALREADY_PAID
        else:
            # Another transaction that paid this member meanwhile may have reached the daily limit.
            ensure_wallet_unchanged(facts, posted)
            facts, paid = after(facts, posted, has_reacted=True), movement.amount
    if not facts.has_reacted:
        facts = replace(facts, has_reacted=True)
    return ReactionOutcome(
        paid=paid,
        refusal=refusal,
        retry_at=retry_at.astimezone(zone) if retry_at is not None else None,
        balance=facts.balance,
        unlocked=unlock_due(session, terms, facts),
        changed=changed,
    )


def _limit_starts(terms: Terms) -> datetime:
    """Return since when paid reactions count towards the daily limit: the start of today or, if the zone
    changed today, of the day in the old zone. A new zone must not give a second limit."""
    start, settings = day_starts(terms.today, terms.zone), terms.settings
    changed, before = settings.day_timezone_since, settings.day_timezone_before
    if changed is None or before is None or not start <= changed <= terms.now:
        return start
    zone_before = zone_named(before)
    return min(start, day_starts(day_of(changed, zone_before), zone_before))


def _may_be_paid(facts: MemberFacts, terms: Terms) -> tuple[Refusal | None, datetime | None]:
    settings, now = terms.settings, terms.now
    extra: Mapping[str, object] = facts.extra
    if extra["paid_before"]:
        return Refusal.ALREADY_PAID, None
    paid_today, last_paid = extra["paid_today"], extra["last_paid"]
    assert isinstance(paid_today, int)
    if settings.max_reactions_per_day == 0:  # never paid
        return Refusal.DAILY_LIMIT, None
    again = now
    if isinstance(last_paid, datetime):
        again = last_paid + timedelta(seconds=settings.reaction_cooldown_seconds)
    if paid_today >= settings.max_reactions_per_day:
        midnight = day_starts(terms.today + timedelta(days=1), terms.zone)
        return Refusal.DAILY_LIMIT, max(midnight, again)
    if now < again:
        return Refusal.COOLDOWN, again
    return None, None


def _write_reaction(session: Session, user_id: int, message: Message, emoji: str, now: datetime) -> None:
    session.execute(
        _WRITE_REACTION,
        {
            "user_id": user_id,
            "channel_id": message.channel_id,
            "message_id": message.message_id,
            "emoji": emoji,
            "now": now,
        },
    )


_WRITE_REACTION = text(
    "INSERT INTO user_reactions (user_id, channel_id, content_id, emoji, created_at) "
    "VALUES (:user_id, :channel_id, :message_id, :emoji, :now) "
    "ON CONFLICT (user_id, channel_id, content_id) DO UPDATE SET emoji = excluded.emoji"
).bindparams(
    bindparam("user_id", type_=BigInteger),
    bindparam("channel_id", type_=String),
    bindparam("message_id", type_=BigInteger),
    bindparam("emoji", type_=String),
    bindparam("now", type_=UtcDateTime),
)


def _remove(session: Session, user_id: int, message: Message) -> bool:
    removed = session.execute(
        delete(UserReaction)
        .where(
            UserReaction.user_id == user_id,
            UserReaction.channel_id == message.channel_id,
            UserReaction.content_id == message.message_id,
        )
        .returning(UserReaction.created_at)
    ).scalar_one_or_none()
    if removed is None:
        return False
    adopt_payment(session, user_id, message, removed)  # this row, which says when it was paid, is deleted
    return True


def _counts(session: Session, message: Message) -> dict[str, int]:
    rows = session.execute(
        select(UserReaction.emoji, func.count())
        .where(UserReaction.channel_id == message.channel_id, UserReaction.content_id == message.message_id)
        .group_by(UserReaction.emoji)
    )
    return {row[0]: row[1] for row in rows}
