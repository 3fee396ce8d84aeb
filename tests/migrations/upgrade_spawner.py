"""Runs upgrades in processes that may be killed: a program of its own, so that it can fork cheaply.

Reads one JSON object a line, answers with one JSON list a line. A fork of a process that has done
nothing but import takes milliseconds; a cold start of Python for each statement would take an hour.
Run as `python -m tests.migrations.upgrade_spawner`; the class below is its other end.
"""

import asyncio
import concurrent.futures.thread  # noqa: F401 - loaded here: who gave its rights up may not read Python's own files
import json
import os
import pwd
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import alembic.command  # noqa: F401 - and what an upgrade loads when it is needed: a kill shall meet its work
from sqlalchemy import Engine, create_engine, event

from bot.database.upgrade import UpgradeFailed, UpgradeRefused, upgrade_database


class UpgradeSpawner:
    """The test's end of the line."""

    def __enter__(self) -> "UpgradeSpawner":
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def start(self, url: str, *, at_once: int = 1, **options: Any) -> None:
        """Start upgrades in `at_once` processes.

        `kill_at`: SIGKILL just before the n-th statement (the COMMIT counts as one). `kill_after`: SIGKILL
        when so many seconds have passed. `backup`: as in upgrade_database. `file_limit`: no file may grow
        beyond so many bytes. `unprivileged`: as `nobody` if we are root, whom file modes do not hold back.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"url": url, "at_once": at_once, **options}) + "\n")
        self._process.stdin.flush()

    def outcomes(self) -> list[str]:
        """How each of them ended: "killed", "upgraded", "found it done", or the error's text."""
        assert self._process.stdout is not None
        answer: list[str] = json.loads(self._process.stdout.readline())
        return answer

    def run(self, url: str, *, at_once: int = 1, **options: Any) -> list[str]:
        """Start them and wait for their ends."""
        self.start(url, at_once=at_once, **options)
        return self.outcomes()


def serve() -> None:
    # Loaded once, before any fork: `nobody` may not be able to read a checkout of somebody else's.
    create_engine("sqlite+pysqlite://").connect().close()
    for line in sys.stdin:
        order = json.loads(line)
        children = []
        ready, go = os.pipe()
        for _ in range(order["at_once"]):
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(go)
                os.read(ready, 1)  # returns when the parent opens the gate, for all at the same time
                os.write(writing, upgrade(order).encode())
                os._exit(0)
            os.close(writing)
            children.append((child, reading))
        os.close(ready)
        os.close(go)
        if order.get("kill_after") is not None:
            time.sleep(order["kill_after"])
            for child, _ in children:
                os.kill(child, signal.SIGKILL)
        outcomes = []
        for child, reading in children:
            with os.fdopen(reading) as pipe:
                said = pipe.read()
            os.waitpid(child, 0)
            outcomes.append(said or "killed")
        sys.stdout.write(json.dumps(outcomes) + "\n")
        sys.stdout.flush()


def upgrade(order: dict[str, Any]) -> str:
    if order.get("file_limit") is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error of the write, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_limit"], order["file_limit"]))
    if order.get("unprivileged") and os.geteuid() == 0:
        os.setgroups([])
        os.setuid(pwd.getpwnam("nobody").pw_uid)
    if order.get("kill_at") is not None:
        kill_at(order["kill_at"])
    try:
        report = asyncio.run(upgrade_database(order["url"], backup=order.get("backup", False)))
    except (UpgradeRefused, UpgradeFailed) as error:
        return str(error)
    return "upgraded" if report.changed else "found it done"


def kill_at(number: int) -> None:
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


if __name__ == "__main__":
    serve()
