"""What every service of the economy works with, in one object; and the one place where a broken
constraint becomes a domain error."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.clock import Clock
from bot.services.gamification.admins import Admins
from bot.services.gamification.catalog import Catalog
from bot.services.gamification.constraints import broken_rule
from bot.services.gamification.economy import Economy
from bot.services.gamification.profiles import GamificationProfileService
from bot.services.gamification.unlocks import Unlocks

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """Database, settings, catalog, profiles, admins and clock of one process."""

    database: Database
    economy: Economy
    catalog: Catalog
    profiles: GamificationProfileService
    admins: Admins
    clock: Clock
    unlocks: Unlocks = field(default_factory=Unlocks)

    async def event(
        self,
        work: Callable[Concatenate[Session, int, P], T],
        user_id: int,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(session, user_id, ...)`, which changes something of one member, as one transaction.

        Raises what `Database.write` raises; a broken constraint comes as its domain error.
        """
        try:
            return await self.database.write(work, user_id, *args, **kwargs)
        except IntegrityError as error:
            rule = broken_rule(error, user_id)
            if rule is None:
                raise
            raise rule from error
