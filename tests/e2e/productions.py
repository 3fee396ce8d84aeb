"""Copies of production for the bot to find, and the members in them as Telegram knows them."""

import asyncio
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.playground import acts
from bot.playground.production_copy import State, build_sqlite, postgresql_script
from bot.playground.server import PlaygroundServer
from tests.conftest import Kind
from tests.postgres_server import PostgresServer
from tests.telegram_client import TelegramClient, TelegramMember

USERS = 260
_numbers = count(1)


def production(kind: Kind, state: State, folder: Path, request: pytest.FixtureRequest) -> str:
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


async def people(telegram: TelegramClient, described: list[dict[str, Any]]) -> list[TelegramMember]:
    """Make them in Telegram; they wrote to the bot before."""
    return await asyncio.gather(*(telegram.member(**one, has_started=True) for one in described))


def tap_an_old_button(playground: PlaygroundServer, member: TelegramMember, data: str) -> None:
    """They tap under a message that the bot sent long ago, and do not wait for what happens."""
    telegram = playground.telegram
    person = telegram.world.person(member.id)
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
