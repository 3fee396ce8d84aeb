"""The sweep: a kind of job that creates profiles for members of `users` who have not come back.

It processes all users in the order of their ids. Most are new to the economy, and one INSERT ... SELECT
creates all profiles of a page. A member with ledger entries but no profile starts with their sum, as in
`provisioning.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Executable, Result, TextClause, bindparam, func, select, text
from sqlalchemy.orm import Session

from ....database.changed_rows import changed_rows
from ....database.tables.gamification import GamificationProfile
from ....database.tables.host import User
from ....database.tables.types import UtcDateTime
from ...jobs import Done, Page, Step
from ..in_force import level_of
from ..members.provisioning import ensure_profile
from ..rules.vip import ACTIVE, VIP_ROLES

# ruff: noqa: S608 - the SQL is put together from our own literals; every value is a bound parameter
RANGE = "u.user_id > :after AND u.user_id <= :last"
NO_PROFILE = "NOT EXISTS (SELECT 1 FROM user_gamification_profiles p WHERE p.user_id = u.user_id)"
NO_ENTRIES = "NOT EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = u.user_id)"
# The same rule as in rules/vip.py. CAST, because on adopted PostgreSQL the role is the host's enum.
VIP = (
    f"(UPPER(CAST(u.role AS VARCHAR)) IN ({', '.join(map(repr, VIP_ROLES))}) "
    "OR EXISTS (SELECT 1 FROM vip_subscribers v WHERE v.user_id = u.user_id "
    f"AND LOWER(v.status) = '{ACTIVE}' AND v.expiry_date > :now))"
)
REGISTERED_BEFORE = "u.created_at < :registered_before"
AFTER_ALL = 2**63 - 1


class ProvisionProfiles:
    """Creates missing profiles. Optional parameters: `only_vip` (true), `registered_before` (ISO 8601 with an
    offset from UTC), `limit` (how many profiles at most)."""

    name = "provision_profiles"
    purpose = "Makes profiles for members who never came back; `besitos sweep` starts it with options."

    def total(self, session: Session, step: Step) -> int:
        """Count all users: each of them is examined."""
        return session.execute(select(func.count()).select_from(User)).scalar_one()

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next users; with a limit, no more than are needed to reach it."""
        limit = step.params.get("limit")
        if limit is None:
            return _page(session, after, size)
        room = limit - step.changed
        if room <= 0:
            return None
        page = _page(session, after, size)
        if page is None:
            return None
        missing = _select("u.user_id", (*_filters(step.params), NO_PROFILE), "ORDER BY u.user_id LIMIT :room")
        wanted = session.execute(missing, _values(step, page) | {"room": room}).scalars().all()
        if len(wanted) < room or wanted[-1] == page.last:
            return page
        return _page(session, after, size, last=wanted[-1])

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Create the missing profiles of a page; those created meanwhile stay as they are."""
        values = _values(step, page)
        filters = _filters(step.params)
        if not session.execute(_ANY_ENTRIES, {"after": page.after, "last": page.last}).scalar_one():
            return Done(changed=_rows(session.execute(_insert(filters), values)))
        made = _rows(session.execute(_insert((*filters, NO_ENTRIES)), values))
        # Entries first: few members have any, and only those are then looked up among the profiles.
        lost = (*filters, f"NOT {NO_ENTRIES}", NO_PROFILE)
        returning = session.execute(_select("u.user_id", lost), values).scalars().all()
        for user_id in returning:
            ensure_profile(session, user_id, step.now, level_of, tell=False)
        return Done(changed=made + len(returning))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """Count the users of a page without a profile."""
        missing = (*_filters(step.params), NO_PROFILE)
        counted = session.execute(_select("count(*)", missing), _values(step, page))
        return Done(changed=counted.scalar_one())


def count_missing(session: Session) -> int:
    """Count the users without a profile; one statement."""
    users = session.execute(select(func.count()).select_from(User)).scalar_one()
    with_profile = session.execute(select(func.count()).select_from(GamificationProfile)).scalar_one()
    return users - with_profile


def _page(session: Session, after: int, size: int, last: int = AFTER_ALL) -> Page | None:
    highest, rows = session.execute(_PAGE, {"after": after, "size": size, "last": last}).one()
    return Page(after, highest, rows) if rows else None


def _rows(result: Result[Any]) -> int:
    return changed_rows(result)


def _filters(params: Mapping[str, Any]) -> tuple[str, ...]:
    only_vip = (VIP,) if params.get("only_vip") else ()
    return (*only_vip, REGISTERED_BEFORE) if params.get("registered_before") else only_vip


@cache
def _select(what: str, conditions: tuple[str, ...], end: str = "") -> Executable:
    return _typed(f"SELECT {what} FROM users u WHERE {' AND '.join((RANGE, *conditions))} {end}")


@cache
def _insert(conditions: tuple[str, ...]) -> Executable:
    # ON CONFLICT skips existing profiles: checking first would cost a search per new row.
    return _typed(
        "INSERT INTO user_gamification_profiles "
        "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
        "SELECT u.user_id, 0, 0, 0, 1, :now, :now FROM users u "
        f"WHERE {' AND '.join((RANGE, *conditions))} ORDER BY u.user_id ON CONFLICT (user_id) DO NOTHING"
    )


def _typed(sql: str) -> TextClause:
    times = [bindparam(n, type_=UtcDateTime) for n in ("now", "registered_before") if f":{n}" in sql]
    numbers = [bindparam(n, type_=BigInteger) for n in ("after", "last", "room", "size") if f":{n}" in sql]
    return text(sql).bindparams(*times, *numbers)


_PAGE = _typed(
    "SELECT max(user_id), count(*) FROM (SELECT user_id FROM users "
    "WHERE user_id > :after AND user_id <= :last ORDER BY user_id LIMIT :size) AS page"
)
_ANY_ENTRIES = _typed(
    "SELECT EXISTS (SELECT 1 FROM transactions WHERE user_id > :after AND user_id <= :last)"
)


def _values(step: Step, page: Page) -> dict[str, Any]:
    values: dict[str, Any] = {"after": page.after, "last": page.last, "now": step.now}
    if step.params.get("registered_before"):
        values["registered_before"] = datetime.fromisoformat(step.params["registered_before"])
    return values
