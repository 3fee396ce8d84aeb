"""The sweep: profiles for members of `users` who never came back. A kind of the job runner.

Goes through all users in the order of their ids. The usual member is new to the economy, and all of a
page are made by one INSERT ... SELECT; who has ledger entries and no profile starts from their sum, as
in `provisioning.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from bot.database.gamification_tables import GamificationProfile
from bot.database.host_tables import User
from bot.database.types import UtcDateTime
from bot.services.gamification.economy import level_of
from bot.services.gamification.provisioning import ensure_profile
from bot.services.gamification.vip import ACTIVE, VIP_ROLES
from bot.services.jobs import Done, Page, Step

# ruff: noqa: S608 - the SQL is put together from our own literals; every value is a bound parameter
RANGE = "u.user_id > :after AND u.user_id <= :last"
NO_PROFILE = "NOT EXISTS (SELECT 1 FROM user_gamification_profiles p WHERE p.user_id = u.user_id)"
NO_ENTRIES = "NOT EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = u.user_id)"
# As in vip.py. CAST: on adopted PostgreSQL the role is the host's enum.
VIP = (
    f"(UPPER(CAST(u.role AS VARCHAR)) IN ({', '.join(map(repr, VIP_ROLES))}) "
    "OR EXISTS (SELECT 1 FROM vip_subscribers v WHERE v.user_id = u.user_id "
    f"AND LOWER(v.status) = '{ACTIVE}' AND v.expiry_date > :now))"
)
REGISTERED_BEFORE = "u.created_at < :registered_before"


class ProvisionProfiles:
    """Makes missing profiles. Parameters, all optional: `only_vip` (true), `registered_before` (ISO 8601,
    with its offset from UTC), `limit` (at most so many profiles)."""

    name = "provision_profiles"

    def total(self, session: Session, step: Step) -> int:
        """All users: each of them is looked at."""
        return session.execute(select(func.count()).select_from(User)).scalar_one()

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """The next users; with a limit, no more than those whose profiles complete it."""
        limit = step.params.get("limit")
        if limit is None:
            return _page(session, after, size)
        room = limit - step.changed
        if room <= 0:
            return None
        page = _page(session, after, size)
        if page is None:
            return None
        wanted = session.execute(
            _selected("u.user_id", step.params, "ORDER BY u.user_id LIMIT :room"),
            _values(step, page) | {"room": room},
        ).scalars().all()  # fmt: skip
        if len(wanted) < room or wanted[-1] == page.last:
            return page
        return _page(session, after, size, last=wanted[-1])

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Make the profiles of a page; whoever made one in the meantime keeps it."""
        values = _values(step, page)
        made = session.execute(_insert(step.params), values)
        assert isinstance(made, CursorResult)
        returning = session.execute(
            _selected("u.user_id", step.params, "", with_entries=True), values
        ).scalars().all()  # fmt: skip
        for user_id in returning:
            ensure_profile(session, user_id, step.now, level_of)
        return Done(changed=made.rowcount + len(returning))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        """How many of a page have no profile."""
        counted = session.execute(_selected("count(*)", step.params), _values(step, page))
        return Done(changed=counted.scalar_one())


def count_missing(session: Session) -> int:
    """How many users have no profile; one statement."""
    users = session.execute(select(func.count()).select_from(User)).scalar_one()
    with_profile = session.execute(select(func.count()).select_from(GamificationProfile)).scalar_one()
    return users - with_profile


def _page(session: Session, after: int, size: int, last: int | None = None) -> Page | None:
    within = "" if last is None else "AND user_id <= :last "
    statement = text(
        "SELECT max(user_id), count(*) FROM (SELECT user_id FROM users WHERE user_id > :after "
        f"{within}ORDER BY user_id LIMIT :size) AS page"
    ).bindparams(bindparam("after", type_=BigInteger), bindparam("size", type_=BigInteger))
    values = {"after": after, "size": size} | ({} if last is None else {"last": last})
    highest, rows = session.execute(statement, values).one()
    return Page(after, highest, rows) if rows else None


def _where(params: Mapping[str, Any], *more: str) -> str:
    conditions = [RANGE, *more]
    if params.get("only_vip"):
        conditions.append(VIP)
    if params.get("registered_before"):
        conditions.append(REGISTERED_BEFORE)
    return " AND ".join(conditions)


def _selected(what: str, params: Mapping[str, Any], end: str = "", *, with_entries: bool = False) -> Any:
    # Entries first: few members have any, and only those are looked up among the profiles.
    more = (f"NOT {NO_ENTRIES}", NO_PROFILE) if with_entries else (NO_PROFILE,)
    return _typed(f"SELECT {what} FROM users u WHERE {_where(params, *more)} {end}")


def _insert(params: Mapping[str, Any]) -> Any:
    # Who has a profile is left to ON CONFLICT: to look first would cost every new row a search.
    return _typed(
        "INSERT INTO user_gamification_profiles "
        "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
        "SELECT u.user_id, 0, 0, 0, 1, :now, :now FROM users u "
        f"WHERE {_where(params, NO_ENTRIES)} ORDER BY u.user_id ON CONFLICT (user_id) DO NOTHING"
    )


def _typed(sql: str) -> Any:
    times = [bindparam(n, type_=UtcDateTime) for n in ("now", "registered_before") if f":{n}" in sql]
    numbers = [bindparam(n, type_=BigInteger) for n in ("after", "last", "room") if f":{n}" in sql]
    return text(sql).bindparams(*times, *numbers)


def _values(step: Step, page: Page) -> dict[str, Any]:
    values: dict[str, Any] = {"after": page.after, "last": page.last, "now": step.now}
    if step.params.get("registered_before"):
        values["registered_before"] = datetime.fromisoformat(step.params["registered_before"])
    return values
