"""Every shape of statement that SQLAlchemy makes of the old bot's models, with what each of them answers.

Answers never hold ids (a seed may have taken some), so that those of two databases can be compared.
"""

import enum
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.demo.production.copy import State
from tests.migrations.old_bot_models import User, models_of

Answer = tuple[str, str, Any]

ROWS = 12  # more than any of its enums has labels
FIRST_MEMBER = 9_000
MOMENT = datetime(2026, 5, 1, 12, 30, 15, 250_000)  # noqa: DTZ001 - the old bot's times are naive UTC
PARENTS = {
    "plan_id": "subscription_plans", "token_id": "invitation_tokens", "package_id": "content_packages",
    "content_set_id": "content_sets", "shop_product_id": "shop_products", "reward_id": "rewards",
}  # fmt: skip


@asynccontextmanager
async def old_bot_engine(url: str, **options: Any) -> AsyncIterator[AsyncEngine]:
    """An engine as the old bot makes it."""
    # Named: the oldest SQLAlchemy that we support takes another one for SQLite files.
    engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, **options)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine.sync_engine, "connect")
        def _connect(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA foreign_keys = ON")

    try:
        yield engine
    finally:
        await engine.dispose()


def every_statement(session: Session, state: State) -> list[Answer]:
    """Insert, change, ask for and delete rows of every model, in one transaction; what was answered."""
    answers: list[Answer] = []
    keys: dict[str, list[Any]] = {}
    for model in models_of(state):
        answers += [(model.__tablename__, *answer) for answer in insert(session, model, keys)]
    for model in models_of(state):
        answers += [(model.__tablename__, *answer) for answer in ask(session, model, keys)]
        answers += [(model.__tablename__, *answer) for answer in change(session, model, keys)]
    for model in reversed(models_of(state)):
        answers += [(model.__tablename__, *answer) for answer in delete(session, model, keys)]
    return answers


def values(model: Any, number: int, keys: dict[str, list[Any]]) -> dict[str, Any]:
    """Values for one row, all columns but a surrogate key."""
    row: dict[str, Any] = {}
    for column in model.__table__.columns:
        name, type_ = column.name, column.type
        if name == "id" and model.__tablename__ != "bot_config":
            continue
        if name == "id":
            row[name] = 100 + number
        elif name in ("user_id", "used_by", "generated_by"):
            row[name] = FIRST_MEMBER + number
        elif name in PARENTS:
            row[name] = keys[PARENTS[name]][number]
        elif isinstance(type_, sa.Enum):
            labels = labels_of(type_)
            row[name] = labels[number % len(labels)]
        elif isinstance(type_, sa.String):
            row[name] = f"{name} {number}"[-(type_.length or 1) :]
        elif isinstance(type_, sa.Boolean):
            row[name] = number % 2 == 0
        elif isinstance(type_, sa.DateTime):
            row[name] = MOMENT
        elif isinstance(type_, sa.JSON):
            row[name] = {"number": number, "emoji": ["❤️", None, 1.5]}
        elif isinstance(type_, sa.Float):
            row[name] = 1.5
        elif isinstance(type_, sa.Numeric):
            row[name] = Decimal("4.99")
        else:
            row[name] = number
    return row


def key_of(model: Any) -> Any:
    return getattr(model, model.__mapper__.primary_key[0].name)


def labels_of(type_: sa.Enum) -> list[enum.Enum]:
    assert type_.enum_class is not None
    return list(type_.enum_class)


def enums_of(model: Any) -> list[tuple[Any, list[enum.Enum]]]:
    """The model's enum columns, each with its labels."""
    return [
        (getattr(model, column.name), labels_of(column.type))
        for column in model.__table__.columns
        if isinstance(column.type, sa.Enum)
    ]


def insert(session: Session, model: Any, keys: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """One by one, many at once, and with ON CONFLICT; then everything is read back."""
    made = []
    for number in range(ROWS // 2):
        row = model(**values(model, number, keys))
        session.add(row)
        session.flush()
        made.append(row)
    many = [model(**values(model, number, keys)) for number in range(ROWS // 2, ROWS - 1)]
    session.add_all(many)
    session.flush()
    key = key_of(model)
    found = [getattr(row, key.key) for row in made + many]
    last = values(model, ROWS - 1, keys)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    upsert: Any = dialect.insert(model).values(**last).on_conflict_do_nothing().returning(key)
    found.append(session.execute(upsert).scalar_one())
    keys[model.__tablename__] = found
    again: Any = dialect.insert(model).values(**(last | {key.key: found[-1]}))
    again = again.on_conflict_do_update(
        index_elements=[key], set_={name: again.excluded[name] for name in last}
    )
    session.execute(again)
    session.expire_all()
    rows = session.scalars(sa.select(model).where(key.in_(found)).order_by(key)).all()
    expected = [values(model, number, keys) for number in range(ROWS)]
    assert [{name: getattr(row, name) for name in expected[0]} for row in rows] == expected, model
    yield "insert", len(rows)


def ask(session: Session, model: Any, keys: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """Filters, groups and cases over each enum; joins, locks and counts for all."""
    key, found = key_of(model), keys[model.__tablename__]
    mine = key.in_(found)

    def places(condition: Any) -> list[int]:
        ids = session.scalars(sa.select(key).where(mine, condition).order_by(key)).all()
        return [found.index(id_) for id_ in ids]

    yield "count", session.scalar(sa.select(sa.func.count()).select_from(model).where(mine))
    yield "for update", len(session.scalars(sa.select(model).where(mine).with_for_update()).all())
    yield "get", session.get(model, found[0]) is not None
    if hasattr(model, "user_id") and model is not User:
        joined = sa.select(User.user_id).join(model, model.user_id == User.user_id).where(mine)
        yield "join", sorted(session.scalars(joined).all())
        has_one = sa.exists().where(model.user_id == User.user_id, mine)
        yield "exists", sorted(session.scalars(sa.select(User.user_id).where(has_one)).all())
    for column, labels in enums_of(model):
        for label, other in zip(labels, labels[1:] + labels[:1], strict=True):
            said = f"{column.key} {label.name}"
            yield f"{said} =", places(column == label)
            yield f"{said} <>", places(column != label)
            yield f"{said} in", places(column.in_([label, other]))
            yield f"{said} in one", places(column.in_([label]))
            yield f"{said} not in", places(column.not_in([label, other]))
            yield f"{said} rows", rows_of(session, model, sa.and_(mine, column == label), column)
            if label in labels[1:-1]:
                continue  # the rest of the shapes with the ends of the enum: they are the slow ones
            yield f"{said} <", places(column < label)
            yield f"{said} <=", places(column <= label)
            yield f"{said} >", places(column > label)
            yield f"{said} >=", places(column >= label)
            yield f"{said} between", places(column.between(label, other))
            yield f"{said} or", places(sa.or_(column == label, column == other))
            yield f"{said} not", places(sa.not_(column == label))
            yield f"{said} distinct", places(column.is_distinct_from(label))
            yield f"{said} nullif", places(sa.func.nullif(column, sa.literal(label, column.type)).is_(None))
            whens = {sa.literal(label, column.type): 1, sa.literal(other, column.type): 2}
            yield f"{said} case value", places(sa.case(whens, value=column, else_=3) == 1)
            counted = sa.func.sum(sa.case((column == label, 1), else_=0))
            yield f"{said} sum", session.scalar(sa.select(counted).where(mine))
            filtered = sa.func.count(key).filter(column == label)
            yield f"{said} filter", session.scalar(sa.select(filtered).where(mine))
            if session.get_bind().dialect.name == "postgresql":
                array = sa.cast([label, other], postgresql.ARRAY(column.type))
                yield f"{said} any", places(column == sa.any_(array))
        grouped = session.execute(sa.select(column, sa.func.count()).where(mine).group_by(column)).all()
        yield f"{column.key} group", sorted((label.name, number) for label, number in grouped if label)
        distinct = session.scalars(sa.select(column).where(mine).distinct()).all()
        yield f"{column.key} distinct", sorted(label.name for label in distinct)
        ordered = session.scalars(sa.select(column).where(mine).order_by(column, key)).all()
        yield f"{column.key} ordered", len(ordered)
        yield f"{column.key} null", places(column.is_(None))
        yield (
            f"{column.key} as text",
            sorted(session.scalars(sa.select(sa.cast(column, sa.String)).where(mine))),
        )
        twin = sa.orm.aliased(model)
        pairs = sa.select(sa.func.count()).join_from(model, twin, getattr(twin, column.key) == column)
        pairs = pairs.where(mine, key_of(twin).in_(found))
        yield f"{column.key} self join", session.scalar(pairs)


def rows_of(session: Session, model: Any, condition: Any, column: Any) -> list[str]:
    """Whole rows, as objects; the label that each of them holds."""
    rows = session.scalars(sa.select(model).where(condition).order_by(key_of(model))).all()
    return [getattr(row, column.key).name for row in rows]


def change(session: Session, model: Any, keys: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """Updates by attribute, by filter, by list of keys; every label is written to one row and read back."""
    key, found = key_of(model), keys[model.__tablename__]
    row = session.get_one(model, found[0])
    fixed = {key.key, "user_id", *PARENTS}
    for name, value in values(model, 1, keys).items():
        if name not in fixed and name not in ("token", "vip_entry_token", "name") and name != "streak_type":
            setattr(row, name, value)
    session.flush()
    session.refresh(row)
    yield "changed", [str(getattr(row, name)) for name in sorted(values(model, 1, keys)) if name not in fixed]
    for column in model.__table__.columns:
        if type(column.type) is sa.Integer and column.name not in fixed:
            more = sa.update(model).where(key == found[0]).values({column.name: column + 1})
            new = session.scalar(more.returning(getattr(model, column.name)))
            yield f"{column.name} + 1", new
    for column, labels in enums_of(model):
        for label in labels:
            by_key = sa.update(model).where(key == found[1]).values({column.key: label})
            yield f"{label.name} by key", session.scalar(by_key.returning(column)).name
            found_again = sa.update(model).where(key == found[1], column == label)
            found_again = found_again.values({column.key: label})
            yield f"{label.name} by label", session.execute(found_again).rowcount  # type: ignore[attr-defined]
            first, last = (sa.literal(end, column.type) for end in (labels[0], labels[-1]))
            chosen = sa.case((column == label, first), else_=last)
            by_case = sa.update(model).where(key == found[1]).values({column.key: chosen})
            yield f"{label.name} by case", session.scalar(by_case.returning(column)).name
        session.execute(sa.update(model), [{key.key: id_, column.key: labels[0]} for id_ in found[2:5]])
        at_first = sa.select(sa.func.count()).where(key.in_(found[2:5]), column == labels[0])
        yield f"{column.key} by keys", session.scalar(at_first)


def delete(session: Session, model: Any, keys: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
    """One object, by key and label, the rest by key; members go with what hangs on them."""
    key, found = key_of(model), keys[model.__tablename__]
    session.delete(session.get_one(model, found[0]))
    session.flush()
    for column, labels in enums_of(model):
        gone = sa.delete(model).where(key.in_(found), column == labels[0]).returning(key)
        yield f"deleted {column.key}", len(session.scalars(gone).all())
    left = sa.delete(model).where(key.in_(found))
    yield "deleted", session.execute(left).rowcount  # type: ignore[attr-defined]
