"""A real Redis: Debian's redis-server.

Collected only where this folder is named, as `make test-servers` does: everything else is tested without it.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SECONDS = 20.0
PASSWORD = "p4ss-of-redis"


class RedisServer:
    """A server on a socket of its own, with a password. It keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"  # a path of 107 bytes at most
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://:{PASSWORD}@{self._socket}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = {"port": "0", "unixsocket": str(self._socket), "requirepass": PASSWORD, "save": ""}
        command = [
            "redis-server",
            *(word for name, value in options.items() for word in (f"--{name}", value)),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + SECONDS
        while self.asked("PING") != ["PONG"]:
            assert time.monotonic() < deadline, "redis-server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def asked(self, *command: str) -> list[str]:
        """What it answers, as lines."""
        client = ["redis-cli", "-s", str(self._socket), "-a", PASSWORD, "--no-auth-warning", *command]
        return subprocess.run(client, capture_output=True, text=True).stdout.split()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    assert shutil.which("redis-server") is not None, "redis-server is missing: apt-get install redis-server"
    with tempfile.TemporaryDirectory(prefix="besitos-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
async def kind() -> str:
    return "sqlite"  # what is tested here has nothing to do with the database


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only where this folder was named."""
    asked = any("servers" in Path(argument.partition("::")[0]).parts for argument in config.args)
    return None if asked else True
