"""One person whom the database cannot take never fails the others of the batch."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.database import Database
from bot.services.gamification import Identity, UnknownMember
from bot.services.gamification.members.admins import Admins
from bot.services.gamification.members.profiles import GamificationProfileService
from tests.kit.databases import Kind

WRONG_IDS = [2**63, -(2**63), 2**70, True, "1", 1.0, None]
FORBIDDEN = "Nadie"


@pytest.fixture
def profiles(database: Database) -> GamificationProfileService:
    return GamificationProfileService(database)


async def made(database: Database) -> list[int]:
    ids = text("SELECT user_id FROM user_gamification_profiles ORDER BY user_id")
    return list(await database.read(lambda session: session.execute(ids).scalars().all()))


async def forbid_a_name(database: Database, kind: Kind) -> None:
    """The host has a rule of its own for the rows of its table."""

    def rule(session: Session) -> None:
        if kind == "sqlite":
            session.execute(
                text(
                    f"CREATE TRIGGER no_{FORBIDDEN} BEFORE INSERT ON users "
                    f"WHEN NEW.first_name = '{FORBIDDEN}' "
                    "BEGIN SELECT RAISE(ABORT, 'the host does not want this one'); END"
                )
            )
        else:
            session.execute(text(f"ALTER TABLE users ADD CHECK (first_name <> '{FORBIDDEN}')"))

    await database.write(rule)


@pytest.mark.parametrize("wrong", WRONG_IDS, ids=repr)
async def test_an_id_that_no_member_can_have(
    profiles: GamificationProfileService, database: Database, wrong: int
) -> None:
    people = [
        Identity(1, "Ana"),
        Identity(2, "Eva"),
        Identity(wrong, "?"),
        Identity(4, "Leo"),
        Identity(5, "Sol"),
    ]
    ends = await asyncio.gather(*(profiles.get_or_create(who) for who in people), return_exceptions=True)
    assert [type(end).__name__ for end in ends] == [
        "Profile",
        "Profile",
        "UnknownMember",
        "Profile",
        "Profile",
    ]
    more = [Identity(7, "Ana"), Identity(wrong, "?"), Identity(8, "Eva")]
    assert await asyncio.gather(*(profiles.provision(who) for who in more)) == [True, False, True]
    with pytest.raises(UnknownMember):
        await profiles.ensure([Identity(10, "Ana"), Identity(wrong, "?"), Identity(11, "Eva")])
    assert await made(database) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert await profiles.get(wrong) is None
    assert not await Admins(database, [99]).includes(wrong)


async def test_a_row_that_the_database_refuses_fails_alone(
    profiles: GamificationProfileService, database: Database, kind: Kind
) -> None:
    await forbid_a_name(database, kind)
    people = [Identity(n, FORBIDDEN if n in (7, 30) else "Ana") for n in range(1, 41)]
    with capture_logs() as lines:
        done = await asyncio.gather(*(profiles.provision(who) for who in people))
    assert [n for n, ok in enumerate(done, 1) if not ok] == [7, 30]
    assert [line["event"] for line in lines] == ["profile_not_made"]  # one line, and no alarm for everybody
    assert len(await made(database)) == 38
    with pytest.raises(SQLAlchemyError):
        await profiles.ensure([Identity(n, FORBIDDEN if n == 55 else "Ana") for n in range(50, 60)])
    assert len(await made(database)) == 38 + 9
    with pytest.raises(SQLAlchemyError):
        await profiles.get_or_create(Identity(7, FORBIDDEN))


async def test_names_that_no_database_holds_are_made_holdable(
    profiles: GamificationProfileService, database: Database
) -> None:
    names = ["Ana", "\ud83d", "a\0b", "\udfff\0" * 80, "é" * 300, ""]
    people = [Identity(n, name, name, name) for n, name in enumerate(names, 1)]
    assert all(await asyncio.gather(*(profiles.provision(who) for who in people)))
    assert await made(database) == [1, 2, 3, 4, 5, 6]


async def test_a_person_without_a_name_fails_alone(
    profiles: GamificationProfileService, database: Database
) -> None:
    nameless: list[Identity] = [Identity(3, None), Identity(4, 5)]  # type: ignore[arg-type]
    people = [Identity(1, "Ana"), *nameless, Identity(5, "Eva")]
    assert await asyncio.gather(*(profiles.provision(who) for who in people)) == [True, False, False, True]
    assert await made(database) == [1, 5]
