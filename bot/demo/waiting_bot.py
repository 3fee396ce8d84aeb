"""`besitos run` that loads its code before it knows its settings: python -m <package>.demo.waiting_bot

Loading takes longer than everything else in the demo's start, so it happens while the database is built. The
settings come as one line of JSON on stdin and become the environment; from there on it is the bot as ever.
It ends with the process that started it, even if that is killed.
"""

import ctypes
import importlib
import json
import os
import runpy
import signal
import sys

PACKAGE = (__package__ or "").rpartition(".")[0]
"""`bot` in a checkout, `besitos` in the wheel."""
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _end_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:  # it had ended before
        sys.exit()


def main() -> None:
    """Load, wait for the line, serve."""
    _end_with_parent(int(sys.argv[1]))
    importlib.import_module(f"{PACKAGE}.commands.run").load()
    line = sys.stdin.readline()
    if not line:
        return  # the parent ended first
    os.environ.update(json.loads(line))
    sys.argv[1:] = ["run"]
    runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
