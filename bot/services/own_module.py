"""Starts a module of this package as a process, under whichever name the package is installed.

The package is `bot` in a checkout and `besitos` in the wheel. The process must find this package even when it
is started in a folder that has a host's own `bot/`.
"""

import os
import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def command_of(module: str, *arguments: str) -> list[str]:
    """The command line that runs `module` (its `__name__`).

    With -P, Python does not import from the current folder, where a host's own code may be.
    """
    return [sys.executable, "-P", "-m", module, *arguments]


def search_path() -> dict[str, str]:
    """The environment variable that makes such a process find this package first."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))}
