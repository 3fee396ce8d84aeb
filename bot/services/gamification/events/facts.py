"""Reads what an event must know about a member before it changes anything, in one statement.

The rows of the result repeat the member's numbers for each of the member's reward rows, which saves a round
trip. The numbers are read before the wallet is changed; `ensure_wallet_unchanged` checks that no other
transaction changed it in between.
"""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    TableClause,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from ....database import RunAgain
from ....database.tables.gamification import (
    ContentRight,
    GamificationProfile,
    UserContentAccess,
    UserReaction,
    UserReward,
    UserStreak,
)
from ....database.tables.host import User, VipSubscriber
from ....database.tables.metadata import Table
from ..in_force import CATALOG_VERSION, SETTINGS_VERSION
from ..rules.rewards import NEVER, RewardState, RewardStatus
from ..rules.streak_days import StoredStreak
from ..rules.terms import Terms
from ..rules.vip import is_vip
from .ledger import PostingResult, ensure_profile_by
from .streak_rows import GIFT, REACTION, stored_streak, streak_columns

SHOP_PURCHASE = "shop_purchase"
"""access_type of purchases, as older bots wrote it."""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member's numbers before an event. `extra` has the additional columns that the event asked for."""

    user_id: int
    balance: int
    total_earned: int
    total_spent: int
    vip: bool
    gift_streak: StoredStreak
    reaction_streak: StoredStreak
    has_reacted: bool
    has_bought: bool
    states: Mapping[int, RewardState]
    extra: Mapping[str, Any]

    def state(self, reward_id: int) -> RewardState:
        """Return the stored state of a reward for this member."""
        return self.states.get(reward_id, NEVER)

    def with_state(self, reward_id: int, state: RewardState) -> "MemberFacts":
        """Return a copy of the facts with another state of a reward."""
        return replace(self, states={**self.states, reward_id: state})


def table_of(mapped: type[Table]) -> TableClause:
    """Return the table of a mapped class, for subqueries in `facts_query` and statements without the ORM."""
    return typing.cast(TableClause, mapped.__table__)


# Tables, not mapped classes: mapping the rows would take a third of the statement's time.
_users, _profiles, _vip = table_of(User), table_of(GamificationProfile), table_of(VipSubscriber)
_rewards, _reactions, _access = table_of(UserReward), table_of(UserReaction), table_of(UserContentAccess)
_rights = table_of(ContentRight)
_gift = table_of(UserStreak).alias("gift_streak")
_reaction = table_of(UserStreak).alias("reaction_streak")
# Where each part of a row begins; rows are read by position, for there are 35 columns and more.
_GIFT_FROM = 6
_REACTION_FROM = _GIFT_FROM + len(streak_columns(GIFT))
_DEEDS_FROM = _REACTION_FROM + len(streak_columns(REACTION))
_REWARD_FROM = _DEEDS_FROM + 2
_VERSIONS_FROM = _REWARD_FROM + 9
_EXTRA_FROM = _VERSIONS_FROM + 2
_USER = bindparam("user_id", type_=BigInteger)


def facts_query(**extra: ColumnElement[Any]) -> Select[Any]:
    """Build the statement; `extra` columns are scalar subqueries of the event over `:user_id` and their own
    parameters."""
    query: Select[Any] = (
        select(
            _profiles.c.balance,
            _profiles.c.total_earned,
            _profiles.c.total_spent,
            cast(_users.c.role, String).label("role"),  # adopted: a native enum
            _vip.c.status.label("vip_status"),
            _vip.c.expiry_date.label("vip_expiry"),
            *(column.label(f"gift_{column.key}") for column in streak_columns(GIFT, _gift)),
            *(column.label(f"reaction_{column.key}") for column in streak_columns(REACTION, _reaction)),
            exists(
                select(table_of(UserReaction).c.id).where(table_of(UserReaction).c.user_id == _USER)
            ).label("has_reacted"),
            or_(
                exists(
                    select(_rights.c.id).where(_rights.c.user_id == _USER, _rights.c.source == SHOP_PURCHASE)
                ),
                exists(
                    select(_access.c.id).where(
                        _access.c.user_id == _USER, _access.c.access_type == SHOP_PURCHASE
                    )
                ),
            ).label("has_bought"),
            _rewards.c.reward_id,
            _rewards.c.status.label("reward_status"),
            _rewards.c.unlocked_at,
            _rewards.c.expires_at,
            _rewards.c.claim_count,
            func.coalesce(_rewards.c.last_claimed_at, _rewards.c.claimed_at).label("last_claimed_at"),
            _rewards.c.baseline_earned,
            _rewards.c.baseline_spent,
            _rewards.c.baseline_day,
            SETTINGS_VERSION,
            CATALOG_VERSION,
            *(column.label(f"extra_{name}") for name, column in extra.items()),
        )
        .select_from(_users)
        .outerjoin(_profiles, _profiles.c.user_id == _users.c.user_id)
        .outerjoin(_vip, _vip.c.user_id == _users.c.user_id)
        .outerjoin(_gift, (_gift.c.user_id == _users.c.user_id) & (_gift.c.streak_type == GIFT))
        .outerjoin(
            _reaction, (_reaction.c.user_id == _users.c.user_id) & (_reaction.c.streak_type == REACTION)
        )
        .outerjoin(_rewards, _rewards.c.user_id == _users.c.user_id)
        .where(_users.c.user_id == _USER)
    )
    return query


PLAIN_FACTS = facts_query()


def read_facts(
    session: Session,
    terms: Terms,
    user_id: int,
    /,
    query: Select[Any] = PLAIN_FACTS,
    **parameters: Any,
) -> MemberFacts | None:
    """Read the facts of a member; None if there is no such user or no profile yet. One statement. Raises
    StaleTerms if the statement finds that the terms are no longer in force.
    """
    rows = session.execute(query, {"user_id": user_id, **parameters}).all()
    if rows:
        terms.check(rows[0])
    if not rows or rows[0].balance is None:
        return None
    first = rows[0]
    balance, total_earned, total_spent, role, vip_status, vip_expiry = first[:_GIFT_FROM]
    has_reacted, has_bought = first[_DEEDS_FROM:_REWARD_FROM]
    return MemberFacts(
        user_id=user_id,
        balance=balance,
        total_earned=total_earned,
        total_spent=total_spent,
        vip=is_vip(role, vip_status, vip_expiry, terms.now, host_says=terms.host_says_vip),
        gift_streak=stored_streak(*first[_GIFT_FROM:_REACTION_FROM]),
        reaction_streak=stored_streak(*first[_REACTION_FROM:_DEEDS_FROM]),
        has_reacted=bool(has_reacted) or first[_REACTION_FROM] is not None,
        has_bought=bool(has_bought),
        states=dict(
            _state(*row[_REWARD_FROM:_VERSIONS_FROM]) for row in rows if row[_REWARD_FROM] is not None
        ),
        extra=dict(zip(_names_of_extra(query), first[_EXTRA_FROM:], strict=True)),
    )


def _state(
    reward_id: int,
    status: str,
    unlocked_at: datetime | None,
    expires_at: datetime | None,
    claim_count: int,
    last_claimed_at: datetime | None,
    baseline_earned: int | None,
    baseline_spent: int | None,
    baseline_day: datetime | None,
) -> tuple[int, RewardState]:
    day = baseline_day.date() if baseline_day is not None else None
    state = RewardState(
        RewardStatus(status), unlocked_at, expires_at, claim_count, last_claimed_at, baseline_earned,
        baseline_spent, day,
    )  # fmt: skip
    return reward_id, state


@lru_cache(maxsize=16)
def _names_of_extra(query: Select[Any]) -> tuple[str, ...]:
    return tuple(str(column.key).removeprefix("extra_") for column in query.selected_columns[_EXTRA_FROM:])


def facts_for_change(
    session: Session,
    terms: Terms,
    user_id: int,
    /,
    query: Select[Any] = PLAIN_FACTS,
    **parameters: Any,
) -> MemberFacts:
    """The same inside a writing transaction; a missing profile is created.

    Raises UnknownMember, StaleTerms.
    """
    facts = read_facts(session, terms, user_id, query, **parameters)
    if facts is None:
        ensure_profile_by(terms, session, user_id)
        facts = read_facts(session, terms, user_id, query, **parameters)
        if facts is None:
            raise RunAgain(f"the profile of {user_id} was deleted at the same moment")
    return facts


def ensure_wallet_unchanged(facts: MemberFacts, posted: PostingResult) -> None:
    """Raises RunAgain if another transaction changed this wallet after the facts were read.

    The wallet's row is locked since this posting, so the check stays valid until the commit.
    """
    before = (posted.total_earned - posted.earned, posted.total_spent - posted.spent)
    if before != (facts.total_earned, facts.total_spent):
        raise RunAgain(f"the wallet of {facts.user_id} changed at the same moment")


def after(facts: MemberFacts, posted: PostingResult, **changed: Any) -> MemberFacts:
    """Return the facts after a posting, with whatever else the event has changed."""
    return replace(
        facts,
        balance=posted.balance,
        total_earned=posted.total_earned,
        total_spent=posted.total_spent,
        **changed,
    )
