"""Starting a module of this package as a process of its own, whatever name the package stands under.

In a checkout the package is `bot`, in the wheel `besitos`; a process that is started from a folder with a
host's own `bot/` in it must find ours all the same.
"""

import os
import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def command_of(module: str, *arguments: str) -> list[str]:
    """The command line that runs `module` (its `__name__`).

    -P: without it Python looks into the current folder first, and a host's own code may be there.
    """
    return [sys.executable, "-P", "-m", module, *arguments]


def search_path() -> dict[str, str]:
    """The variable of the environment that lets such a process find this package first."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))}
