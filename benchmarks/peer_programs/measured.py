"""What every program here does: so many credits, one after the other, on a file with the settings of ours."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

MEMBERS = 100
CREDITS = 1_000
AMOUNT = 5
MAX_SECONDS = 8.0
"""A slow library posts fewer: what it did is divided by the time that it took."""
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL")


def file() -> Path:
    """The database file to be made: the program's argument."""
    return Path(sys.argv[1])


def measure(credit: Callable[[int, int], object], total: Callable[[], int]) -> None:
    """Call `credit(member, number)`, members from 0, and print how many a second. SQLite has one writer: one
    caller is the quickest way for a library that blocks. Then `total()` of all balances must be right."""
    for number in range(MEMBERS):  # the first ones compile statements and load what is needed once
        credit(number, number)
    done, started = 0, time.perf_counter()
    while done < CREDITS and time.perf_counter() - started < MAX_SECONDS:
        credit(done * 7 % MEMBERS, MEMBERS + done)
        done += 1
    taken = time.perf_counter() - started
    posted = total()
    assert posted == (MEMBERS + done) * AMOUNT, f"{posted} besitos after {MEMBERS + done} credits"
    print(json.dumps({"rate": done / taken, "credits": done}))
