"""The foreign Bot API server, as a process of its own in an environment of its own.

We did not write it: it witnesses that the bot speaks HTTP as a Bot API server expects, and not only as
our own doubles do. `make test` installs it.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.kit.processes import free_port, start, stop, wait_for_port

PROGRAM = Path(__file__).parent.parent.parent / ".venv-emulator" / "bin" / "lo-bot-api-emulator"


class Emulator:
    """A running emulator with an empty queue; `url` is its root."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM.exists(), "the emulator is missing: run `make .venv-emulator/.installed`"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._journal = folder / "journal.jsonl"
        self._process: subprocess.Popen[bytes] = start(
            [
                str(PROGRAM), "--port", str(self.port), "--enable-control",
                "--allow-insecure-loopback-webhooks", "--journal", str(self._journal),
            ],
            log=folder / "emulator.log",
        )  # fmt: skip
        wait_for_port(self.port)

    def journal(self) -> list[dict[str, Any]]:
        """What was asked of it so far: method, names of fields, status, update ids."""
        lines = self._journal.read_text().splitlines() if self._journal.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]

    def refusals(self) -> list[tuple[str, int]]:
        """Calls of the bot that it did not accept, apart from the 409 for leaving a poll abruptly."""
        return [
            (entry["method"], entry["status"])
            for entry in self.journal()
            if "method" in entry
            and entry["status"] != 200
            and (entry["method"], entry["status"]) != ("getUpdates", 409)
        ]

    def stop(self) -> None:
        """End the process."""
        stop(self._process)
