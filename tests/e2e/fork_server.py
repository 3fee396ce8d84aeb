"""A Python that has the bot's modules loaded already, and forks for every `python -m bot ...` asked of it.

Loading them takes seconds of a core, mostly aiogram's types, and these tests start the bot some fifty
times. What is forked is a process of its own all the same, with its own environment, folder, output and
signals, and runs the module from its first line. test_foreign_emulator.py starts one from nothing.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

LATE = (
    "bot.handlers.admin.panel.panel", "bot.telegram.transport.webhook", "bot.database.postgresql_runner",
    "alembic.command", "sqlalchemy.dialects.sqlite.aiosqlite", "aiosqlite", "asyncpg",
)  # fmt: skip
"""What the bot itself loads when it needs it."""


class WarmProcess:
    """A forked process; as much of subprocess.Popen as is needed."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        if self.returncode is None:
            self.returncode = _ask({"poll": self.pid})
        return self.returncode

    def kill(self) -> None:
        """End it whatever it does, and wait for that."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            while self.poll() is None:
                time.sleep(0.002)


def start_bot(*arguments: str, log: Path, cwd: Path, env: Mapping[str, str]) -> WarmProcess:
    """`python -m bot` with these arguments, its output added to a file."""
    asked = {"arguments": arguments, "log": str(log.absolute()), "cwd": str(cwd), "env": dict(env)}
    return WarmProcess(_ask({"start": asked}))


@cache
def _python() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"]},
    )


def _ask(request: dict[str, Any]) -> Any:
    python = _python()
    assert python.stdin is not None
    assert python.stdout is not None
    python.stdin.write(json.dumps(request) + "\n")
    python.stdin.flush()
    return json.loads(python.stdout.readline())


def _serve() -> None:
    """Answer requests until there are no more, and leave nobody behind."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    statuses: dict[int, int | None] = {}
    # Not by iterating: what is read ahead would be the children's too.
    while line := sys.stdin.readline():
        request = json.loads(line)
        if "start" in request:
            pid = os.fork()
            if pid == 0:
                answers.close()
                _become(**request["start"])
            with suppress(OSError):  # the child does it too: whoever comes first
                os.setpgid(pid, pid)
            statuses[pid] = None
            answers.write(f"{pid}\n")
        else:
            pid = request["poll"]
            if statuses[pid] is None:
                ended, status = os.waitpid(pid, os.WNOHANG)
                statuses[pid] = os.waitstatus_to_exitcode(status) if ended else None
            answers.write(json.dumps(statuses[pid]) + "\n")
    for pid in (pid for pid, exit_status in statuses.items() if exit_status is None):
        os.killpg(pid, signal.SIGKILL)


def _become(arguments: list[str], log: str, cwd: str, env: dict[str, str]) -> None:
    with suppress(OSError):
        os.setpgid(0, 0)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv[1:] = arguments
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
    os._exit(0)  # the module leaves by SystemExit; whoever comes here did not


if __name__ == "__main__":
    sys.path[0] = os.getcwd()  # as `python -m` has it
    importlib.import_module("bot.commands.run").load()  # as `besitos run`, with aiogram's models built late
    for name in ("bot.command_line", *LATE):
        importlib.import_module(name)
    gc.freeze()  # no child needs to look through all this
    _serve()
