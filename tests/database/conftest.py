"""A database for tests that count transactions, or ask which thread ran them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, loop_units, shared_transactions
from tests.database.pairs import pairs_in

TIME_ENOUGH = 60.0
"""Seconds: on a busy machine, too, units that wait together share a transaction, and none of them is slow."""


@pytest.fixture
async def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """An SQLite file with the table of tests/database/pairs.py."""
    monkeypatch.setattr(shared_transactions, "MAX_SHARED_SECONDS", TIME_ENOUGH)
    monkeypatch.setattr(loop_units, "SLOW_SECONDS", TIME_ENOUGH)
    async with pairs_in(tmp_path) as database:
        yield database
