"""What admins do with one member: find them, look at them, correct, grant, export, erase."""

import asyncio
import secrets
from datetime import datetime
from types import EllipsisType

import structlog

from ..audit import by_admin
from ..errors import InvalidSetting, NotForSale, SettingTrouble, UnknownMember
from ..events.context import Context
from ..events.ledger import MAX_REASON_LENGTH, Movement
from ..membership import MemberStatus, change_vip, checked_until
from ..rules.ids import (
    FIRST_PSEUDONYM,
    MAX_CATALOG_ID,
    MAX_ID,
    at_most,
    check_member_id,
    is_catalog_id,
    is_member_id,
    is_pseudonym,
)
from ..rules.storable import is_storable
from ..rules.transaction_types import TransactionType
from ..wallet import Entry, entries_asked_for, read_history
from .corrections import (
    Correction,
    GrantableContent,
    GrantedContent,
    RepairedStreak,
    check_days,
    correct,
    grant_content,
    read_grantable,
    repair_streak,
)
from .erasure import Erasure, erase
from .export import MemberExport, note_export, read_tables, written
from .member_file import MemberFile, read_file, settle_and_read
from .search import MAX_FOUND, FoundMembers, search

log = structlog.get_logger(__name__)

MAX_ONCE_LENGTH = 100
MAX_GRANTABLE = 50


class MemberAdmin:
    """Every call takes the id of the admin first and raises NotAllowed for anybody else. What changes a
    member writes its row of the audit log in the same transaction. Raises DatabaseUnavailable."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def search(
        self, admin_id: int, text: str, *, limit: int = 8, after: int | None = None
    ) -> FoundMembers:
        """Find members by Telegram id, @username, or a part of their name or username, whatever its case and
        accents; at most `limit` (50), by ascending id. `FoundMembers.after` continues, also where nothing was
        found within two seconds; None: all were looked through.

        Raises ValueError for an invalid `after` or `limit`, and for what is not a text.
        """
        await self._context.admins.require(admin_id)
        if not isinstance(text, str):
            raise ValueError(f"a search is for a text, not {text!r:.40}")  # noqa: TRY004 - one kind of error for bad input
        if after is not None and not is_member_id(after):
            raise ValueError(f"after is an id where a search stopped, not {after!r:.40}")
        size = at_most(limit, MAX_FOUND)
        if not is_storable(text):  # nobody has such a name
            return FoundMembers((), None)
        return await search(self._context.database, text, size, after)

    async def file(self, admin_id: int, user_id: int) -> MemberFile:
        """Return everything about a member, also an erased one. No profile is made. Raises UnknownMember."""
        context = self._context
        await context.admins.require(admin_id)
        file, of_older_bots = await context.look_at_member(read_file, user_id)
        if of_older_bots:
            async with context.turn(user_id):
                file = await context.change(settle_and_read, user_id, of_older_bots)
        return file

    async def ledger(
        self, admin_id: int, user_id: int, *, before: int | None = None, limit: int = 10
    ) -> list[Entry]:
        """Return ledger entries as `wallet.history` does, newest first. No profile is made."""
        await self._context.admins.require(admin_id)
        size = entries_asked_for(before, limit)
        check_member_id(user_id)
        entries = await self._context.read(read_history, user_id, before, size)
        if entries is None:
            await self._context.look_at_member(read_file, user_id)  # raises UnknownMember
        return entries or []

    async def credit(self, admin_id: int, user_id: int, amount: int, *, reason: str, once: str) -> Correction:
        """Give besitos. `once` names the confirmation: the same again gives the first receipt.

        Raises InvalidAmount, InvalidSetting for a reason of more than 255 characters or none, UnknownMember,
        IdempotencyConflict, and ValueError for an invalid `once`.
        """
        return await self._correct(admin_id, user_id, amount, TransactionType.EARN_ADMIN, reason, once)

    async def debit(self, admin_id: int, user_id: int, amount: int, *, reason: str, once: str) -> Correction:
        """Take besitos. Raises InsufficientFunds, and what `credit` raises."""
        return await self._correct(admin_id, user_id, amount, TransactionType.SPEND_ADMIN, reason, once)

    async def _correct(
        self, admin_id: int, user_id: int, amount: int, kind: TransactionType, reason: str, once: str
    ) -> Correction:
        await self._allow(admin_id, user_id)
        if not is_storable(reason) or not 1 <= len(reason.strip()) <= MAX_REASON_LENGTH:
            raise InvalidSetting(
                "reason",
                f"must have 1 to {MAX_REASON_LENGTH} characters",
                SettingTrouble.TEXT_LENGTH,
                {"most": MAX_REASON_LENGTH},
            )
        if not is_storable(once) or not 1 <= len(once) <= MAX_ONCE_LENGTH:
            raise ValueError(f"once is a text of 1 to {MAX_ONCE_LENGTH} characters, not {once!r:.40}")
        key = f"admin:{admin_id}:{once}"
        movement = Movement(user_id, amount, kind, reason.strip(), key, {"admin_id": admin_id})
        receipt = await self._context.event(correct, user_id, movement, admin_id)
        log.info(
            "besitos_corrected",
            admin_id=admin_id,
            user_id=user_id,
            amount=receipt.amount,
            again=receipt.replayed,
        )
        return Correction(receipt)

    async def repair_streak(
        self, admin_id: int, user_id: int, days: int, *, shown: int | None = None
    ) -> RepairedStreak:
        """Set the daily streak to `days` (1 to 3,650), so that the next gift is the day after. The longest
        streak follows; rewards for it may unlock. `shown`: the length that the admin saw.

        Raises InvalidSetting for another number of days, and for a member who never claimed a gift;
        ChangedMeanwhile if the length is not the one shown; UnknownMember.
        """
        await self._allow(admin_id, user_id)
        check_days(days)
        repaired = await self._context.event(repair_streak, user_id, days, shown, admin_id)
        log.info("streak_repaired", admin_id=admin_id, user_id=user_id, before=repaired.before, days=days)
        return repaired

    async def grantable(self, admin_id: int, *, limit: int = 8, after: int = 0) -> list[GrantableContent]:
        """Return content sets that can be granted, by ascending id; `after` is the id of the last one seen.
        Raises ValueError for an invalid `after` or `limit`."""
        await self._context.admins.require(admin_id)
        if type(after) is not int or not 0 <= after <= MAX_CATALOG_ID:
            raise ValueError(f"after is the id of a content set, not {after!r:.40}")
        return await self._context.database.read(read_grantable, at_most(limit, MAX_GRANTABLE), after)

    async def grant_content(self, admin_id: int, user_id: int, content_set_id: int) -> GrantedContent:
        """Give a member a content set for good, in addition to any other right: a refund of a purchase does
        not take it. The outbox sends its files.

        Raises NotForSale("unknown") if there is no such set, AlreadyOwned if an admin gave it before, and
        UnknownMember.
        """
        await self._allow(admin_id, user_id)
        if not is_catalog_id(content_set_id):
            raise NotForSale("unknown")
        granted = await self._context.event(grant_content, user_id, content_set_id, admin_id)
        log.info("content_granted", admin_id=admin_id, user_id=user_id, content_set_id=content_set_id)
        return granted

    async def set_vip(
        self,
        admin_id: int,
        user_id: int,
        *,
        until: datetime | None,
        shown: datetime | EllipsisType | None = ...,
    ) -> MemberStatus:
        """Let a member be VIP until a moment, or end it (None), as `members.set_vip` does. `shown`: the end
        that the admin saw (None: no subscription ran).

        Raises ValueError unless both are aware datetimes or None, ChangedMeanwhile if the end is not the
        one shown, and UnknownMember.
        """
        until = checked_until(until)
        if not isinstance(shown, EllipsisType):
            shown = checked_until(shown)
        await self._allow(admin_id, user_id)
        changed = await self._context.event(change_vip, user_id, until, by_admin(admin_id), shown)
        for change in changed.changes:
            log.info("vip_set", admin_id=admin_id, user_id=user_id, before=change.before, after=change.after)
        return changed.status

    async def export(self, admin_id: int, user_id: int) -> MemberExport:
        """Return everything that our tables hold of a member as a file. Raises UnknownMember."""
        await self._allow(admin_id, user_id)
        context = self._context
        tables = await context.database.read(read_tables, user_id)
        now = context.clock()
        export = await asyncio.to_thread(written, user_id, tables, now)
        await context.database.write(note_export, admin_id, user_id, export.rows, now)
        log.info("member_exported", admin_id=admin_id, user_id=user_id, rows=export.rows)
        return export

    async def erase(self, admin_id: int, user_id: int) -> Erasure:
        """Erase a member: everything that our tables hold of them goes, and the books stay under a pseudonym
        that nothing links to them. It cannot be undone; who comes back starts anew. Raises UnknownMember."""
        await self._allow(admin_id, user_id)
        context = self._context
        pseudonym = FIRST_PSEUDONYM + secrets.randbelow(MAX_ID - FIRST_PSEUDONYM)
        async with context.turn(user_id):
            erasure = await context.database.write(erase, user_id, pseudonym, admin_id, context.clock())
        await context.profiles.forget(user_id)
        context.host_vip.forget(user_id)
        log.info("member_erased", admin_id=admin_id, entries=erasure.entries)
        return erasure

    async def _allow(self, admin_id: int, user_id: int) -> None:
        await self._context.admins.require(admin_id)
        check_member_id(user_id)
        if is_pseudonym(user_id):
            raise UnknownMember(user_id)
