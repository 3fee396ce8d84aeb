"""What an admin changes for one member: besitos, the daily streak, and content. Each is a unit of work that
writes its row of the audit log."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentSet
from ..audit import Change, by_admin, record
from ..errors import AlreadyOwned, ChangedMeanwhile, InvalidSetting, NotForSale, SettingTrouble
from ..events.content_access import give_by_admin
from ..events.facts import facts_for_change
from ..events.ledger import Movement, Receipt, post_all
from ..events.streak_rows import GIFT, hold_streak, set_streak
from ..events.to_tell import to_tell
from ..events.unlocking import unlock_due
from ..outbox.notices import granted_files
from ..rules.content_files import files_of
from ..rules.streak_days import StoredStreak, as_of, repaired
from ..rules.streaks import MAX_REPAIRED_DAYS, live_streak
from ..rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Correction:
    """Besitos that an admin gave or took: the receipt, and the balance before it."""

    receipt: Receipt

    @property
    def before(self) -> int:
        """The balance before."""
        return self.receipt.balance - self.receipt.amount

    @property
    def balance(self) -> int:
        """The balance after."""
        return self.receipt.balance


@dataclass(frozen=True, slots=True)
class RepairedStreak:
    """A daily streak, in days, before and after its repair, and the longest one now."""

    before: int
    days: int
    longest: int


@dataclass(frozen=True, slots=True)
class GrantedContent:
    """Content that an admin gave. `id` is the id of the right; `files`: how many are being sent."""

    id: int
    content_set_id: int
    name: str
    files: int


@dataclass(frozen=True, slots=True)
class GrantableContent:
    """A content set that can be given. `files`: how many it has; `is_active`: it may be shown in the shop."""

    content_set_id: int
    name: str
    files: int
    is_active: bool


def correct(session: Session, terms: Terms, user_id: int, movement: Movement, admin_id: int) -> Receipt:
    """Post a credit or a debit. A repeated key returns the first receipt, and is audited once."""
    posted = post_all(session, terms, [movement])
    (receipt,) = posted.receipts
    if posted.replayed:
        return receipt
    change = Change(
        "credit" if movement.type.earns else "debit",
        f"member {user_id}",
        {"balance": receipt.balance - receipt.amount},
        {"balance": receipt.balance, "amount": movement.amount, "reason": movement.reason},
    )
    record(session, by_admin(admin_id), [change], terms.now)
    facts = facts_for_change(session, terms, user_id)
    return replace(receipt, unlocked=unlock_due(session, terms, facts))


def repair_streak(
    session: Session, terms: Terms, user_id: int, days: int, shown: int | None, admin_id: int
) -> RepairedStreak:
    """Set the length of the daily streak."""
    hold_streak(session, user_id, GIFT)
    facts = facts_for_change(session, terms, user_id)
    stored = facts.gift_streak
    if stored.last is None and stored.longest < 1:
        raise InvalidSetting(
            "streak",
            "there is none to repair: the member never claimed a daily gift",
            SettingTrouble.NO_STREAK,
        )
    live = as_of(stored, terms)
    before = live_streak(live.current, live.last, terms.today)
    if shown is not None and shown != before:
        raise ChangedMeanwhile("streak", before)
    streak = repaired(stored, days, terms)
    if streak != stored:
        set_streak(session, terms, user_id, GIFT, streak)
        change = Change("streak", f"member {user_id}", _written(stored), _written(streak))
        record(session, by_admin(admin_id), [change], terms.now)
        unlock_due(session, terms, replace(facts, gift_streak=streak))
    return RepairedStreak(before, days, streak.longest)


def check_days(days: object) -> None:
    """Raises InvalidSetting unless a streak can be repaired to so many days."""
    if type(days) is not int or not 1 <= days <= MAX_REPAIRED_DAYS:
        raise InvalidSetting(
            "streak",
            f"must be a whole number from 1 to {MAX_REPAIRED_DAYS:,}",
            SettingTrouble.WHOLE_NUMBER,
            {"least": 1, "most": MAX_REPAIRED_DAYS},
        )


def grant_content(
    session: Session, terms: Terms, user_id: int, content_set_id: int, admin_id: int
) -> GrantedContent:
    """Give a content set. Raises NotForSale("unknown") if there is none, and AlreadyOwned if an admin gave it
    already."""
    content = session.execute(
        select(ContentSet.name, ContentSet.file_ids, ContentSet.content_type).where(
            ContentSet.id == content_set_id
        )
    ).one_or_none()
    if content is None:
        raise NotForSale("unknown")
    facts_for_change(session, terms, user_id)
    right_id = give_by_admin(session, user_id, content_set_id, terms.now)
    if right_id is None:
        raise AlreadyOwned
    files = len(files_of(content.file_ids, content.content_type))
    if files:
        to_tell(session, granted_files(user_id, content_set_id, right_id))
    given = {"content_set_id": content_set_id, "name": content.name, "right_id": right_id}
    record(
        session, by_admin(admin_id), [Change("content granted", f"member {user_id}", None, given)], terms.now
    )
    return GrantedContent(right_id, content_set_id, content.name, files)


def read_grantable(session: Session, limit: int, after: int) -> list[GrantableContent]:
    """Return content sets by ascending id; one statement."""
    rows = session.execute(
        select(
            ContentSet.id, ContentSet.name, ContentSet.file_ids, ContentSet.content_type, ContentSet.is_active
        )
        .where(ContentSet.id > after)
        .order_by(ContentSet.id)
        .limit(limit)
    )
    return [
        GrantableContent(row.id, row.name, len(files_of(row.file_ids, row.content_type)), bool(row.is_active))
        for row in rows
    ]


def _written(streak: StoredStreak) -> dict[str, Any]:
    last = None if streak.last is None else streak.last.isoformat()
    return {"days": streak.current, "longest": streak.longest, "last_day": last}
