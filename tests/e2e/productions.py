"""Copies of production for the bot to find, and the members in them as Telegram knows them."""

from collections import Counter
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.demo.production.copy import State, build_sqlite, postgresql_script
from bot.playground import acts
from bot.playground.server import PlaygroundServer
from bot.playground.world.people import Person
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer

Origin = Literal["fresh", "played"]
"""A new database, or a copy of production in which gamification was played."""
USERS = 260
_numbers = count(1)


def production(kind: Kind, folder: Path, request: pytest.FixtureRequest, state: State = "played") -> str:
    """The address of a new copy, not upgraded."""
    if kind == "sqlite":
        path = folder / f"production-{next(_numbers)}.db"
        build_sqlite(path, state, USERS)
        return f"sqlite+aiosqlite:///{path}"
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"production_{state}_{next(_numbers)}"
    url = server.url(name)
    server.script("".join(postgresql_script(state, USERS)), name)
    return url


def new_database(kind: Kind, folder: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without a table."""
    number = next(_numbers)
    if kind == "sqlite":
        return f"sqlite+aiosqlite:///{folder / f'new-{number}.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(f"new_{number}")


def members_in(session: Session, how_many: int) -> list[dict[str, Any]]:
    """The first members of the database; every other one speaks English."""
    rows = session.execute(
        text("SELECT user_id, first_name, username, last_name FROM users ORDER BY user_id LIMIT :n"),
        {"n": how_many},
    ).mappings()
    return [
        {
            "id": row["user_id"],
            "first_name": row["first_name"],
            "username": row["username"],
            "last_name": row["last_name"],
            "language_code": "en" if number % 2 else "es",
        }
        for number, row in enumerate(rows)
    ]


def crowd(playground: PlaygroundServer, described: Iterable[dict[str, Any]]) -> list[Person]:
    """Make them in Telegram; they wrote to the bot before. What they do goes past HTTP, for it is the bot's
    part that is tested and a crowd's own would take longer than that."""
    world = playground.telegram.world
    return [world.add_person(**one, has_started=True) for one in described]


def writes(playground: PlaygroundServer, person: Person, text: str) -> None:
    """Somebody of the crowd writes to the bot."""
    telegram = playground.telegram
    acts.write(telegram, person, telegram.world.private_chat(person), text)


def taps_an_old_button(playground: PlaygroundServer, person: Person, data: str) -> None:
    """Somebody of the crowd taps under a message that the bot sent long ago."""
    telegram = playground.telegram
    button = {"text": "old button", "callback_data": data}
    message = telegram.world.say(
        telegram.world.private_chat(person),
        {"text": "before"},
        telegram.world.bot,
        reply_markup={"inline_keyboard": [[button]]},
    )
    acts.tap(telegram, person, message, button)


def profiles_of(session: Session) -> Counter[int]:
    """How many profiles each user id has; none where there is no such table."""
    if not session.connection().dialect.has_table(session.connection(), "user_gamification_profiles"):
        return Counter()
    return Counter(session.scalars(text("SELECT user_id FROM user_gamification_profiles")))
