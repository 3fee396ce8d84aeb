"""The ranking: exact places, two statements at most, from the index."""

import asyncio
import random
from collections.abc import Iterable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import Identity, TransactionType, UnknownMember
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.leaderboard import OWN, TOP
from tests.kit.databases import Kind
from tests.kit.harness import Harness
from tests.kit.postgres_connection import connect
from tests.kit.recording_session import group, message, person, tap
from tests.kit.statements import Statements


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    return assemble(database)


async def earned(gamification: Gamification, totals: Iterable[int]) -> None:
    """Members 1, 2, 3 ... who earned so much."""
    for user_id, total in enumerate(totals, 1):
        await gamification.profiles.provision(Identity(user_id, f"M{user_id}"))
        if total:
            await gamification.wallet.credit(
                user_id, total, TransactionType.EARN_ADMIN, reason="x", key=f"k{user_id}"
            )


async def test_the_first_ones_by_what_they_earned_equals_share_a_place(gamification: Gamification) -> None:
    await earned(gamification, [50, 200, 100, 200, 0, 100])
    top = await gamification.leaderboard.top()
    assert [(place.place, place.user_id, place.total_earned) for place in top] == [
        (1, 2, 200), (1, 4, 200), (3, 3, 100), (3, 6, 100), (5, 1, 50),
    ]  # fmt: skip
    assert [place.name for place in top] == ["M2", "M4", "M3", "M6", "M1"]
    assert [place.level for place in top] == [2, 2, 2, 2, 1]
    assert [await gamification.leaderboard.rank(user_id) for user_id in range(1, 7)] == [5, 1, 3, 1, 6, 3]


async def test_the_top_has_as_many_as_asked_for(gamification: Gamification) -> None:
    await earned(gamification, range(1, 15))
    assert len(await gamification.leaderboard.top()) == 10
    assert [place.user_id for place in await gamification.leaderboard.top(3)] == [14, 13, 12]
    assert len(await gamification.leaderboard.top(0)) == 1
    assert len(await gamification.leaderboard.top(-(2**70))) == 1
    assert len(await gamification.leaderboard.top(10**9)) == 14


async def test_of_equals_at_the_end_of_the_top_the_lowest_ids_are_shown(gamification: Gamification) -> None:
    await earned(gamification, [7, 9, 7, 7, 9, 7, 7])
    top = await gamification.leaderboard.top(4)
    assert [(place.place, place.user_id) for place in top] == [(1, 2), (1, 5), (3, 1), (3, 3)]


@pytest.mark.every_shape
async def test_places_agree_with_counting_by_hand(gamification: Gamification) -> None:
    seed = 20261123
    print("seed", seed)
    chance = random.Random(seed)
    totals = [chance.choice([0, 1, 2, 2, 3, 50, 10**12]) for _ in range(25)]
    await earned(gamification, [min(total, 10**9) for total in totals])
    totals = [min(total, 10**9) for total in totals]
    by_hand = {n: 1 + sum(other > total for other in totals) for n, total in enumerate(totals, 1)}
    assert {n: await gamification.leaderboard.rank(n) for n in by_hand} == by_hand
    order = sorted((n for n in by_hand if totals[n - 1]), key=lambda n: (-totals[n - 1], n))
    for limit in (1, 2, 5, 10, 20, 100):
        top = await gamification.leaderboard.top(limit)
        assert [(place.user_id, place.place) for place in top] == [(n, by_hand[n]) for n in order[:limit]]


async def test_spending_lowers_nobody(gamification: Gamification) -> None:
    await earned(gamification, [100, 99])
    await gamification.wallet.debit(1, 100, TransactionType.SPEND_ADMIN, reason="x", key="s")
    assert await gamification.leaderboard.rank(1) == 1


async def test_the_ranking_takes_two_statements(gamification: Gamification, statements: Statements) -> None:
    await earned(gamification, range(1, 15))
    await gamification.economy.settings()
    statements.sent()
    ranking = await gamification.leaderboard.ranking(2)
    assert len(statements.sent()) == 2
    assert (ranking.own.place, len(ranking.top)) == (13, 10)


async def test_a_member_of_users_without_a_profile_has_a_place(
    gamification: Gamification, database: Database
) -> None:
    await earned(gamification, [10, 0])
    await database.write(
        lambda session: session.execute(text("DELETE FROM user_gamification_profiles WHERE user_id = 2"))
    )
    assert await gamification.leaderboard.rank(2) == 2
    for nobody in (404, 2**70, True):
        with pytest.raises(UnknownMember):
            await gamification.leaderboard.rank(nobody)
        with pytest.raises(UnknownMember):
            await gamification.leaderboard.ranking(nobody)


def fill(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
            "SELECT 1000000 + a.id * 201 + b.id, 'x', 'FREE', '2026-01-01', '2026-01-01' FROM "
            "(SELECT user_id AS id FROM users) a CROSS JOIN (SELECT user_id AS id FROM users) b"
        )
    )
    session.execute(
        text(
            "INSERT INTO user_gamification_profiles (user_id, balance, total_earned, total_spent, level, "
            "created_at, updated_at) SELECT user_id, user_id % 997, user_id % 997, 0, 1, '2026-01-01', "
            "'2026-01-01' FROM users WHERE user_id >= 1000000"
        )
    )


async def vacuum(url: str) -> None:
    """What a server does by itself after a while; again until the rows of every page are known to be visible
    to all: whoever still reads (autovacuum, too) puts it off, and a plan made of half of them is another."""
    connection = await connect(url)
    sql = "SELECT relallvisible < relpages FROM pg_class WHERE relname = 'user_gamification_profiles'"
    async with asyncio.timeout(30):
        await connection.execute("VACUUM ANALYZE")
        while await connection.fetchval(sql):
            await asyncio.sleep(0.1)
            await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def test_places_come_from_the_index_alone(
    gamification: Gamification, database: Database, kind: Kind
) -> None:
    """The plans; what they cost at a million profiles is in benchmarks/leaderboard.py."""
    await gamification.profiles.ensure(Identity(n, "x") for n in range(1, 201))
    await database.write(fill)
    if kind == "postgresql":
        await vacuum(database.url)

    def plan(session: Session, statement: str, parameters: dict[str, int]) -> list[str]:
        explain = "EXPLAIN QUERY PLAN" if kind == "sqlite" else "EXPLAIN"
        return [str(row) for row in session.execute(text(f"{explain} {statement}"), parameters)]

    profiles = "user_gamification_profiles"
    index = f"ix_{profiles}_total_earned_user_id"
    only = {"sqlite": f"USING COVERING INDEX {index}", "postgresql": "Index Only Scan"}[kind]
    top = await database.read(plan, str(TOP.element), {"limit": 10, "before_last": 9})
    of_profiles = [line for line in top if index in line or f"on {profiles}" in line]
    assert len(of_profiles) == 3, top
    assert all(only in line and index in line for line in of_profiles), top
    own = await database.read(plan, str(OWN.element), {"user_id": 100})
    above = [line for line in own if "above" in line]
    assert len(above) == 1, own
    assert only in above[0], own
    assert index in above[0], own
    searched = {"sqlite": "(total_earned>?)", "postgresql": "(total_earned > p.total_earned)"}
    assert any(searched[kind] in line for line in own), own
    assert await gamification.leaderboard.rank(1) > 20_000


@pytest.mark.parametrize("command", ["/ranking", "/leaderboard"])
async def test_the_screen_marks_ones_own_line(harness: Harness, command: str) -> None:
    await earned(harness.application.gamification, [50, 200])
    (text_,) = await harness.gets(message(person(1, "<Ana>"), command))
    assert "🥇 M2 · <b>200</b> · nivel 2" in text_
    assert "🥈 <b>&lt;Ana&gt;</b> · <b>50</b> · nivel 1 ← tú" in text_
    (again,) = await harness.gets(tap(person(1, "<Ana>"), "bs.open:ranking"))
    assert again == text_


async def test_ones_own_place_beyond_the_first_ten(harness: Harness) -> None:
    await earned(harness.application.gamification, range(100, 115))
    (text_,) = await harness.gets(message(person(2, "M2"), "/ranking"))
    assert "Tú vas en el puesto <b>14</b>, con 101." in text_
    assert "← tú" not in text_


async def test_nobody_earned_anything_yet(harness: Harness) -> None:
    (text_,) = await harness.gets(message(person(), "/ranking"))
    assert "Todavía nadie." in text_


async def test_a_group_that_asks_sees_the_ranking_without_buttons(harness: Harness) -> None:
    await earned(harness.application.gamification, [50])
    (text_,) = await harness.gets(message(person(1, "M1"), "/ranking", chat=group()))
    assert "🥇" in text_
    assert harness.session.sent[-1].reply_markup is None  # type: ignore[attr-defined]
