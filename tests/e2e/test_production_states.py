"""The main job: a copy of production, of every age, is upgraded by `besitos run`, and the bot serves on it.

Over real HTTP, against our own Bot API server; test_foreign_emulator.py does it against somebody else's.
"""

from pathlib import Path

import pytest

from bot.database import Database
from bot.demo.production.copy import State
from bot.playground.server import PlaygroundServer
from bot.playground.world.people import Person
from tests.e2e.answers import Answers, SlowTelegram, everybody, not_acknowledged
from tests.e2e.bot_process import BotProcess
from tests.e2e.productions import crowd, members_in, production, profiles_of, taps_an_old_button, writes
from tests.kit.ages import AGES
from tests.kit.databases import Kind

pytestmark = pytest.mark.slow

MEMBERS = 200
NEWCOMERS = 50


@pytest.fixture(params=AGES)
def state(request: pytest.FixtureRequest) -> State:
    """Runs the test once on each age of the production database."""
    state: State = request.param
    return state


@pytest.fixture
def production_url(kind: Kind, state: State, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A copy of production, not upgraded."""
    return production(kind, tmp_path, request, state)


def everybody_writes(playground: PlaygroundServer, members: list[Person]) -> None:
    """All at once: a command, another, a tap on an old button, a word."""
    for number, member in enumerate(members):
        match number % 4:
            case 0:
                writes(playground, member, "/start")
            case 1:
                writes(playground, member, "/perfil")
            case 2:
                taps_an_old_button(playground, member, "bs.open:profile")
            case _:
                writes(playground, member, "hola")


async def test_everybody_gets_an_answer_and_one_profile_and_a_stop_loses_nothing(
    production_url: str,
    tmp_path: Path,
    playground: PlaygroundServer,
    answers: Answers,
) -> None:
    database = Database(production_url)
    described = await database.read(members_in, MEMBERS)
    before = await database.read(profiles_of)
    described += [
        {"id": 9_000_000_000 + number, "first_name": f"<b>Nueva</b> {number}"} for number in range(NEWCOMERS)
    ]
    members = crowd(playground, described)
    assert len(members) == MEMBERS + NEWCOMERS
    playground.telegram.flood.enabled = False  # 250 answers at once would wait for it; it has its own test

    def run() -> BotProcess:
        return BotProcess(tmp_path, database_url=production_url, telegram_url=playground.url)

    # They wrote while the bot was down: all updates are there when it comes up.
    everybody_writes(playground, members)
    bot = run()
    try:
        await answers.until_given(everybody(members))
        assert bot.line("database_upgraded")["before"] is None
        profiles = await database.read(profiles_of)
        assert {member.id: profiles[member.id] for member in members} == everybody(members)
        assert profiles.keys() == before.keys() | {member.id for member in members}

        # The second round, while it runs.
        everybody_writes(playground, members)
        await answers.until_given(everybody(members, times=2))
        assert await bot.terminate() < 10
        stopped = bot.line("stopped")
        assert stopped["looked_up"] == len(members)  # all in the first round: the second cost no SQL
        assert stopped["known_members"] == len(members)
        assert stopped["profiles_made"] == len(profiles) - len(before)
        assert stopped["without_profile"] == 0
        assert bot.errors() == []

        # The third round meets a stop in the middle.
        bot = run()
        await bot.wait_for("serving")
        everybody_writes(playground, members)
        await answers.until_total(2 * len(members) + 20)
        slow = SlowTelegram(playground, 0.5)
        assert await bot.terminate() < 10
        missing = not_acknowledged(playground)
        acknowledged = [member for member in members if member.id not in missing]
        assert 0 < len(acknowledged) < len(members)  # really in the middle
        assert answers.given == everybody(members, times=2) + everybody(acknowledged)

        # The others are answered after the restart, and nobody twice.
        slow.end()
        bot = run()
        await answers.until_given(everybody(members, times=3))
        await bot.wait_for("serving")
        assert await bot.terminate() < 10
        assert bot.errors() == []
    finally:
        bot.kill()
    assert answers.given == everybody(members, times=3)
    assert await database.read(profiles_of) == profiles
    assert answers.refusals() == []
    assert "Level" in answers.texts[members[1].id]  # who speaks English sent /perfil
    assert "Sorry" in answers.texts[members[3].id]  # and a word that the bot does not know
    assert "&lt;b&gt;Nueva&lt;/b&gt;" in answers.texts[members[-2].id]
    await database.close()
