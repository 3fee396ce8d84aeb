"""A process that writes with many callers at once, and is killed at its n-th commit.

python sharing_process.py DATABASE_URL N before|after write|write_briefly

Each unit of work writes two rows. Prints the number of each unit that was acknowledged, at once.
"""

import asyncio
import os
import signal
import sys
import time

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.sqlite_connection import SqliteConnection

CALLERS = 64
WRITE = text("INSERT INTO pairs (unit, half) VALUES (:unit, :half)").bindparams(bindparam("unit"))


def write_pair(session: Session, unit: int) -> None:
    for half in (1, 2):
        session.execute(WRITE, {"unit": unit, "half": half})


def kill_at(number: int, moment: str) -> None:
    """Kill this process at its n-th commit, just before or just after SQLite has done it."""
    commit, commits = SqliteConnection.commit, iter(range(1, 1_000_000))

    def killing(connection: SqliteConnection) -> None:
        due = next(commits) == number
        if due and moment == "before":
            time.sleep(0.2)  # who was answered too early says so now
            os.kill(os.getpid(), signal.SIGKILL)
        commit(connection)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(SqliteConnection, "commit", killing)  # noqa: B010 - for mypy, a method cannot be assigned


async def main(url: str, how: str) -> None:
    database = Database(url)
    write = getattr(database, how)
    numbers = iter(range(1, 100_000))

    async def caller() -> None:
        for unit in numbers:
            await write(write_pair, unit)
            os.write(1, f"{unit}\n".encode())

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


if __name__ == "__main__":
    kill_at(int(sys.argv[2]), sys.argv[3])
    asyncio.run(main(sys.argv[1], sys.argv[4]))
