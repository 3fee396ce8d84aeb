"""What the panel says of a member: the values of a card, and lines of lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_date

from ...services.gamification import (
    Entry,
    FoundMember,
    MemberFile,
    MemberReward,
    MemberRight,
    RewardStatus,
    TransactionType,
)
from ..displayed_text import Displayed, displayed_name, name_in_list, name_on_button, shortened
from ..ledger_words import WHAT_FOR
from ..moments import day_and_time
from ..texts import Html, Texts

MAX_LISTED_BADGES = 10
MAX_LISTED_REASON = 80
_WHAT_FOR = {
    **WHAT_FOR,
    TransactionType.EARN_OTHER: "admin-members-earned-other",
    TransactionType.SPEND_OTHER: "admin-members-spent-other",
}
_TYPED = (TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN)
"""Entries whose reason a person wrote."""
_STATUS = {
    RewardStatus.UNLOCKED: "admin-members-reward-waits",
    RewardStatus.CLAIMED: "admin-members-reward-claimed",
    RewardStatus.EXPIRED: "admin-members-reward-missed",
    RewardStatus.LOCKED: "admin-members-reward-claimed",
}
_SOURCES = {
    "shop_purchase": "admin-members-bought",
    "reward": "admin-members-by-reward",
    "grant": "admin-members-by-admin",
}


def named(member: MemberFile, texts: Texts) -> Displayed:
    """Return the member's name for a message."""
    return displayed_name(member.name, texts.plain("nameless"))


def on_day(moment: datetime, texts: Texts) -> str:
    """Return day, month and year in the moment's own zone."""
    return format_date(moment.date(), "d MMM y", locale=texts.language)


def found_row(member: FoundMember, texts: Texts) -> dict[str, Any]:
    """Return the values of a line of those who were found."""
    name = displayed_name(member.name, texts.plain("nameless"), 24)
    return {
        "id": str(member.user_id),
        "name": str(name),
        "username": "" if member.username is None else str(shortened(member.username, 20)),
        "has_username": member.username is not None,
        "balance": member.balance or 0,
        "came": member.balance is not None,
    }


def card_values(member: MemberFile, texts: Texts) -> dict[str, Any]:
    """Return the values of a card."""
    waiting = sum(one.status is RewardStatus.UNLOCKED for one in member.rewards)
    claimed = sum(one.claim_count for one in member.rewards)
    badges = [str(name_on_button(badge)) for badge in member.badges[:MAX_LISTED_BADGES]]
    return {
        "name": named(member, texts),
        "has_username": member.username is not None,
        "username": member.username or "",
        "id": str(member.user_id),
        "erased": member.erased,
        "came": member.has_profile,
        "since": on_day(member.since, texts),
        "role": member.role,
        "balance": member.balance,
        "earned": member.total_earned,
        "spent": member.total_spent,
        "level": member.level,
        "has_next": member.next_level_at is not None,
        "missing": 0 if member.next_level_at is None else member.next_level_at - member.total_earned,
        "streak": member.gift_streak.days,
        "longest": member.gift_streak.longest,
        "reactions": member.reaction_streak.days,
        "vip": "until" if member.vip_until is not None else "always" if member.vip else "no",
        "until": "" if member.vip_until is None else on_day(member.vip_until, texts),
        "purchases": len(member.purchases),
        "contents": sum(right.in_force for right in member.rights),
        "waiting": waiting,
        "claimed": claimed,
        "has_badges": bool(badges),
        "badges": " · ".join(badges),
    }


def ledger_lines(entries: Sequence[Entry], texts: Texts) -> Html:
    """Return a line for each entry: amount, what for, the host's word or the admin's reason, and when."""
    return Html("\n".join(_entry(entry, texts) for entry in entries))


def _entry(entry: Entry, texts: Texts) -> Html:
    what: str = texts.html(_WHAT_FOR[entry.type])
    word = entry.source if entry.source is not None else entry.reason if entry.type in _TYPED else ""
    if word:
        detail = shortened(word, MAX_LISTED_REASON)
        what = texts.html("admin-members-entry-what", what=Html(what), detail=detail)
    when = day_and_time(entry.created_at, texts.language)
    if entry.amount > 0:
        return texts.html("history-earned", amount=entry.amount, what=Html(what), when=when)
    return texts.html("history-spent", amount=-entry.amount, what=Html(what), when=when)


def right_row(right: MemberRight) -> dict[str, Any]:
    """Return the values of a button of the list of content."""
    return {"id": right.id, "title": str(name_on_button(right.name)), "state": _state(right)}


def _state(right: MemberRight) -> str:
    if right.refunded_at is not None:
        return "refunded"
    return "open" if right.in_force else "over"


def right_values(right: MemberRight | None, member: MemberFile, texts: Texts) -> dict[str, Any]:
    """Return the values of a right; those of nothing if it is gone."""
    if right is None:
        return {
            "title": "—", "how": "", "price": 0, "priced": False, "since": "", "state": "over",
            "refundable": False, "balance": member.balance, "after": member.balance,
        }  # fmt: skip
    return {
        "title": name_in_list(right.name),
        "how": texts.html(_SOURCES.get(right.source, "admin-members-by-older-bot")),
        "price": right.price or 0,
        "priced": right.price is not None,
        "since": on_day(right.since, texts),
        "state": _state(right),
        "refundable": right.refundable and not member.erased,
        "balance": member.balance,
        "after": member.balance + (right.price or 0),
    }


def reward_lines(rewards: Sequence[MemberReward], texts: Texts) -> Html:
    """Return a line for each reward."""
    return Html("\n".join(_reward(one, texts) for one in rewards))


def _reward(one: MemberReward, texts: Texts) -> Html:
    return texts.html(
        "admin-members-reward-line",
        name=name_in_list(one.reward.name),
        status=texts.html(_STATUS[one.status]),
        times=one.claim_count,
    )
