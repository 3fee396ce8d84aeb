"""Units of work that look up members and create their rows. `profiles.py` decides when to call them.

A batch of members is one JSON parameter, so that the text of the statement is the same for one member and for
a thousand: one multi-row INSERT, compiled once, on both databases.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Executable, Integer, Row, String, bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ....database import RunAgain
from ....database.errors import is_missing_reference
from ....database.tables.types import UtcDateTime
from ..earned import EARNED_SQL
from ..errors import UnknownMember
from ..happened import ProfileCreated, happened
from .identity import Identity

NAME_LENGTH = 100  # of the names in users

LevelOf = Callable[[Session, int], int]
"""Returns the level for a total of earned besitos, by the formula in force."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the database knows about a member: the names in `users`, and whether there is a profile."""

    username: str | None
    first_name: str
    last_name: str | None
    has_profile: bool

    def agrees_with(self, identity: Identity) -> bool:
        """Return True if nothing needs to be written for this identity."""
        return (
            self.has_profile
            and self.first_name == stored_name(identity.first_name)
            and self.username == stored_name(identity.username)
            and self.last_name == stored_name(identity.last_name)
        )


def find_members(session: Session, user_ids: Collection[int]) -> dict[int, Found]:
    """Return those who have a `users` row; one statement."""
    find = _STATEMENTS[session.get_bind().dialect.name].find_users
    rows = session.execute(find, {"user_ids": json.dumps(list(user_ids))})
    return {
        user_id: Found(username, first_name, last_name, bool(has_profile))
        for user_id, username, first_name, last_name, has_profile in rows
    }


def has_user(session: Session, user_id: int) -> bool:
    """Return True if there is such a `users` row; one statement."""
    return session.execute(_HAS_USER, {"user_id": user_id}).one_or_none() is not None


def provision_members(
    session: Session, identities: Iterable[Identity], now: datetime, level_of: LevelOf
) -> list[int]:
    """Create missing `users` rows and profiles, and update names.

    Returns the ids whose profile is new. In a race the second transaction changes nothing. A profile that is
    created again for a member with ledger entries starts with their sum, so that no besitos are lost with a
    deleted row.
    """
    statements = _STATEMENTS[session.get_bind().dialect.name]
    members = {"members": _as_json(identities), "now": now}
    session.execute(statements.insert_users, members)
    session.execute(statements.rename_users, members)
    made = _made(session, _inserted(session, statements.insert_profiles, members), level_of)
    for user_id in made:
        happened(session, ProfileCreated(user_id=user_id, at=now))
    return made


def ensure_profile(
    session: Session, user_id: int, now: datetime, level_of: LevelOf, *, tell: bool = True
) -> None:
    """Create the profile of a member of `users` if it is missing. Raises UnknownMember. `tell`: that it was
    created.

    For units of work that found no profile: one extra statement in that rare case. If the host deletes rows
    at this moment, the unit of work runs again.
    """
    rows = _inserted(session, _ENSURE_PROFILE, {"user_id": user_id, "now": now})
    if not rows:
        found = find_members(session, [user_id]).get(user_id)
        if found is None:
            raise UnknownMember(user_id)
        if not found.has_profile:
            raise RunAgain(f"the profile of {user_id} was deleted at the same moment")
    for made in _made(session, rows, level_of):
        if tell:
            happened(session, ProfileCreated(user_id=made, at=now))


def stored_name(name: str | None) -> str | None:
    """Return the name as a database can store it: without lone surrogates and NUL, at most 100 characters."""
    if name is None or (name.isascii() and len(name) <= NAME_LENGTH and "\0" not in name):
        return name
    clean = name.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")
    return clean[:NAME_LENGTH]


def _inserted(session: Session, statement: Executable, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
    try:
        return session.execute(statement, parameters).all()
    except IntegrityError as error:
        if is_missing_reference(error):  # to `users`, where we have just read or created the row
            raise RunAgain("a user was deleted at the same moment") from error
        raise


def _made(session: Session, rows: Iterable[Any], level_of: LevelOf) -> list[int]:
    made = []
    for user_id, total_earned in rows:
        made.append(user_id)
        if total_earned:
            session.execute(_SET_LEVEL, {"user_id": user_id, "level": level_of(session, int(total_earned))})
    return made


def _as_json(identities: Iterable[Identity]) -> str:
    return json.dumps(
        [
            {
                "user_id": who.user_id,
                "username": stored_name(who.username),
                "first_name": stored_name(who.first_name),
                "last_name": stored_name(who.last_name),
            }
            for who in sorted(identities, key=lambda who: who.user_id)  # one lock order for all
        ]
    )


# ruff: noqa: S608 - the SQL is put together from our own literals; every value is a bound parameter
class _Statements:
    """The statements of a batch in one database's dialect; `members` and `user_ids` unpack the JSON."""

    def __init__(self, members: str, user_ids: str) -> None:
        self.find_users = text(
            "SELECT u.user_id, u.username, u.first_name, u.last_name, p.user_id IS NOT NULL AS has_profile "
            "FROM users u LEFT JOIN user_gamification_profiles p ON p.user_id = u.user_id "
            f"WHERE u.user_id IN (SELECT {user_ids})"
        ).columns(
            user_id=BigInteger, username=String, first_name=String, last_name=String, has_profile=Boolean
        )
        parameters = (bindparam("now", type_=UtcDateTime),)
        self.insert_users = text(
            # The role is a literal because on adopted PostgreSQL the column is the host's enum.
            "INSERT INTO users (user_id, username, first_name, last_name, role, created_at, updated_at) "
            "SELECT m.user_id, m.username, m.first_name, m.last_name, 'FREE', :now, :now "
            f"FROM {members} WHERE true ON CONFLICT (user_id) DO NOTHING"
        ).bindparams(*parameters)
        self.rename_users = text(
            "UPDATE users SET username = m.username, first_name = m.first_name, last_name = m.last_name, "
            f"updated_at = :now FROM {members} WHERE users.user_id = m.user_id "
            "AND (users.first_name <> m.first_name OR users.username IS DISTINCT FROM m.username "
            "OR users.last_name IS DISTINCT FROM m.last_name)"
        ).bindparams(*parameters)
        self.insert_profiles = _insert_profiles(members)


def _insert_profiles(members: str) -> Any:
    return (
        text(
            "INSERT INTO user_gamification_profiles "
            "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
            "SELECT m.user_id, COALESCE(l.balance, 0), COALESCE(l.earned, 0), "
            "COALESCE(l.earned, 0) - COALESCE(l.balance, 0), 1, :now, :now "
            f"FROM {members} LEFT JOIN (SELECT user_id, SUM(amount) AS balance, SUM({EARNED_SQL}) AS earned "
            "FROM transactions "
            f"WHERE user_id IN (SELECT m.user_id FROM {members}) GROUP BY user_id) l "
            "ON l.user_id = m.user_id "
            "WHERE true ON CONFLICT (user_id) DO NOTHING RETURNING user_id, total_earned"
        )
        .bindparams(bindparam("now", type_=UtcDateTime))
        .columns(user_id=BigInteger, total_earned=BigInteger)
    )


_STATEMENTS = {
    "postgresql": _Statements(
        "jsonb_to_recordset(CAST(:members AS jsonb)) "
        "AS m(user_id bigint, username text, first_name text, last_name text)",
        "CAST(value AS bigint) FROM jsonb_array_elements_text(CAST(:user_ids AS jsonb))",
    ),
    "sqlite": _Statements(
        "(SELECT json_extract(value, '$.user_id') AS user_id, json_extract(value, '$.username') AS username, "
        "json_extract(value, '$.first_name') AS first_name, json_extract(value, '$.last_name') AS last_name "
        "FROM json_each(:members)) AS m",
        "value FROM json_each(:user_ids)",
    ),
}
_ENSURE_PROFILE = _insert_profiles("(SELECT user_id FROM users WHERE user_id = :user_id) AS m").bindparams(
    bindparam("user_id", type_=BigInteger)
)
_HAS_USER = (
    text("SELECT user_id FROM users WHERE user_id = :user_id")
    .bindparams(bindparam("user_id", type_=BigInteger))
    .columns(user_id=BigInteger)
)
_SET_LEVEL = text("UPDATE user_gamification_profiles SET level = :level WHERE user_id = :user_id").bindparams(
    bindparam("level", type_=Integer), bindparam("user_id", type_=BigInteger)
)
