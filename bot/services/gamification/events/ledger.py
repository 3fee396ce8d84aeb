"""Posts besitos, the only code that does: a guarded UPDATE of the wallet and one ledger entry with a unique
key, in one transaction.

There is no read-modify-write and no SELECT ... FOR UPDATE: the UPDATE has its condition in its WHERE clause,
and the unique key ensures that a movement is posted once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Executable,
    String,
    TextualSelect,
    bindparam,
    column,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from ....database import RunAgain
from ....database.tables.gamification import GamificationProfile, LedgerEntry
from ....database.tables.types import UtcDateTime
from ..earned import EARNED, counts_as_earned
from ..errors import IdempotencyConflict, InsufficientFunds, InvalidAmount
from ..happened import Credited, Debited, LevelUp, happened
from ..in_force import CATALOG_VERSION_SQL, SETTINGS_VERSION, SETTINGS_VERSION_SQL
from ..members.provisioning import ensure_profile
from ..rules.ids import check_member_id
from ..rules.rewards import Reward
from ..rules.storable import check_metadata, is_storable
from ..rules.terms import Terms
from ..rules.transaction_types import TransactionType, check_source

MAX_AMOUNT = 1_000_000_000
MAX_REASON_LENGTH = 255
MAX_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Movement:
    """Besitos to be posted. `amount` is always positive; the type says the direction. `source`: the host's
    word, for its own types."""

    user_id: int
    amount: int
    type: TransactionType
    reason: str
    key: str
    metadata: Mapping[str, Any] | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        check_member_id(self.user_id)
        check_amount(self.amount)
        if not is_storable(self.key) or not 1 <= len(self.key) <= MAX_KEY_LENGTH:
            raise ValueError(
                f"an idempotency key is a text of 1 to {MAX_KEY_LENGTH} characters that can be stored"
            )
        if not isinstance(self.reason, str):
            raise ValueError(f"a reason is a text, not {self.reason!r:.40}")  # noqa: TRY004 - one kind of error for bad input
        if self.metadata is not None:
            check_metadata(self.metadata)
        check_source(self.type, self.source)

    @property
    def earned(self) -> int:
        """How much of it counts as earned: all or nothing."""
        return self.amount if counts_as_earned(self.type) else 0

    @property
    def signed(self) -> int:
        """The amount as stored in the ledger: negative when the member pays."""
        return self.amount if self.type.earns else -self.amount


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a movement: the entry, its signed amount, and balance and level after it.

    `replayed`: the key was already used; this is the first receipt, and nothing was posted now.
    `unlocked`: rewards that became claimable by it.
    """

    entry_id: int
    amount: int
    balance: int
    level: int
    levelled_up: bool
    replayed: bool
    unlocked: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class PostingResult:
    """The result of several movements: the wallet's totals after them, and how much they `earned` and
    `spent`. `replayed`: the keys were already used and nothing was posted; all totals are then 0."""

    receipts: tuple[Receipt, ...]
    balance: int = 0
    total_earned: int = 0
    total_spent: int = 0
    earned: int = 0
    spent: int = 0
    replayed: bool = False


def check_amount(amount: object) -> None:
    """Raises InvalidAmount unless `amount` is a whole number from 1 to 1,000,000,000."""
    if type(amount) is not int or not 1 <= amount <= MAX_AMOUNT:
        raise InvalidAmount(amount)


def post(session: Session, terms: Terms, movement: Movement) -> Receipt:
    """Post a movement: two statements, and a third if the level rises. A missing profile is created. Raises
    InsufficientFunds, IdempotencyConflict, UnknownMember.
    """
    return post_all(session, terms, [movement]).receipts[0]


def post_all(session: Session, terms: Terms, movements: Sequence[Movement]) -> PostingResult:
    """Post several movements of one member, all or none, in as many statements as one; see `post`. Raises
    IdempotencyConflict also if only some of the keys were used before.
    """
    (user_id,) = {movement.user_id for movement in movements}
    earned = sum(movement.earned for movement in movements)
    change = sum(movement.signed for movement in movements)
    numbers = {
        "user_id": user_id,
        "amount": change,
        "earned": earned,
        "spent": earned - change,
        "now": terms.now,
        **{f"key_{n}": movement.key for n, movement in enumerate(movements)},
    }
    move = _move(len(movements), earns=earned > 0)
    wallet = session.execute(move, numbers).one_or_none()
    if wallet is None:
        first = _first_receipts(session, terms, movements)
        if first is not None:
            return PostingResult(tuple(first), replayed=True)
        ensure_profile_by(terms, session, user_id)
        wallet = session.execute(move, numbers).one_or_none()
        if wallet is None:
            # If another transaction created the profile just now, it may have used the keys too.
            first = _first_receipts(session, terms, movements)
            if first is not None:
                return PostingResult(tuple(first), replayed=True)
            balance = session.execute(_BALANCE, {"user_id": user_id}).scalar_one_or_none()
            if balance is None or balance + change >= 0:
                raise RunAgain(f"the wallet of {user_id} was changed or deleted at the same moment")
            raise InsufficientFunds(balance=balance, needed=-change)
    entered = session.execute(
        _enter(len(movements)),
        _entries(movements, terms.now, wallet.balance - change, wallet.total_earned - earned),
    ).all()
    if entered:
        terms.check(entered[0])
    if len(entered) < len(movements):  # a key was committed between our two statements: roll back and find it
        raise RunAgain(f"a key of {[movement.key for movement in movements]} was used at the same moment")
    level = terms.formula.level(wallet.total_earned)
    before = terms.formula.level(wallet.total_earned - earned) if earned else level
    if level != wallet.level:
        session.execute(_SET_LEVEL, {"user_id": user_id, "level": level})
    ids = {row.idempotency_key: row.id for row in entered}
    balance = wallet.balance - change
    receipts = []
    for movement in movements:
        balance += movement.signed
        entry_id = ids[movement.key]
        receipts.append(Receipt(entry_id, movement.signed, balance, level, level > before, replayed=False))
        happened(session, _told(movement, entry_id, balance, terms.now))
    if level > before:
        happened(session, LevelUp(user_id=user_id, at=terms.now, level=level, before=before))
    return PostingResult(
        tuple(receipts),
        balance=wallet.balance,
        total_earned=wallet.total_earned,
        total_spent=wallet.total_spent,
        earned=earned,
        spent=earned - change,
    )


def _told(movement: Movement, entry_id: int, balance: int, now: datetime) -> Credited | Debited:
    kind = Credited if movement.type.earns else Debited
    return kind(
        user_id=movement.user_id,
        at=now,
        entry_id=entry_id,
        amount=movement.amount,
        balance=balance,
        type=movement.type,
        reason=_stored_reason(movement.reason),
        source=movement.source,
    )


def ensure_profile_by(terms: Terms, session: Session, user_id: int) -> None:
    """Make the profile of a member of `users` where it is missing, at the level that the terms give.

    Raises UnknownMember.
    """
    ensure_profile(session, user_id, terms.now, lambda _session, total: terms.formula.level(total))


def _first_receipts(session: Session, terms: Terms, movements: Sequence[Movement]) -> list[Receipt] | None:
    keys = {f"key_{n}": movement.key for n, movement in enumerate(movements)}
    entries = {row.idempotency_key: row for row in session.execute(_entries_of(len(movements)), keys)}
    if not entries:
        return None
    terms.check_settings(next(iter(entries.values())).settings_version)  # they decide the level
    receipts = []
    for movement in movements:
        first = entries.get(movement.key)
        if first is None or (first.user_id, first.amount, first.type, first.source) != (
            movement.user_id, movement.signed, movement.type.stored.value, movement.source,
        ):  # fmt: skip
            raise IdempotencyConflict(movement.key)
        receipts.append(_receipt_of(session, terms, movement, first))
    return receipts


def _receipt_of(session: Session, terms: Terms, movement: Movement, entry: Any) -> Receipt:
    balance, total = entry.balance_after, entry.earned_after
    if balance is None or total is None:
        balance, total = _summed(session, movement.user_id, entry.id)
    formula = terms.formula
    level, before = formula.level(total), formula.level(total - movement.earned)
    return Receipt(entry.id, movement.signed, balance, level, level > before, replayed=True)


def _summed(session: Session, user_id: int, entry_id: int) -> tuple[int, int]:
    """Return balance and earnings after an entry of older code, from the ledger."""
    # The UPDATE comes first and locks the wallet's row, so a member's entries are numbered in the order of
    # their postings: the sum up to an entry is the balance after it.
    balance, total = session.execute(
        select(func.sum(LedgerEntry.amount), func.sum(EARNED)).where(
            LedgerEntry.user_id == user_id, LedgerEntry.id <= entry_id
        )
    ).one()
    return int(balance), int(total)


def _entries(movements: Sequence[Movement], now: datetime, balance: int, earned: int) -> dict[str, Any]:
    """Return the parameters of `_enter`; `balance` and `earned` are those before the movements."""
    values: dict[str, Any] = {"user_id": movements[0].user_id, "now": now}
    for n, movement in enumerate(movements):
        balance += movement.signed
        earned += movement.earned
        values |= {
            f"amount_{n}": movement.signed,
            f"type_{n}": movement.type.stored.value,
            f"reason_{n}": _stored_reason(movement.reason),
            f"metadata_{n}": dict(movement.metadata) if movement.metadata is not None else None,
            f"key_{n}": movement.key,
            f"source_{n}": movement.source,
            f"balance_{n}": balance,
            f"earned_{n}": earned,
        }
    return values


@cache
def _enter(count: int) -> TextualSelect:
    # One cached text per number of rows: SQLAlchemy compiles an INSERT with a list of values every time,
    # which took a quarter of the time of a reaction.
    rows = ", ".join(
        f"(:user_id, :amount_{n}, :type_{n}, :reason_{n}, :metadata_{n}, :key_{n}, :now, :source_{n}, "
        f":balance_{n}, :earned_{n})"
        for n in range(count)
    )
    return (
        text(
            "INSERT INTO transactions (user_id, amount, type, reason, transaction_metadata, idempotency_key, "  # noqa: S608
            f"created_at, source, balance_after, earned_after) VALUES {rows} "
            "ON CONFLICT (idempotency_key) DO NOTHING "
            # Read while we hold the lock on the wallet's row: a job that applies a newer formula waits for
            # our commit.
            f"RETURNING idempotency_key, id, {SETTINGS_VERSION_SQL} AS settings_version, "
            f"{CATALOG_VERSION_SQL} AS catalog_version"
        )
        .bindparams(
            bindparam("user_id", type_=BigInteger),
            bindparam("now", type_=UtcDateTime),
            *(
                bindparam(f"{name}_{n}", type_=BigInteger)
                for name in ("amount", "balance", "earned")
                for n in range(count)
            ),
            *(bindparam(f"metadata_{n}", type_=JSON(none_as_null=True)) for n in range(count)),
            *(
                bindparam(f"{name}_{n}", type_=String)
                for name in ("type", "reason", "key", "source")
                for n in range(count)
            ),
        )
        .columns(
            LedgerEntry.idempotency_key,
            LedgerEntry.id,
            column("settings_version", String),
            column("catalog_version", BigInteger),
        )
    )


@cache
def _entries_of(keys: int) -> Executable:
    return select(
        LedgerEntry.idempotency_key,
        LedgerEntry.id,
        LedgerEntry.user_id,
        LedgerEntry.amount,
        LedgerEntry.type,
        LedgerEntry.source,
        LedgerEntry.balance_after,
        LedgerEntry.earned_after,
        SETTINGS_VERSION,
    ).where(LedgerEntry.idempotency_key.in_([bindparam(f"key_{n}", type_=String) for n in range(keys)]))


def _stored_reason(reason: str) -> str:
    return reason.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")[:MAX_REASON_LENGTH]


@cache
def _move(count: int, *, earns: bool) -> TextualSelect:
    # One cached text per number of keys, as in `_enter`. The guard and the keys are conditions of the UPDATE.
    keys = ", ".join(f":key_{n}" for n in range(count))
    # SQLite writes the ranking's index for a column that is named here, also where its value stays.
    earn = "total_earned = total_earned + :earned, " if earns else ""
    return (
        text(
            f"UPDATE user_gamification_profiles SET balance = balance + :amount, {earn}"  # noqa: S608
            "total_spent = total_spent + :spent, updated_at = :now "
            "WHERE user_id = :user_id AND balance + :amount >= 0 "
            f"AND NOT EXISTS (SELECT 1 FROM transactions WHERE idempotency_key IN ({keys})) "
            "RETURNING balance, total_earned, total_spent, level"
        )
        .bindparams(
            bindparam("now", type_=UtcDateTime),
            *(bindparam(f"key_{n}", type_=String) for n in range(count)),
            *(bindparam(name, type_=BigInteger) for name in ("amount", "spent", "user_id")),
            *([bindparam("earned", type_=BigInteger)] if earns else []),
        )
        .columns(
            GamificationProfile.balance,
            GamificationProfile.total_earned,
            GamificationProfile.total_spent,
            GamificationProfile.level,
        )
    )


_BALANCE = select(GamificationProfile.balance).where(GamificationProfile.user_id == bindparam("user_id"))
_SET_LEVEL = text("UPDATE user_gamification_profiles SET level = :level WHERE user_id = :user_id").bindparams(
    bindparam("user_id", type_=BigInteger)
)
