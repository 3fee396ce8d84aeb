"""Finds members by id, @username or a part of their name.

`users` is the host's table and has an index on the id alone. So names are looked through in the order of the
ids, a page of rows in each short transaction, until enough are found or the time is over: decision 0087.
"""

import time
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, func, or_, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import GamificationProfile
from ....database.tables.host import User
from ..events.context import UnitsOfWork
from ..in_force import formula_in_force
from ..rules.ids import FIRST_PSEUDONYM, is_member_id, is_pseudonym
from ..rules.levels import LevelFormula

ROWS_A_PAGE = 20_000
"""Rows that one transaction looks through: a few milliseconds."""
MAX_SECONDS = 2.0
"""How long one search looks. Whoever wants more goes on from there."""
MAX_TEXT_LENGTH = 100
MAX_FOUND = 50
BEFORE_THE_FIRST = -(2**63)
_ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A member as a list shows them; names are not escaped. `balance` and `level` are None if they never
    interacted. `erased`: only the ledger of a member who was erased."""

    user_id: int
    first_name: str
    last_name: str | None
    username: str | None
    balance: int | None
    level: int | None

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name or ''}".strip()

    @property
    def erased(self) -> bool:
        """True for the ledger of an erased member."""
        return is_pseudonym(self.user_id)


@dataclass(frozen=True, slots=True)
class FoundMembers:
    """Members by ascending id. `after`: where a search for more begins; None if all were looked through."""

    members: tuple[FoundMember, ...]
    after: int | None


async def search(database: UnitsOfWork, text: str, limit: int, after: int | None) -> FoundMembers:
    """Find the members whose id, @username or name part `text` is."""
    wanted = text.strip()[:MAX_TEXT_LENGTH]
    if not wanted:
        return FoundMembers((), None)
    if after is None:
        user_id = _as_id(wanted)
        if user_id is not None and (one := await database.read(_with_id, user_id)):
            return FoundMembers((one,), None)
        if wanted.startswith("@") and (exact := await _named_exactly(database, wanted[1:], limit)):
            return FoundMembers(tuple(exact), None)
    part = folded(wanted.removeprefix("@"))
    if not part:
        return FoundMembers((), None)
    return await _look(database, part, limit, after)


def folded(text: str) -> str:
    """Return a text in which `José` and `jose` are the same."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())


def _as_id(wanted: str) -> int | None:
    digits = wanted.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 19):
        return None
    return int(wanted) if is_member_id(int(wanted)) else None


def _pattern(part: str) -> str:
    # A letter that may be written with an accent is any character here; `_agrees` looks at it again.
    # SQLite's LIKE ignores the case of ASCII letters.
    return f"%{''.join(_like(one) for one in part)}%"


def _like(letter: str) -> str:
    if letter in "%_\\":
        return _ESCAPE + letter
    return letter if letter.isascii() and letter not in "aceinou" else "_"


async def _named_exactly(database: UnitsOfWork, username: str, limit: int) -> list[FoundMember]:
    return await database.read(_with_username, username.lower(), limit) if username else []


async def _look(database: UnitsOfWork, part: str, limit: int, after: int | None) -> FoundMembers:
    until = time.monotonic() + MAX_SECONDS
    found: list[FoundMember] = []
    at: int | None = BEFORE_THE_FIRST if after is None else after
    while at is not None:
        more, at = await database.read(_look_through, part, limit - len(found), at)
        found += more
        if len(found) >= limit or time.monotonic() >= until:
            break
    return FoundMembers(tuple(found), at)


def _look_through(session: Session, part: str, room: int, after: int) -> tuple[list[FoundMember], int | None]:
    """Look through one page. Returns who is found, and the id up to which it looked; None: to the end."""
    last = session.execute(_END_OF_PAGE, {"after": after}).scalar_one_or_none()
    until = FIRST_PSEUDONYM - 1 if last is None else last
    named = _NAMED[session.get_bind().dialect.name]
    rows = session.execute(named, {"pattern": _pattern(part), "after": after, "until": until})
    found: list[FoundMember] = []
    formula = formula_in_force(session)
    for row in rows:
        if _agrees(row, part):
            if len(found) == room:
                return found, found[-1].user_id
            found.append(_found(row, formula))
    return found, last


def _agrees(row: Any, part: str) -> bool:
    return part in folded(f"{row.first_name} {row.last_name or ''}") or part in folded(row.username or "")


def _found(row: Any, formula: LevelFormula) -> FoundMember:
    level = None if row.total_earned is None else formula.level(row.total_earned)
    return FoundMember(row.user_id, row.first_name, row.last_name, row.username, row.balance, level)


def _with_id(session: Session, user_id: int) -> FoundMember | None:
    row = session.execute(_MEMBERS.where(User.user_id == user_id)).one_or_none()
    return None if row is None else _found(row, formula_in_force(session))


def _with_username(session: Session, username: str, limit: int) -> list[FoundMember]:
    """Look through all rows at once: there is one hit, or none."""
    rows = session.execute(_MEMBERS.where(func.lower(User.username) == username).limit(limit))
    formula = formula_in_force(session)
    return [_found(row, formula) for row in rows]


_MEMBERS = select(
    User.user_id,
    User.first_name,
    User.last_name,
    User.username,
    GamificationProfile.balance,
    GamificationProfile.total_earned,
).outerjoin(GamificationProfile, GamificationProfile.user_id == User.user_id)
_END_OF_PAGE = (
    select(User.user_id)
    .where(User.user_id > bindparam("after", type_=BigInteger), User.user_id < FIRST_PSEUDONYM)
    .order_by(User.user_id)
    .limit(1)
    .offset(ROWS_A_PAGE - 1)
)
_PATTERN = bindparam("pattern", type_=String)
_NAME = User.first_name + " " + func.coalesce(User.last_name, "")
_PAGE = _MEMBERS.where(
    User.user_id > bindparam("after", type_=BigInteger), User.user_id <= bindparam("until", type_=BigInteger)
).order_by(User.user_id)
_NAMED = {
    # SQLAlchemy's ilike would be lower() on both sides, which takes twice the time on SQLite.
    "sqlite": _PAGE.where(
        or_(_NAME.like(_PATTERN, escape=_ESCAPE), User.username.like(_PATTERN, escape=_ESCAPE))
    ),
    "postgresql": _PAGE.where(
        or_(_NAME.ilike(_PATTERN, escape=_ESCAPE), User.username.ilike(_PATTERN, escape=_ESCAPE))
    ),
}
