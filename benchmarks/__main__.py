"""Runs benchmarks and prints one Markdown table.

    .venv/bin/python -m benchmarks [--check] [NAME ...]

With --check, exit status 1 where a ratio misses its target by more than a fifth.
"""

import argparse
import asyncio
import importlib
import sys

from .figures import machine, table

QUICK = ("provisioning", "upgrade", "reactions", "money")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", default=QUICK)
    parser.add_argument(
        "--check", action="store_true", help="fail where a target is missed by more than a fifth"
    )
    arguments = parser.parse_args()
    figures = []
    for name in arguments.names:
        measured = asyncio.run(importlib.import_module(f"benchmarks.{name}").figures())
        if arguments.check and any(one.fails for one in measured):
            # A target missed once may be the machine's other work; missed twice in a row it is ours.
            measured = asyncio.run(importlib.import_module(f"benchmarks.{name}").figures())
        figures += measured
    print(machine(), "\n", table(figures), sep="\n")
    return 1 if arguments.check and any(one.fails for one in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
