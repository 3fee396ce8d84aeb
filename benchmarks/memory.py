"""What a bot's process takes with a million profiles and a hundred thousand cached members, and how long a
full garbage collection stops it.

    .venv/bin/python -m benchmarks memory

In a process of its own: the modules of `besitos run`, an Application with its services on an SQLite file with
1,000,000 profiles, and `get_or_create` of 100,000 different members. Limit: 200 MiB resident.
"""

import asyncio
import gc
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .figures import Figure

PROFILES = 1_000_000
MEMBERS = 100_000
AT_ONCE = 50
LIMIT_MIB = 200.0
ROUNDS = 7
FIRST = 100_000_001
THEN = "2026-01-01 00:00:00.000000"
NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ? - 1) "


def fill(path: Path) -> None:
    """Make the file."""
    from bot.database.upgrade import upgrade_database

    asyncio.run(upgrade_database(f"sqlite:///{path}", backup=False))
    connection = sqlite3.connect(path)
    connection.execute(
        f"{NUMBERS}INSERT INTO users (user_id, username, first_name, role, created_at, updated_at) "
        f"SELECT {FIRST} + n, 'ana' || n, 'Ana ' || n, 'FREE', '{THEN}', '{THEN}' FROM n",
        (PROFILES,),
    )
    connection.execute(
        "INSERT INTO user_gamification_profiles "
        "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
        f"SELECT user_id, 0, 0, 0, 1, '{THEN}', '{THEN}' FROM users",
    )
    connection.commit()
    connection.close()


def measure(path: Path) -> dict[str, float]:
    """What this process takes, in MiB, and pauses of full collections, in ms."""
    from bot.commands.run import load
    from bot.garbage import GC_THRESHOLDS, made_to_stay

    load()
    from bot.app import Application
    from bot.settings import load_settings

    async def members() -> dict[str, float]:
        with made_to_stay():
            application = Application(
                load_settings(
                    _env_file=None,
                    database_url=f"sqlite:///{path}",
                    profile_cache_size=MEMBERS,
                    auto_upgrade=False,
                )
            )
        gc.set_threshold(*GC_THRESHOLDS)
        at_start = resident_mib()
        await meet(application)
        took = {"at start": at_start, "with members": resident_mib(), "frozen": pause_ms()}
        gc.unfreeze()
        took["not frozen"] = pause_ms()
        await application.close()
        return took

    return asyncio.run(members())


async def meet(application: Any) -> None:
    from bot.services.gamification.members.identity import Identity

    profiles = application.gamification.profiles
    spread = PROFILES // MEMBERS
    for first in range(0, MEMBERS, AT_ONCE):
        numbers = range(first * spread, (first + AT_ONCE) * spread, spread)
        people = [Identity(FIRST + n, f"Ana {n}", f"ana{n}", None, "es") for n in numbers]
        await asyncio.gather(*map(profiles.get_or_create, people))
    assert profiles.metrics.misses == MEMBERS
    assert profiles.metrics.created == 0


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def pause_ms() -> float:
    """The median of several, as processor time: what else the machine does is not the collector's."""
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        gc.collect()
        taken.append((time.thread_time() - started) * 1e3)
    return statistics.median(taken)


def _apart(what: str, path: Path) -> str:
    command = [sys.executable, "-m", "benchmarks.memory", what, str(path)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


async def figures() -> list[Figure]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "club.db"
        _apart("fill", path)
        took = json.loads(_apart("measure", path).splitlines()[-1])
    having = f"{MEMBERS:,} cached members"
    memory = f"memory with {PROFILES:,} profiles and {having}"
    at_start, ours = took["at start"], took["with members"]
    return [
        Figure(memory, "the limit", LIMIT_MIB, ours, "MiB", ours / LIMIT_MIB, 1.0, at_most=True),
        Figure(memory, "the same process at its start", at_start, ours, "MiB", ours / at_start),
        Figure(
            f"a full garbage collection with {having}", "without gc.freeze()", took["not frozen"],
            took["frozen"], "ms", took["frozen"] / took["not frozen"],
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    given = Path(sys.argv[2])
    if sys.argv[1] == "fill":
        fill(given)
    else:
        print(json.dumps(measure(given)))
