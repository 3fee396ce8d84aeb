"""Creates profiles on first contact: cache, look-up, insert, in this order; the cache usually suffices.

Existence is cached, money never: an update of a known member needs no SQL, and balances are read at the
moment they are needed. `provisioning.py` has the statements.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import monotonic

import structlog
from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

from ....database import Database, DatabaseUnavailable, RunAgain
from ....database.errors import NO_TURN, Overdue
from ....database.tables.gamification import GamificationProfile
from ...clock import Clock, system_clock
from ...single_flight import SingleFlight
from ..in_force import LEVEL_FORMULA, formula_of
from ..rules.ids import check_member_id, is_member_id
from .identity import Identity
from .known_members import KnownMembers
from .provisioning import LevelOf, find_members, provision_members

log = structlog.get_logger(__name__)

MAX_BATCH = 500
MAX_BRIEF = 64
"""So many members are looked up and made in a few milliseconds."""
MAX_TRIES = 8
"""How often a profile is created again if the host deletes it each time."""
PAUSE_AFTER_FAILURE_SECONDS = 1.0
REFUSAL_LINE_EVERY_SECONDS = 60.0
GRACE_SECONDS = 0.2


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

    hits: updates of known members (no SQL). misses: look-ups. created: new profiles. renamed: members whose
    names changed. failed: updates that continued without a profile because the database was down.
    """

    hits: int = 0
    misses: int = 0
    created: int = 0
    renamed: int = 0
    failed: int = 0


class GamificationProfileService:
    """Ensures that everybody who interacts has a `users` row and a profile. There is one per process."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = system_clock,
        cache_size: int = 50_000,
        cache_ttl_seconds: float = 3600.0,
        level_of: LevelOf = lambda _session, _total_earned: 1,
        levels_by_formula: bool = False,
    ) -> None:
        """`cache_size` members are cached, each for `cache_ttl_seconds`.

        `level_of` computes the level of a new profile. With `levels_by_formula`, profiles are shown with the
        level by the formula in force, not the stored one.
        """
        self._database = database
        self._clock = clock
        self._level_of = level_of
        self._levels_by_formula = levels_by_formula
        self._known = KnownMembers(cache_size, cache_ttl_seconds, monotonic)
        self._flight: SingleFlight[int, Identity] = SingleFlight(self._provision_batch, max_size=MAX_BATCH)
        self._away_until = 0.0
        self._failed_in_a_row = 0
        self._next_refusal_line = 0.0
        self.metrics = ProfileMetrics()

    async def get_or_create(self, identity: Identity) -> Profile:
        """Return the profile of this person; it is created at the first contact. Raises UnknownMember for an
        invalid id, and DatabaseUnavailable.
        """
        check_member_id(identity.user_id)
        started = monotonic()
        for _ in range(MAX_TRIES):
            if self.recall(identity.user_id) != identity:
                await self._join(identity)
            profile = await self.get(identity.user_id)
            if profile is not None:
                return profile
            await self.forget(identity.user_id)  # the cache is stale: the row was deleted
        deleted = RunAgain(f"the profile of {identity.user_id} was deleted at the same moment")
        raise DatabaseUnavailable("get_or_create", MAX_TRIES, monotonic() - started, deleted)

    async def get(self, user_id: int) -> Profile | None:
        """Return the profile, or None if this person never interacted. Raises DatabaseUnavailable."""
        if not is_member_id(user_id):
            return None
        return await self._database.read(read_profile, user_id, self._levels_by_formula)

    async def ensure(self, identities: Iterable[Identity]) -> int:
        """Create `users` rows and profiles for many people; returns how many profiles were new.

        Raises DatabaseUnavailable; finished batches stay done, and calling again is safe. If one profile
        cannot be created (UnknownMember for an invalid id, for instance), its error is raised after all
        others are created.
        """
        created = 0
        refused: list[Exception] = []
        people = {(type(who.user_id), who.user_id): who for who in identities}.values()
        remaining = iter([who for who in people if is_member_id(who.user_id)])
        while batch := {who.user_id: who for who in islice(remaining, MAX_BATCH)}:
            made, errors = await self._write_all_but_the_wrong(batch, turn="many")
            created += made
            refused += errors.values()
        for who in people:
            check_member_id(who.user_id)
        if refused:
            raise refused[0]
        return created

    def recall(self, user_id: int) -> Identity | None:
        """Return what is cached about a member, or None; without SQL."""
        return self._known.get(user_id)

    def knows(self, user_id: int, first_name: str, username: str | None, last_name: str | None) -> bool:
        """Return True if this member is cached, by these names. This is the middleware's fast path, without
        SQL."""
        return self._known.agrees(user_id, first_name, username, last_name)

    async def forget(self, user_id: int) -> None:
        """Remove this person from the cache, for instance after the host deleted the rows: the next contact
        reads again and creates what is missing. It changes no row."""
        self._known.forget(user_id)

    async def provision(self, identity: Identity) -> bool:
        """For the middleware: like `ensure` for one person, but it never blocks an update.

        Returns False if the database is down. Then no update waits for it again for one second, and the log
        has one line when it fails and one when it is back.
        """
        if monotonic() < self._away_until:
            self._passed_without_profile()
            return False
        try:
            check_member_id(identity.user_id)
            await self._join(identity)
        except (DatabaseUnavailable, SQLAlchemyError) as error:
            # Also for errors that do not pass, such as a database that was not upgraded: the host's bot must
            # keep answering.
            if may_be_a_row_s_fault(error):
                return self._refuse(identity, error)
            if not self._failed_in_a_row:
                log.warning("profiles_unavailable", reason=str(error).partition("\n")[0])
            self._away_until = monotonic() + PAUSE_AFTER_FAILURE_SECONDS
            self._passed_without_profile()
            return False
        except Exception as error:  # noqa: BLE001 - the data of this one person cannot be stored
            return self._refuse(identity, error)
        if self._failed_in_a_row:
            log.info("profiles_available_again", updates_without_profile=self._failed_in_a_row)
            self._failed_in_a_row = 0
        return True

    def _passed_without_profile(self) -> None:
        self.metrics.failed += 1
        self._failed_in_a_row += 1

    def _refuse(self, identity: Identity, error: Exception) -> bool:
        self.metrics.failed += 1
        now = monotonic()
        if now >= self._next_refusal_line:  # forged updates must not fill the log
            self._next_refusal_line = now + REFUSAL_LINE_EVERY_SECONDS
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            log.warning("profile_not_made", user_id=identity.user_id, reason=reason)
        return False

    async def _join(self, identity: Identity) -> None:
        """A running batch may use all of its own time before ours begins. So the timeout counts from here,
        and is a little longer, so that the database's own error usually comes first."""
        bound = self._database.retry_timeout_seconds + GRACE_SECONDS
        started = monotonic()
        try:
            async with asyncio.timeout(bound) as timeout:
                await self._flight.join(identity.user_id, identity)
        except TimeoutError as error:
            if not timeout.expired():
                raise
            seconds = monotonic() - started
            raise DatabaseUnavailable("provision_members", 0, seconds, Overdue(NO_TURN)) from error

    async def _provision_batch(self, batch: dict[int, Identity]) -> dict[int, Exception]:
        self.metrics.misses += len(batch)
        _, errors = await self._write_all_but_the_wrong(batch, turn="first contacts")
        self._known.add(who for user_id, who in batch.items() if user_id not in errors)
        return errors

    async def _write_all_but_the_wrong(
        self, batch: dict[int, Identity], *, turn: str
    ) -> tuple[int, dict[int, Exception]]:
        """Write a batch. If its rows make it fail, write its halves, down to the single bad rows. Returns how
        many profiles are new, and the errors of the bad rows. Raises errors that no row causes.
        """
        try:
            # These writes share one connection: another program may lock one of the rows.
            async with self._database.turn(turn):
                return await self._write_missing(batch), {}
        except Exception as error:
            if not may_be_a_row_s_fault(error):
                raise
            if len(batch) == 1:
                return 0, dict.fromkeys(batch, error)
        people = list(batch.items())
        middle = len(people) // 2
        made, errors = await self._write_all_but_the_wrong(dict(people[:middle]), turn=turn)
        more_made, more_errors = await self._write_all_but_the_wrong(dict(people[middle:]), turn=turn)
        return made + more_made, errors | more_errors

    async def _write_missing(self, batch: dict[int, Identity]) -> int:
        few = len(batch) <= MAX_BRIEF
        read = self._database.read_briefly if few else self._database.read
        write = self._database.write_briefly if few else self._database.write
        found = await read(find_members, list(batch))
        to_write = [
            who for user_id, who in batch.items()
            if user_id not in found or not found[user_id].agrees_with(who)
        ]  # fmt: skip
        if not to_write:
            return 0
        made = await write(provision_members, to_write, self._clock(), self._level_of)
        self.metrics.created += len(made)
        self.metrics.renamed += sum(
            who.user_id in found and found[who.user_id].has_profile for who in to_write
        )
        return len(made)


def may_be_a_row_s_fault(error: Exception) -> bool:
    """Return False if every row would fail: the database is down, or its tables are not as expected."""
    return not isinstance(error, DatabaseUnavailable | ProgrammingError | OperationalError)


def read_profile(session: Session, user_id: int, by_formula: bool = True) -> Profile | None:
    """Read the profile of a user id, or None; one statement. Its level is derived by the formula in force,
    or, without `by_formula`, the stored one."""
    row = session.execute(_PROFILE, {"user_id": user_id}).one_or_none()
    if row is None:
        return None
    return Profile(
        user_id=row.user_id,
        balance=row.balance,
        total_earned=row.total_earned,
        total_spent=row.total_spent,
        level=formula_of(row.formula_in_force).level(row.total_earned) if by_formula else row.level,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


_PROFILE = select(
    GamificationProfile.user_id,
    GamificationProfile.balance,
    GamificationProfile.total_earned,
    GamificationProfile.total_spent,
    GamificationProfile.level,
    GamificationProfile.created_at,
    GamificationProfile.updated_at,
    LEVEL_FORMULA,
).where(GamificationProfile.user_id == bindparam("user_id", type_=BigInteger))
