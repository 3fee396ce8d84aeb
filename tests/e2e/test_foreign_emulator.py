"""Proof that we did not only agree with ourselves: what test_production_states.py shows in our own
Bot API server holds against one that we did not write, on the copy of production with the most to adopt.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.demo.production.copy import build_sqlite
from tests.e2e.bot_process import BotProcess
from tests.e2e.emulator import Emulator
from tests.e2e.people import Person, everybody, send_at_once
from tests.e2e.recording_proxy import RecordingProxy

pytestmark = pytest.mark.slow

USERS = 260
MEMBERS = 200
NEWCOMERS = 50


@pytest.fixture
def production_url(tmp_path: Path) -> str:
    """A copy of production, not upgraded."""
    build_sqlite(tmp_path / "production.db", "halfway", USERS)
    return f"sqlite+aiosqlite:///{tmp_path / 'production.db'}"


def members_of(session: Session) -> list[Person]:
    """The first members of the database, as Telegram knows them; every other one speaks English."""
    rows = session.execute(
        text("SELECT user_id, first_name, username, last_name FROM users ORDER BY user_id LIMIT :n"),
        {"n": MEMBERS},
    )
    return [
        Person(user_id, first_name, username, last_name, language="en" if number % 2 else "es")
        for number, (user_id, first_name, username, last_name) in enumerate(rows)
    ]


def profiles_of(session: Session) -> Counter[int]:
    """How many profiles each user id has."""
    return Counter(session.scalars(text("SELECT user_id FROM user_gamification_profiles")))


def has_profiles(session: Session) -> bool:
    return session.connection().dialect.has_table(session.connection(), "user_gamification_profiles")


def first_contacts(people: list[Person]) -> list[dict[str, Any]]:
    """One update of each: a word, a command or a tap."""
    ways = (
        lambda person: person.says("/start"),
        lambda person: person.says("/perfil"),
        lambda person: person.taps("bs.open:profile"),
        lambda person: person.says("hola"),
    )
    return [ways[number % len(ways)](person) for number, person in enumerate(people)]


async def test_everybody_gets_an_answer_and_one_profile_and_a_stop_loses_nothing(
    production_url: str, tmp_path: Path, emulator: Emulator, recording_proxy: RecordingProxy
) -> None:
    database = Database(production_url)
    members = await database.read(members_of)
    before = await database.read(profiles_of) if await database.read(has_profiles) else Counter[int]()
    people = members + [
        Person(9_000_000_000 + number, f"<b>Nueva</b> {number}") for number in range(NEWCOMERS)
    ]
    assert len(members) == MEMBERS

    def run() -> BotProcess:
        return BotProcess(
            tmp_path, database_url=production_url, telegram_url=recording_proxy.url, from_nothing=True
        )

    # They wrote while the bot was down: all updates are there when it comes up.
    await send_at_once(emulator, first_contacts(people))
    bot = run()
    try:
        await recording_proxy.until_answered(everybody(people))
        assert bot.line("database_upgraded")["before"] is None
        profiles = await database.read(profiles_of)
        assert {person.id: profiles[person.id] for person in people} == everybody(people)
        assert profiles.keys() == before.keys() | {person.id for person in people}

        # The second round, while it runs.
        await send_at_once(emulator, first_contacts(people))
        await recording_proxy.until_answered(everybody(people, times=2))
        assert await bot.terminate() < 10
        stopped = bot.line("stopped")
        assert stopped["looked_up"] == len(people)  # all in the first round: the second cost no SQL
        assert stopped["known_members"] == len(people)
        assert stopped["profiles_made"] == len(profiles) - len(before)
        assert stopped["without_profile"] == 0

        # The third round meets a stop in the middle.
        bot = run()
        await bot.wait_for("serving")
        recording_proxy.delay = 0.2
        ids = await send_at_once(emulator, first_contacts(people))
        owners = dict(zip(ids, people, strict=True))
        await recording_proxy.until(2 * len(people) + 20)
        assert await bot.terminate() < 10
        acknowledged = [owner for one, owner in owners.items() if one <= recording_proxy.acknowledged]
        assert 0 < len(acknowledged) < len(people)  # really in the middle
        assert recording_proxy.answers == everybody(people, times=2) + everybody(acknowledged)

        # The others are answered after the restart, and nobody twice.
        recording_proxy.delay = 0.0
        bot = run()
        await recording_proxy.until_answered(everybody(people, times=3))
        await bot.wait_for("serving")
        assert await bot.terminate() < 10
    finally:
        bot.kill()
    assert recording_proxy.answers == everybody(people, times=3)
    assert await database.read(profiles_of) == profiles
    assert emulator.refusals() == []
    spanish, english = people[1], people[3]  # /perfil in Spanish territory, a hint in English
    assert "Level" in recording_proxy.texts[spanish.id]
    assert "Sorry" in recording_proxy.texts[english.id]
    assert "&lt;b&gt;Nueva&lt;/b&gt;" in recording_proxy.texts[people[-1].id - (people[-1].id % 4)]
    await database.close()
