"""Decides who is an admin: the ids of ADMIN_IDS, and members whose role in `users` is ADMIN."""

from collections.abc import Iterable

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.host import User
from ..errors import NotAllowed
from ..rules.ids import is_member_id

ADMIN_ROLE = "ADMIN"


class Admins:
    """Checks the admin of every call that takes an `admin_id`.

    Without configured ids every caller is trusted: a host bot then checks its admins itself, before it calls.
    """

    def __init__(self, database: Database, admin_ids: Iterable[int] = ()) -> None:
        self._database = database
        self._ids = frozenset(admin_ids)

    async def require(self, admin_id: int) -> None:
        """Raises NotAllowed unless this is an admin's id, also for an invalid id, and DatabaseUnavailable."""
        if not is_member_id(admin_id):
            raise NotAllowed
        if self._ids and not await self.includes(admin_id):
            raise NotAllowed

    def are_configured(self, user_id: int) -> bool:
        """Return True for an id of the configuration, without SQL."""
        return user_id in self._ids

    async def includes(self, user_id: int) -> bool:
        """Return True for an admin, by configuration or by role. Raises DatabaseUnavailable."""
        if not is_member_id(user_id):
            return False
        return user_id in self._ids or await self._database.read(_has_admin_role, user_id)


def _has_admin_role(session: Session, user_id: int) -> bool:
    role = session.execute(
        select(cast(User.role, String)).where(User.user_id == user_id)  # a native enum on adopted databases
    ).scalar_one_or_none()
    return role == ADMIN_ROLE
