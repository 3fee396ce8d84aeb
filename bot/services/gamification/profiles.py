"""Profiles on first contact: cache, look-up, insert, in this order and seldom past the first.

Existence is cached, money never: a known member's update costs no SQL, and what a member has is
read at the moment it is needed. How rows are made is in `provisioning.py`.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import structlog
from cachetools import TTLCache
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.gamification_tables import GamificationProfile
from bot.services.clock import Clock, system_clock
from bot.services.gamification.identity import Identity
from bot.services.gamification.member_ids import check_member_id, is_member_id
from bot.services.gamification.provisioning import (
    LevelOf,
    ensure_profile,
    find_members,
    provision_members,
)
from bot.services.gamification.single_flight import SingleFlight

log = structlog.get_logger(__name__)

LARGEST_BATCH = 500
PAUSE_AFTER_FAILURE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Profile:
    """A member's wallet and level at the moment of reading; amounts in besitos, times in UTC."""

    user_id: int
    balance: int
    total_earned: int
    total_spent: int
    level: int
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class ProfileMetrics:
    """Counters since the start of the process.

    hits: updates of known members (no SQL). misses: look-ups. created: new profiles. renamed: members
    whose names changed. failed: updates that went on without a profile, the database being away.
    """

    hits: int = 0
    misses: int = 0
    created: int = 0
    renamed: int = 0
    failed: int = 0


class GamificationProfileService:
    """Makes sure that who interacts has a `users` row and a profile. One per process."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = system_clock,
        cache_size: int = 50_000,
        cache_ttl_seconds: float = 3600.0,
        level_of: LevelOf = lambda _session, _total_earned: 1,
    ) -> None:
        """`cache_size` members are remembered, each for `cache_ttl_seconds`."""
        self._database = database
        self._clock = clock
        self._level_of = level_of
        self._known: TTLCache[int, Identity] = TTLCache(cache_size, cache_ttl_seconds)
        self._flight: SingleFlight[int, Identity] = SingleFlight(self._provision_batch, largest=LARGEST_BATCH)
        self._away_until = 0.0
        self._failed_in_a_row = 0
        self.metrics = ProfileMetrics()

    async def get_or_create(self, identity: Identity) -> Profile:
        """The profile of this person, made now if this is the first contact.

        Raises DatabaseUnavailable.
        """
        if self.recall(identity.user_id) != identity:
            await self._flight.join(identity.user_id, identity)
        profile = await self.get(identity.user_id)
        if profile is None:  # deleted behind the cache's back
            await self.forget(identity.user_id)
            await self._flight.join(identity.user_id, identity)
            profile = await self.get(identity.user_id)
        assert profile is not None
        return profile

    async def get(self, user_id: int) -> Profile | None:
        """The profile, or None if this person never interacted. Raises DatabaseUnavailable."""
        return await self._database.read(read_profile, user_id) if is_member_id(user_id) else None

    async def ensure(self, identities: Iterable[Identity]) -> int:
        """Make `users` rows and profiles for many; returns how many profiles were new.

        Raises DatabaseUnavailable; batches that were done stay done, and calling again is safe.
        """
        created = 0
        remaining = iter({who.user_id: who for who in identities}.values())
        while batch := {who.user_id: who for who in islice(remaining, LARGEST_BATCH)}:
            created += await self._write_missing(batch)
        return created

    async def ensure_user(self, user_id: int) -> None:
        """Make the profile of a member of `users`, if it is missing.

        Raises UnknownMember where there is no such user, and DatabaseUnavailable.
        """
        check_member_id(user_id)
        await self._database.write(ensure_profile, user_id, self._clock(), self._level_of)

    def recall(self, user_id: int) -> Identity | None:
        """What is cached of a member, or None: the middleware's fast path, no SQL."""
        try:
            return self._known[user_id]  # half the price of .get(), which looks twice
        except KeyError:
            return None

    async def forget(self, user_id: int) -> None:
        """Drop what the cache holds of this person, for instance after the host deleted the rows: the
        next contact looks again and makes what is missing. Touches no row."""
        self._known.pop(user_id, None)

    async def provision(self, identity: Identity) -> bool:
        """For the middleware: like `ensure` for one person, but never in the way of an update.

        Returns False where the database is away; then nobody is made to wait for it again until a
        second has passed, and the log has one line when it went and one when it came back.
        """
        if time.monotonic() < self._away_until:
            self._passed_without_profile()
            return False
        try:
            await self._flight.join(identity.user_id, identity)
        except (DatabaseUnavailable, SQLAlchemyError) as error:
            # Also what waiting does not mend, a database that nobody upgraded for instance: the bot that we
            # are a guest in must not fall silent over it.
            if not self._failed_in_a_row:
                log.warning("profiles_unavailable", reason=str(error).partition("\n")[0])
            self._away_until = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
            self._passed_without_profile()
            return False
        if self._failed_in_a_row:
            log.info("profiles_available_again", updates_without_profile=self._failed_in_a_row)
            self._failed_in_a_row = 0
        return True

    def _passed_without_profile(self) -> None:
        self.metrics.failed += 1
        self._failed_in_a_row += 1

    async def _provision_batch(self, batch: dict[int, Identity]) -> None:
        self.metrics.misses += len(batch)
        await self._write_missing(batch)
        self._known.update(batch)

    async def _write_missing(self, batch: dict[int, Identity]) -> int:
        found = await self._database.read(find_members, list(batch))
        to_write = [
            who for user_id, who in batch.items()
            if user_id not in found or not found[user_id].agrees_with(who)
        ]  # fmt: skip
        if not to_write:
            return 0
        made = await self._database.write(provision_members, to_write, self._clock(), self._level_of)
        self.metrics.created += len(made)
        self.metrics.renamed += sum(
            who.user_id in found and found[who.user_id].has_profile for who in to_write
        )
        return len(made)


def read_profile(session: Session, user_id: int) -> Profile | None:
    """The profile of a user id, or None; one statement."""
    row = session.get(GamificationProfile, user_id)
    if row is None:
        return None
    return Profile(
        user_id=row.user_id,
        balance=row.balance,
        total_earned=row.total_earned,
        total_spent=row.total_spent,
        level=row.level,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
