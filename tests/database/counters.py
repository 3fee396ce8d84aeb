"""A table with one number, for units of work."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def make_counter(session: Session) -> None:
    session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
    session.execute(text("INSERT INTO counter VALUES (1, 0), (2, 0)"))


def increment(session: Session, counter: int = 1) -> int:
    after = text("UPDATE counter SET n = n + 1 WHERE id = :id RETURNING n")
    return int(session.execute(after, {"id": counter}).scalar_one())


def value(session: Session) -> int:
    return int(session.execute(text("SELECT n FROM counter WHERE id = 1")).scalar_one())
