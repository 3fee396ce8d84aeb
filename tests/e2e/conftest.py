"""A Bot API server that is not ours, and the witness in front of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.witness import Witness


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """The foreign Bot API server, for this test alone."""
    emulator = Emulator(tmp_path)
    yield emulator
    emulator.stop()


@pytest.fixture
async def witness(emulator: Emulator) -> AsyncIterator[Witness]:
    """What bots of this test talk to."""
    async with Witness(emulator.url) as witness:
        yield witness
