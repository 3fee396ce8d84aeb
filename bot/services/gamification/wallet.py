"""The wallet: credit, debit, balance and history of a member. How money moves is in `ledger.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.gamification_tables import LedgerEntry
from bot.services.clock import Clock, system_clock
from bot.services.gamification.days import zone_named
from bot.services.gamification.economy import Economy
from bot.services.gamification.ledger import Movement, Receipt, post
from bot.services.gamification.levels import level_formula
from bot.services.gamification.member_ids import check_member_id
from bot.services.gamification.profiles import GamificationProfileService
from bot.services.gamification.transaction_types import TransactionType

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger entry as a member sees it; `amount` is negative when the member paid, `created_at` in the
    creator's zone."""

    id: int
    amount: int
    type: TransactionType
    reason: str
    metadata: Mapping[str, Any] | None
    created_at: datetime


class Wallet:
    """Money of members. Every call works for a member of `users` who has no profile yet."""

    def __init__(
        self,
        database: Database,
        economy: Economy,
        profiles: GamificationProfileService,
        clock: Clock = system_clock,
    ) -> None:
        self._database = database
        self._economy = economy
        self._profiles = profiles
        self._clock = clock

    async def credit(
        self,
        user_id: int,
        amount: int,
        type: TransactionType,  # noqa: A002 - the name that callers use (api.md)
        *,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None = None,
    ) -> Receipt:
        """Give `amount` besitos (1 to 1,000,000,000). The same key again returns the first receipt.

        Raises InvalidAmount, UnknownMember, IdempotencyConflict, DatabaseUnavailable; ValueError for a
        type that does not earn.
        """
        return await self._move(user_id, amount, type, reason, key, metadata, earns=True)

    async def debit(
        self,
        user_id: int,
        amount: int,
        type: TransactionType,  # noqa: A002
        *,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None = None,
    ) -> Receipt:
        """Take `amount` besitos (1 to 1,000,000,000). The same key again returns the first receipt.

        Raises InsufficientFunds, and what `credit` raises; ValueError for a type that does not spend.
        """
        return await self._move(user_id, amount, type, reason, key, metadata, earns=False)

    async def balance(self, user_id: int) -> int:
        """What the member has now. Raises UnknownMember."""
        check_member_id(user_id)
        profile = await self._profiles.get(user_id)
        if profile is None:
            await self._profiles.ensure_user(user_id)
            profile = await self._profiles.get(user_id)
            assert profile is not None
        return profile.balance

    async def history(self, user_id: int, *, before: int | None = None, limit: int = 20) -> list[Entry]:
        """Ledger entries, newest first; `before` is the id of the last one seen, `limit` at most 100.

        Raises UnknownMember.
        """
        check_member_id(user_id)
        settings = await self._economy.settings()
        zone = zone_named(settings.day_timezone)
        entries = await self._database.read(
            _read_history, user_id, before, max(1, min(limit, MOST_ENTRIES)), zone
        )
        if not entries and before is None:
            await self._profiles.ensure_user(user_id)
        return entries

    async def _move(
        self,
        user_id: int,
        amount: int,
        type_: TransactionType,
        reason: str,
        key: str,
        metadata: Mapping[str, Any] | None,
        *,
        earns: bool,
    ) -> Receipt:
        kind = TransactionType(type_)
        if kind.earns is not earns:
            raise ValueError(f"{kind} does not {'earn' if earns else 'spend'}")
        movement = Movement(user_id, amount, kind, reason, key, metadata)
        settings = await self._economy.settings()
        formula = level_formula(settings.level_formula)
        return await self._database.write(post, movement, formula, self._clock())


def _read_history(
    session: Session, user_id: int, before: int | None, limit: int, zone: ZoneInfo
) -> list[Entry]:
    query = select(LedgerEntry).where(LedgerEntry.user_id == user_id)
    if before is not None:
        query = query.where(LedgerEntry.id < before)
    return [
        Entry(
            row.id,
            row.amount,
            TransactionType(row.type),
            row.reason,
            row.transaction_metadata,
            row.created_at.astimezone(zone),
        )
        for row in session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit))
    ]
