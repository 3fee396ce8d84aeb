"""The dependencies of every service of the economy in one object, and the two operations on one member:
`event`, which changes something, and `read_member`."""

import time
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ....database import DatabaseUnavailable, RunAgain
from ....database.database import name_of
from ....database.errors import is_missing_reference
from ...clock import Clock
from ..catalog.snapshot import Catalog
from ..conditions import Conditions
from ..economy import Economy
from ..errors import UnknownMember
from ..in_force import level_of
from ..members.admins import Admins
from ..members.host_vip import HostVip
from ..members.profiles import GamificationProfileService
from ..members.provisioning import ensure_profile, has_user
from ..rules.ids import check_member_id
from ..rules.terms import ReadTerms, StaleTerms, Terms
from .constraints import is_guarded

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=ReadTerms)


MAX_STALE_RUNS = 8
"""How often one unit of work is restarted because an admin changed the settings or the catalog."""


class UnitsOfWork(Protocol):
    """What runs units of work: a Database, or a HostSession."""

    @property
    def dialect(self) -> str: ...

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    async def read_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    async def write(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    async def write_briefly(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    def turn(self, key: Hashable, /) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Context:
    """Database, settings, catalog, profiles, admins and clock of one process."""

    database: UnitsOfWork
    economy: Economy
    catalog: Catalog
    profiles: GamificationProfileService
    admins: Admins
    clock: Clock
    conditions: Conditions
    host_vip: HostVip = field(default_factory=HostVip)

    async def terms(self, host_says_vip: bool = False) -> Terms:
        """Return the terms in force. Raises DatabaseUnavailable if they were never read."""
        current, catalog = await self.economy.current(), await self.catalog.snapshot()
        return Terms(
            current=current,
            catalog=catalog,
            now=self.clock(),
            host_says_vip=host_says_vip,
            conditions=self.conditions,
        )

    async def read_terms(self, host_says_vip: bool = False) -> ReadTerms:
        """Return the terms without the catalog, for reading. Raises DatabaseUnavailable if they were never
        read."""
        current = await self.economy.current()
        return ReadTerms(current=current, now=self.clock(), host_says_vip=host_says_vip)

    async def event(
        self,
        work: Callable[Concatenate[Session, Terms, int, P], T],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(session, terms, user_id, ...)`, which changes one member, as one transaction.

        Raises UnknownMember for an invalid member id, and what `Database.write` raises. If another program
        changes rows between two statements, the work runs again, at most twice.
        """
        check_member_id(user_id)
        # Before the turn: the host's code may call services for this member itself.
        terms = partial(self.terms, await self.host_vip.says(user_id))
        async with self.turn(user_id):
            return await self._change_whatever_others_do(terms, work, user_id, *args, **kwargs)

    def turn(self, user_id: int) -> AbstractAsyncContextManager[None]:
        """Changes of one member run one at a time in this process. If another program locks a row of that
        member, one connection waits, not all. Reading the terms and retries count towards one timeout."""
        return self.database.turn(user_id)

    async def _change_whatever_others_do(
        self,
        terms: Callable[[], Awaitable[Terms]],
        work: Callable[Concatenate[Session, Terms, int, P], T],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        for last_try in (False, False, True):
            try:
                return await self._under_terms(
                    terms, self.database.write_briefly, work, user_id, *args, **kwargs
                )
            except IntegrityError as error:
                # Another program deleted a row of the member or of the catalog between two of our statements,
                # or changed one so that a constraint is violated: the next run sees it.
                if is_missing_reference(error):
                    if not await self.database.read(has_user, user_id):
                        raise UnknownMember(user_id) from error
                elif not is_guarded(error):
                    raise
                self.catalog.invalidate()
                if last_try:
                    raise DatabaseUnavailable(name_of(work), 3, 0.0, error) from error
        raise AssertionError("unreachable")

    async def change(
        self, work: Callable[Concatenate[Session, Terms, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, terms, ...)` as one writing transaction with the terms in force. If it finds
        newer terms, it is rolled back and run again with those. Raises what `Database.write` raises.
        """
        return await self._under_terms(self.terms, self.database.write, work, *args, **kwargs)

    async def read(
        self, work: Callable[Concatenate[Session, ReadTerms, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(session, terms, ...)` as one reading transaction with the terms in force, as `change`
        does. Raises what `Database.read` raises."""
        return await self._under_terms(self.read_terms, self.database.read, work, *args, **kwargs)

    async def look_at_member(
        self,
        work: Callable[Concatenate[Session, Terms, int, P], T],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what `work(session, terms, user_id, ...)` reads about a member, with the catalog in the
        terms; no profile is created. Raises UnknownMember, and what `Database.read` raises."""
        check_member_id(user_id)
        terms = partial(self.terms, await self.host_vip.says(user_id))
        return await self._under_terms(terms, self.database.read, work, user_id, *args, **kwargs)

    async def read_member(
        self,
        work: Callable[Concatenate[Session, ReadTerms, int, P], T | None],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what `work(session, terms, user_id, ...)` reads about a member, by a few quick statements.
        If it returns None because there is no profile, the profile is created and `work` runs again.

        Raises UnknownMember, and what `Database.read` raises.
        """
        check_member_id(user_id)
        read = self.database.read_briefly
        return await self._read_or_make(read, self.read_terms, work, user_id, *args, **kwargs)

    async def compare_member(
        self,
        work: Callable[Concatenate[Session, ReadTerms, int, P], T | None],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The same as `read_member`, for work that may go through the rows of many other members."""
        check_member_id(user_id)
        read = self.database.read
        return await self._read_or_make(read, self.read_terms, work, user_id, *args, **kwargs)

    async def read_member_and_vip(
        self,
        work: Callable[Concatenate[Session, ReadTerms, int, P], T | None],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The same as `read_member`, with what the host says about VIP in the terms."""
        check_member_id(user_id)
        terms = partial(self.read_terms, await self.host_vip.says(user_id))
        read = self.database.read_briefly
        return await self._read_or_make(read, terms, work, user_id, *args, **kwargs)

    async def _read_or_make(
        self,
        read: Callable[..., Awaitable[T | None]],
        terms: Callable[[], Awaitable[ReadTerms]],
        work: Callable[..., T | None],
        user_id: int,
        *args: Any,
        **kwargs: Any,
    ) -> T:
        found: T | None = await self._under_terms(terms, read, work, user_id, *args, **kwargs)
        if found is None:
            async with self.turn(user_id):
                made: T = await self._under_terms(
                    terms, self.database.write_briefly, _make_and_read, work, user_id, *args, **kwargs
                )
                return made
        return found

    async def _under_terms(
        self,
        fetch: Callable[[], Awaitable[R]],
        run: Callable[..., Awaitable[T]],
        work: Callable[..., T],
        *args: Any,
        **kwargs: Any,
    ) -> T:
        started = time.monotonic()
        for _ in range(MAX_STALE_RUNS):
            terms = await fetch()
            try:
                return await run(work, terms, *args, **kwargs)
            except StaleTerms as error:
                stale = error
                self.economy.outdated(terms.current)
                if isinstance(terms, Terms):
                    self.catalog.outdated(terms.catalog)
        name = getattr(work, "__qualname__", repr(work))
        raise DatabaseUnavailable(name, MAX_STALE_RUNS, time.monotonic() - started, stale) from stale


def _make_and_read(
    session: Session,
    terms: ReadTerms,
    work: Callable[Concatenate[Session, ReadTerms, int, P], T | None],
    user_id: int,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    ensure_profile(session, user_id, terms.now, level_of)  # not every reader checks the version of `terms`
    found = work(session, terms, user_id, *args, **kwargs)
    if found is None:
        raise RunAgain(f"the profile of {user_id} was deleted at the same moment")
    return found
