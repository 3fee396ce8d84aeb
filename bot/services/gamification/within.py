"""The services inside a transaction of the host's: `shared = await gamification.within(session)`."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session

from ...database import DatabaseUnavailable
from ...database.database import name_of
from ...database.host_session import HostSessions
from .catalog.snapshot import read_catalog
from .economy import read_current_settings
from .errors import UnknownMember
from .events.context import MAX_STALE_RUNS, Context, R
from .members.provisioning import has_user
from .rewards import Rewards
from .rules.ids import check_member_id
from .rules.terms import CatalogSnapshot, CurrentSettings, ReadTerms, StaleTerms, Terms
from .wallet import Wallet

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HostTransaction:
    """The services inside the present transaction of a host's session: what they do is committed and rolled
    back with the host's own, and seen by the host at once. Their events, such as Credited and Unlocked, are
    published after the host's commit. A call that raises leaves nothing, and the host's transaction goes on.
    """

    wallet: Wallet
    rewards: Rewards


class Within:
    """`await gamification.within(session)`: the services on a session of the host's."""

    def __init__(self, context: Context, sessions: HostSessions) -> None:
        self._context = context
        self._sessions = sessions

    async def __call__(self, session: AsyncSession | async_scoped_session[Any]) -> HostTransaction:
        """Return the services that take part in the present transaction of this session, on the database that
        Besitos uses.

        Raises ValueError for what is no AsyncSession, and for a session on another database.
        """
        host = await self._sessions.open(session)
        parts = {field.name: getattr(self._context, field.name) for field in fields(self._context)}
        context = _HostContext(**parts | {"database": host})
        return HostTransaction(wallet=Wallet(context), rewards=Rewards(context))


@dataclass(frozen=True, slots=True)
class _HostContext(Context):
    """The same decisions, on what the host's transaction sees."""

    async def event(
        self,
        work: Callable[Concatenate[Session, Terms, int, P], T],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        check_member_id(user_id)
        # The host's connections to SQLite usually do not enforce foreign keys.
        if self.database.dialect == "sqlite" and not await self.database.read(has_user, user_id):
            raise UnknownMember(user_id)
        return await Context.event(self, work, user_id, *args, **kwargs)

    async def _under_terms(
        self,
        fetch: Callable[[], Awaitable[R]],
        run: Callable[..., Awaitable[T]],
        work: Callable[..., T],
        *args: Any,
        **kwargs: Any,
    ) -> T:
        started = time.monotonic()
        terms: ReadTerms = await fetch()
        for _ in range(MAX_STALE_RUNS):
            try:
                return await run(work, terms, *args, **kwargs)
            except StaleTerms as error:
                # The transaction may see what nobody else does: the host has changed a setting in it, or
                # works on an older snapshot. So its own connection is asked, and no cache.
                stale = error
                current, catalog = await self.database.read(_in_force_there)
                known = await self.terms(terms.host_says_vip)
                terms = replace(known, current=current, catalog=catalog, now=terms.now)
        raise DatabaseUnavailable(name_of(work), MAX_STALE_RUNS, time.monotonic() - started, stale) from stale


def _in_force_there(session: Session) -> tuple[CurrentSettings, CatalogSnapshot]:
    return read_current_settings(session), read_catalog(session)
