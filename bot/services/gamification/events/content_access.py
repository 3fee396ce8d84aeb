"""Who may have the files of a content set, and through which rights.

Each right is a row of content_rights with its source: a purchase, a reward, an admin, or an older bot.
user_content_access, which older bots read and write too, has one row per member and set: it says whether the
member has access now, and shows one of the rights in force. Every change of a member's rights to a set locks
that row first. `settle` turns what an older bot wrote there into a right, at the next event that needs it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Executable,
    FromClause,
    Row,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from ....database.tables.gamification import ContentRight, LedgerEntry, UserContentAccess
from ....database.tables.types import UtcDateTime
from ....database.upsert import Insert, insert_in_dialect
from .facts import SHOP_PURCHASE, table_of

REWARD = "reward"
"""Source of a right that a reward gave."""
GRANT = "grant"
"""Source of a right that an admin gave."""
OLDER_BOT = "older_bot"
"""Source of access that an older bot opened again after the rights behind it had ended."""
LEDGER_KEY = "ledger_key"
"""In access_metadata: the key of the ledger entry that charged for the right shown."""
REFUNDED = "refunded"
"""In access_metadata: the purchase shown was refunded. The value is the id of the entry that charged for it,
or 0."""

Right = Row[Any]
"""A row of content_rights."""
_rights, _access = table_of(ContentRight), table_of(UserContentAccess)
_FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """A row of user_content_access, locked until the commit (None if there is none), and the rights in
    force."""

    access: Row[Any] | None
    rights: Sequence[Right]

    @property
    def is_open(self) -> bool:
        """True if the member has access."""
        return bool(self.rights)


def has_access(is_active: bool | None, expires_at: datetime | None, now: datetime) -> bool:
    """True if a row of user_content_access gives the member access now."""
    return bool(is_active) and (expires_at is None or expires_at > now)


def rights_by_set() -> Subquery:
    """For the member `:user_id`, by content set: `rights`, how many there are or were; `purchases`, how many
    of them are purchases; `open`, how many are neither refunded nor expired at `:moment`."""
    rights = _rights.c
    is_open = rights.refunded_at.is_(None) & (
        rights.expires_at.is_(None) | (rights.expires_at > bindparam("moment", type_=UtcDateTime))
    )
    return (
        select(
            rights.content_set_id,
            func.count().label("rights"),
            func.sum(case((rights.source == SHOP_PURCHASE, 1), else_=0)).label("purchases"),
            func.sum(case((is_open, 1), else_=0)).label("open"),
        )
        .where(rights.user_id == bindparam("user_id", type_=BigInteger))
        .group_by(rights.content_set_id)
        .subquery("held")
    )


def times_bought(rights: int | None, purchases: int | None, access_type: str | None) -> int:
    """Return how often a member has bought a set, refunded or not. A sale of an older bot counts once, before
    and after it becomes a right."""
    if not rights:
        return int(access_type == SHOP_PURCHASE)
    return int(purchases or 0)


def give_access(
    session: Session,
    user_id: int,
    content_set_id: int,
    access_type: str,
    now: datetime,
    *,
    product_id: int | None = None,
    paid: int | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> int | None:
    """Give access, also after an earlier one ended. Returns the id of the row, or None if the member already
    has access; of several concurrent calls one gets the id. One statement. `add_right` adds the right
    itself."""
    given = _shown(access_type, product_id, paid, now, None, metadata)
    statement = _give_access(session.get_bind().dialect.name)
    return session.execute(statement, _row(user_id, content_set_id, given)).scalar_one_or_none()


def add_right(
    session: Session,
    user_id: int,
    content_set_id: int,
    source: str,
    now: datetime,
    *,
    product_id: int | None = None,
    price: int | None = None,
    charge_id: int | None = None,
    reward_id: int | None = None,
) -> int:
    """Add a permanent right from now on; its id is never reused. The caller must have locked the row of
    user_content_access. One statement."""
    values = {
        "shop_product_id": product_id, "price": price, "charge_id": charge_id, "reward_id": reward_id,
        "granted_at": now,
    }  # fmt: skip
    return _insert(session, user_id=user_id, content_set_id=content_set_id, source=source, **values)


def give_by_reward(
    session: Session, user_id: int, content_set_id: int, reward_id: int, now: datetime
) -> None:
    """Add a right from a reward, in addition to any other right of the member, once while it lasts. Two
    statements if the member never had access."""
    _give(session, user_id, content_set_id, REWARD, now, reward_id)


def give_by_admin(session: Session, user_id: int, content_set_id: int, now: datetime) -> int | None:
    """The same from an admin. Returns the id of the right, or None if such a right lasts already."""
    return _give(session, user_id, content_set_id, GRANT, now, None)


def _give(
    session: Session, user_id: int, content_set_id: int, source: str, now: datetime, reward_id: int | None
) -> int | None:
    noted = None if reward_id is None else {"reward_id": reward_id}
    given = _shown(source, None, None, now, None, noted)
    new = session.execute(
        _give_first_access(session.get_bind().dialect.name), _row(user_id, content_set_id, given)
    ).scalar_one_or_none()
    if new is None:
        held = settle(session, user_id, content_set_id, now)
        if any(right.source == source for right in held.rights):
            return None
        if not held.is_open:
            give_access(session, user_id, content_set_id, source, now, metadata=noted)
    return add_right(session, user_id, content_set_id, source, now, reward_id=reward_id)


def settle(session: Session, user_id: int, content_set_id: int, now: datetime) -> Held:
    """Lock the row of access, and update the rights if an older bot wrote to it. Access without a right of
    ours becomes a right; if an older bot ended the access, our rights end too. Two statements, and one or two
    more if something had to be updated.
    """
    # An UPDATE that changes nothing locks the row until the commit, on both databases.
    access = session.execute(
        update(UserContentAccess)
        .where(UserContentAccess.user_id == user_id, UserContentAccess.content_set_id == content_set_id)
        .values(is_active=UserContentAccess.is_active)
        .returning(
            UserContentAccess.id,
            cast(UserContentAccess.access_type, String).label("access_type"),
            UserContentAccess.shop_product_id,
            UserContentAccess.besitos_paid,
            UserContentAccess.is_active,
            UserContentAccess.accessed_at,
            UserContentAccess.expires_at,
            UserContentAccess.access_metadata,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    rights = _all_rights(session, user_id, content_set_id)
    in_force = [right for right in rights if is_in_force(right, now)]
    lets_in = access is not None and has_access(access.is_active, access.expires_at, now)
    if access is not None and (not rights or (lets_in and not in_force)):
        _adopt(session, user_id, content_set_id, access, rights, now)
        rights = _all_rights(session, user_id, content_set_id)
    elif in_force and not lets_in:
        session.execute(
            update(ContentRight)
            .where(ContentRight.id.in_([right.id for right in in_force]))
            .values(expires_at=now)
            .execution_options(synchronize_session=False)
        )
        return Held(access, ())
    return Held(access, [right for right in rights if is_in_force(right, now)])


def show_the_best(session: Session, access_id: int, rights: Sequence[Right]) -> None:
    """Write the right in force that lasts longest into the row of access."""
    best = max(rights, key=lambda right: (right.expires_at or _FOREVER, right.id))
    noted = None if best.reward_id is None else {"reward_id": best.reward_id}
    session.execute(
        update(UserContentAccess)
        .where(UserContentAccess.id == access_id)
        .values(
            _shown(best.source, best.shop_product_id, best.price, best.granted_at, best.expires_at, noted)
        )
        .execution_options(synchronize_session=False)
    )


def is_in_force(right: Right, now: datetime) -> bool:
    """True if a right was neither refunded nor has expired."""
    return has_access(right.refunded_at is None, right.expires_at, now)


def _shown(
    access_type: str,
    product_id: int | None,
    paid: int | None,
    since: datetime,
    until: datetime | None,
    metadata: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "shop_product_id": product_id,
        "access_type": access_type,
        "besitos_paid": paid,
        "is_active": True,
        "accessed_at": since,
        "expires_at": until,
        "access_metadata": dict(metadata) if metadata is not None else None,
    }


def _all_rights(session: Session, user_id: int, content_set_id: int) -> Sequence[Right]:
    return session.execute(
        select(_rights).where(_rights.c.user_id == user_id, _rights.c.content_set_id == content_set_id)
    ).all()


def _adopt(
    session: Session,
    user_id: int,
    content_set_id: int,
    access: Row[Any],
    rights: Sequence[Right],
    now: datetime,
) -> None:
    lets_in = has_access(access.is_active, access.expires_at, now)
    said = access.access_metadata if isinstance(access.access_metadata, dict) else {}
    # The row's metadata belongs to the right that was adopted from it first.
    noted: Mapping[str, Any] = {} if rights else said
    until = access.expires_at if lets_in else min(access.expires_at or now, now)
    right: dict[str, Any] = {
        "user_id": user_id,
        "content_set_id": content_set_id,
        "source": access.access_type,
        "shop_product_id": access.shop_product_id,
        "price": access.besitos_paid,
        "granted_at": access.accessed_at,
        "expires_at": until,
        "adopted_from": access.id,
    }
    opened_again = right | {
        "source": OLDER_BOT, "shop_product_id": None, "price": None, "granted_at": now,
    }  # fmt: skip
    if rights and access.accessed_at <= max(known.granted_at for known in rights):
        right = opened_again
    elif access.access_type == REWARD and type(noted.get("reward_id")) is int:
        right["reward_id"] = noted["reward_id"]
    elif access.access_type == SHOP_PURCHASE and REFUNDED in noted:
        refunded = {"refunded_at": now, "charge_id": noted[REFUNDED] or None}
        _insert(session, **right | refunded)
        if not lets_in:
            return
        right = opened_again
    elif access.access_type == SHOP_PURCHASE and LEDGER_KEY in noted:
        right["charge_id"] = session.execute(
            select(LedgerEntry.id).where(
                LedgerEntry.user_id == user_id, LedgerEntry.idempotency_key == str(noted[LEDGER_KEY])
            )
        ).scalar_one_or_none()
    _insert(session, **right)


def _insert(session: Session, **values: Any) -> int:
    given = {f"new_{name}": values.get(name) for name in _RIGHT_COLUMNS}
    return int(session.execute(_ADD_RIGHT, given).scalar_one())


def _row(user_id: int, content_set_id: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a new row of user_content_access."""
    values = {"user_id": user_id, "content_set_id": content_set_id, **given}
    return {f"new_{name}": value for name, value in values.items()}


# Built once, so that they are also compiled once: building these took most of the time of a purchase.
@cache
def _new_access(dialect: str) -> Insert:
    return insert_in_dialect(dialect, _access).values(_new(_access, ("user_id", "content_set_id", *_GIVEN)))


@cache
def _give_access(dialect: str) -> Executable:
    insert = _new_access(dialect)
    given = {name: insert.excluded[name] for name in _GIVEN}
    ended = _access.c.is_active.is_(False) | (_access.c.expires_at <= insert.excluded.accessed_at)
    keys = ["user_id", "content_set_id"]
    return insert.on_conflict_do_update(index_elements=keys, set_=given, where=ended).returning(_access.c.id)


@cache
def _give_first_access(dialect: str) -> Executable:
    keys = ["user_id", "content_set_id"]
    return _new_access(dialect).on_conflict_do_nothing(index_elements=keys).returning(_access.c.id)


def _new(table: FromClause, names: Iterable[str]) -> dict[str, BindParameter[Any]]:
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


_GIVEN = tuple(_shown("", None, None, _FOREVER, None, None))
_RIGHT_COLUMNS = tuple(column.key for column in _rights.c if not column.primary_key)
_ADD_RIGHT = insert(_rights).values(_new(_rights, _RIGHT_COLUMNS)).returning(_rights.c.id)
