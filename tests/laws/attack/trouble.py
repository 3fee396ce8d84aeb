"""What goes wrong: workers are killed and started again, their connections cut, the database held by somebody
else. Runs in the process that watches over the attack."""

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from tests.kit.postgres_server import PostgresServer
from tests.kit.processes import start, stop
from tests.laws.attack.plan import Plan

KILL_EVERY_SECONDS = (3.0, 9.0)
CUT_EVERY_SECONDS = (1.5, 5.0)
HELD_SECONDS = 1.0
START_SECONDS = 120.0
END_SECONDS = 60.0
REPOSITORY = Path(__file__).parents[3]


class Cutter(Protocol):
    """Comes between the workers and their database, for a moment."""

    def cut(self) -> bool:
        """Do it; False where there was nothing to cut."""
        ...


class HeldFile:
    """Another program that holds SQLite's lock for a second."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def cut(self) -> bool:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        with closing(connection), suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(HELD_SECONDS)
            connection.execute("COMMIT")
            return True
        return False


class CutConnections:
    """A server that ends some of its connections, in whatever they are."""

    def __init__(self, server: PostgresServer, rng: random.Random, database: str) -> None:
        self._server = server
        self._rng = rng
        self._database = database

    def cut(self) -> bool:
        ended = self._server.sql(
            "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE "
            f"datname = '{self._database}' AND application_name = 'besitos' "
            f"ORDER BY random() LIMIT {self._rng.randint(1, 6)}) chosen"
        )
        return int(ended) > 0


class Workers:
    """The processes of an attack: as many as planned, whatever is killed."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._stop = folder / "stop"
        self._incarnations = [0] * plan.workers
        self._running: list[subprocess.Popen[bytes]] = []
        self.kills = 0
        self.failed: list[str] = []

    @property
    def logs(self) -> list[Path]:
        """What every worker that ever ran wrote down."""
        return sorted(self._folder.glob("*.jsonl"))

    def begin(self) -> None:
        """Start them all, and wait until each works."""
        self._running = [self._started(number) for number in range(self._plan.workers)]
        deadline = time.monotonic() + START_SECONDS
        while not all(
            self._works(number) or self._running[number].poll() for number in range(self._plan.workers)
        ):
            if time.monotonic() > deadline:
                self.failed.append(f"not every worker began within {START_SECONDS:.0f} s")
                return
            time.sleep(0.05)

    def kill(self, number: int) -> None:
        """Kill one, and start another in its place; none that has not begun yet."""
        process = self._running[number]
        if process.poll() is None and not self._works(number):
            return
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            self.kills += 1
        else:
            self._note_end(number)
        self._incarnations[number] += 1
        self._running[number] = self._started(number)

    def finish(self) -> None:
        """Let them come to their end; one that does not is a failure."""
        self._stop.touch()
        deadline = time.monotonic() + END_SECONDS
        for number, process in enumerate(self._running):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
                self._note_end(number)
            except subprocess.TimeoutExpired:
                self.failed.append(f"worker {number} did not end within {END_SECONDS:.0f} s")
                stop(process)

    def stop(self) -> None:
        """Kill whatever still runs."""
        for process in self._running:
            stop(process)

    def _works(self, number: int) -> bool:
        log = self._log(number)
        return log.exists() and log.stat().st_size > 0

    def _log(self, number: int) -> Path:
        return self._folder / f"{number}.{self._incarnations[number]}.jsonl"

    def _note_end(self, number: int) -> None:
        if self._running[number].returncode:
            said = self._output(number).read_text(errors="replace").strip().splitlines()
            self.failed.append(f"worker {number} ended with {self._running[number].returncode}: {said[-1:]}")

    def _output(self, number: int) -> Path:
        return self._folder / f"{number}.{self._incarnations[number]}.out"

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        incarnation = self._incarnations[number]
        arguments = [
            self._plan.url, self._plan.seed, number, incarnation,
            self._log(number), self._stop,
        ]  # fmt: skip
        command = [sys.executable, "-m", "tests.laws.attack.worker", *map(str, arguments)]
        return start(command, log=self._output(number), cwd=REPOSITORY)


async def make_trouble(workers: Workers, cutter: Cutter, plan: Plan, until: float) -> int:
    """Kill and cut until then; how often was cut."""
    rng = random.Random(f"{plan.seed}/trouble")
    cuts = 0

    async def kill() -> None:
        while await _pause(rng, KILL_EVERY_SECONDS, until):
            workers.kill(rng.randrange(plan.workers))

    async def cut() -> None:
        nonlocal cuts
        while await _pause(rng, CUT_EVERY_SECONDS, until):
            cuts += await asyncio.to_thread(cutter.cut)

    await asyncio.gather(kill(), cut())
    return cuts


async def _pause(rng: random.Random, limits: tuple[float, float], until: float) -> bool:
    seconds = rng.uniform(*limits)
    await asyncio.sleep(min(seconds, max(0.0, until - time.time())))
    return time.time() < until
