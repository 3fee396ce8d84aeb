"""Members are found by id, @username and any part of their name, in bounded pages."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import Gamification, Identity, NotAllowed
from bot.services.gamification.member_admin import search as searching
from bot.services.gamification.rules.ids import FIRST_PSEUDONYM
from tests.gamification.member_admin.conftest import ADMIN, ANA, BEA

PEOPLE = [
    Identity(2001, "José", "pepe", "Núñez"),
    Identity(2002, "JOSEFA", None, "Peña"),
    Identity(2003, "100%", "per_cent", "a_b"),
    Identity(2004, "Zoë", "ana_gomez", None),
    Identity(2005, "Мария", None, "Иванова"),
    Identity(2006, "🔥 Lía", "LIA_99", None),
    Identity(2007, "back\\slash", None, None),
]


@pytest.fixture(autouse=True)
async def _people(gamification: Gamification) -> None:
    await gamification.profiles.ensure(PEOPLE)


async def found(gamification: Gamification, wanted: str, **options: Any) -> list[int]:
    return [one.user_id for one in (await gamification.member_admin.search(ADMIN, wanted, **options)).members]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("1001", [ANA]),
        (" 1001 ", [ANA]),
        ("@ana_g", [ANA]),
        ("@ANA_G", [ANA]),
        ("@ana", [ANA, 2004]),  # no such username: then a part of one
        ("beatriz", [BEA]),
        ("jose", [2001, 2002]),
        ("JOSÉ n", [2001]),
        ("núñez", [2001]),
        ("nunez", [2001]),
        ("PENA", [2002]),
        ("zoe", [2004]),
        ("ana garcia", [ANA]),
        ("мария", [2005]),
        ("🔥", [2006]),
        ("100%", [2003]),
        ("%", [2003]),
        ("_", [ANA, 2003, 2004, 2006]),
        ("a_b", [2003]),
        ("\\", [2007]),
        ("99", [2006]),  # no member has this id
        ("nobody like this", []),
        ("", []),
        ("   ", []),
        ("@", []),
        ("x" * 5000, []),
        ("a\0b", []),
        ("'; DROP TABLE users; --", []),
        ("9" * 30, []),
    ],
)
async def test_found(gamification: Gamification, wanted: str, ids: list[int]) -> None:
    assert await found(gamification, wanted) == ids


async def test_what_is_shown(gamification: Gamification, database: Database) -> None:
    await database.write(
        lambda session: session.execute(text("DELETE FROM user_gamification_profiles WHERE user_id = 1002"))
    )
    (ana,) = (await gamification.member_admin.search(ADMIN, "garcia")).members
    assert (ana.name, ana.username, ana.balance, ana.level, ana.erased) == (
        "Ana García",
        "ana_g",
        0,
        1,
        False,
    )
    (bea,) = (await gamification.member_admin.search(ADMIN, "bea")).members
    assert (bea.name, bea.balance, bea.level) == ("Bea", None, None)


async def test_pages(gamification: Gamification, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ROWS_A_PAGE", 3)
    monkeypatch.setattr(searching, "_END_OF_PAGE", searching._END_OF_PAGE.offset(None).offset(2))
    seen: list[int] = []
    after: int | None = None
    for _ in range(10):
        page = await gamification.member_admin.search(ADMIN, "a", limit=2, after=after)
        assert len(page.members) <= 2
        seen += [one.user_id for one in page.members]
        after = page.after
        if after is None:
            break
    assert seen == [ANA, BEA, 2002, 2003, 2004, 2006, 2007]


async def test_a_search_stops_in_time_and_goes_on(
    gamification: Gamification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(searching, "_END_OF_PAGE", searching._END_OF_PAGE.offset(None).offset(0))
    page = await gamification.member_admin.search(ADMIN, "lía")
    assert (page.members, page.after) == ((), ANA)
    found: list[int] = []
    while page.after is not None:
        page = await gamification.member_admin.search(ADMIN, "lía", after=page.after)
        found += [one.user_id for one in page.members]
    assert found == [2006]


async def test_an_erased_member_is_found_by_id_only(gamification: Gamification) -> None:
    await gamification.profiles.ensure([Identity(FIRST_PSEUDONYM + 5, "Ana")])
    assert FIRST_PSEUDONYM + 5 not in await found(gamification, "ana")
    (one,) = (await gamification.member_admin.search(ADMIN, str(FIRST_PSEUDONYM + 5))).members
    assert one.erased


async def test_only_admins_search(gamification: Gamification) -> None:
    with pytest.raises(NotAllowed):
        await gamification.member_admin.search(ANA, "ana")
    for wrong in ("x", True, 1.5, 2**63):
        with pytest.raises(ValueError, match="after is an id"):
            await gamification.member_admin.search(ADMIN, "ana", after=wrong)  # type: ignore[arg-type]
