"""A process of the attack: does one operation after the other, several at once, and writes down what was
acknowledged before it does the next.

python -m tests.laws.attack.worker URL SEED NUMBER INCARNATION LOG STOP

Each line of LOG is JSON: [number, name] at the beginning of an operation and [number, name, answer, entries,
stems] at its end. A line that is there was acknowledged; an operation without its end was interrupted.
"""

import asyncio
import json
import logging
import os
import random
import sys
import traceback
from itertools import count
from pathlib import Path

import structlog

from bot.app import Application
from bot.database import DatabaseUnavailable
from bot.services.gamification import GamificationError
from bot.services.gamification.errors import NotAllowed
from bot.services.jobs import JobError
from bot.settings import load_settings
from tests.kit.recording_session import recording_bot
from tests.laws.attack.operations import Acknowledged, Operations
from tests.laws.attack.plan import MAX_SKEW_OF_A_RUNNER, SkewedClock, skew_of

AT_ONCE = 5
RAW = "raw error"


async def attack(url: str, seed: int, number: int, incarnation: int, log: int, stop: Path) -> None:
    """Work until a file `stop` is there."""
    rng = random.Random(f"{seed}/{number}/{incarnation}")
    skew = skew_of(number, incarnation)
    application = Application(
        load_settings(database_url=url, auto_upgrade=False, database_pool_size=4), clock=SkewedClock(skew)
    )
    bot, session = recording_bot()
    mark = f"w{number}.{incarnation}"
    operations = Operations(application, bot, session, rng, mark, skew)
    async with application:
        if abs(skew) <= MAX_SKEW_OF_A_RUNNER:
            application.gamification.jobs.open()
        numbers = count(1)

        async def work() -> None:
            while not stop.exists():
                one, name = next(numbers), operations.draw()
                _write(log, [one, name])
                answer, done = await _carry_out(operations, name)
                _write(log, [one, name, answer, *([done.entries, done.stems] if done else [{}, {}])])

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _carry_out(operations: Operations, name: str) -> tuple[str, Acknowledged | None]:
    try:
        return "", await operations.carry_out(name)
    except (GamificationError, DatabaseUnavailable, JobError, NotAllowed) as error:
        return type(error).__name__, None
    except Exception as error:  # noqa: BLE001 - this is what the attack looks for
        return f"{RAW}: {error!r:.300} {''.join(traceback.format_tb(error.__traceback__)[-3:])}", None


def _write(log: int, line: list[object]) -> None:
    os.write(log, json.dumps(line).encode() + b"\n")


def main(url: str, seed: str, number: str, incarnation: str, path: str, stop: str) -> None:
    """Run one worker."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    asyncio.run(attack(url, int(seed), int(number), int(incarnation), log, Path(stop)))


if __name__ == "__main__":
    main(*sys.argv[1:])
