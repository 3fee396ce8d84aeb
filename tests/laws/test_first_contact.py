"""Any interleaving of first contacts gives one profile each: over connections, processes, cancellations."""

import asyncio
import random
import subprocess
import sys
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import GamificationProfile
from bot.database.tables.host import User
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.profiles import GamificationProfileService

PROCESS = Path(__file__).with_name("first_contact_process.py")
first_ids = count(1, 1_000)

# Who contacts, through which service, after how many turns of the event loop, whether the caller gives
# up, and under which name.
contacts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 6), st.booleans(), st.sampled_from("abc")),
    min_size=1,
    max_size=60,
)


def rows_of(session: Session, first: int) -> tuple[list[int], list[int]]:
    users = select(User.user_id).where(User.user_id.between(first, first + 999)).order_by(User.user_id)
    profiles = (
        select(GamificationProfile.user_id)
        .where(GamificationProfile.user_id.between(first, first + 999))
        .order_by(GamificationProfile.user_id)
    )
    return list(session.scalars(users)), list(session.scalars(profiles))


def test_any_interleaving_of_first_contacts_gives_one_profile_each(database_url: str) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        databases = [Database(database_url, pool_size=2, retry_timeout_seconds=30) for _ in range(3)]

        async def contact(
            service: GamificationProfileService, who: Identity, turns: int, gives_up: bool
        ) -> int | None:
            for _ in range(turns):
                await asyncio.sleep(0)
            task = asyncio.create_task(service.get_or_create(who))  # noqa: TID251
            if gives_up:
                await asyncio.sleep(0)
                task.cancel()
            try:
                return (await task).user_id
            except asyncio.CancelledError:
                return None

        async def run(drawn: list[tuple[int, int, int, bool, str]]) -> None:
            first = next(first_ids)
            services = [GamificationProfileService(database) for database in databases]
            answers = await asyncio.gather(
                *(
                    contact(services[service], Identity(first + who, name), turns, gives_up)
                    for who, service, turns, gives_up, name in drawn
                )
            )
            answered = {user_id for user_id in answers if user_id is not None}
            expected = {first + who for who, _, _, gives_up, _ in drawn if not gives_up}
            assert expected <= answered
            users, profiles = await databases[0].read(rows_of, first)
            assert len(users) == len(set(users))
            assert users == profiles
            assert answered <= set(profiles) <= {first + who for who, *_ in drawn}

        @settings(
            max_examples=60,
            deadline=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(contacts)
        def interleave(drawn: list[tuple[int, int, int, bool, str]]) -> None:
            runner.run(run(drawn))

        interleave()
        for database in databases:
            runner.run(database.close())


async def test_two_processes_meet_the_same_new_members(database_url: str) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    members = 400
    processes = [
        subprocess.Popen(
            [sys.executable, str(PROCESS), database_url, str(seed + n), str(members), "1500"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROCESS.parents[2],
        )
        for n in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outcomes = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=60)
        outcomes.append((process.returncode, errors))
    assert outcomes == [(0, ""), (0, "")]
    expected = set()
    for n in range(2):
        rng = random.Random(seed + n)
        expected |= {rng.randint(1, members) for _ in range(1500)}
    database = Database(database_url)

    def totals(session: Session) -> tuple[int, int, int]:
        profiles = session.scalar(select(func.count()).select_from(GamificationProfile))
        orphans = session.scalar(
            text(
                "SELECT count(*) FROM users "
                "WHERE user_id NOT IN (SELECT user_id FROM user_gamification_profiles)"
            )
        )
        return session.scalar(select(func.count()).select_from(User)) or 0, profiles or 0, orphans or 0

    assert await database.read(totals) == (len(expected), len(expected), 0)
    await database.close()
