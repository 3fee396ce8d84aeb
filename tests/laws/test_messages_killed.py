"""Killed while it sends, again and again, a run sends its message to nobody twice, and to everybody but those
whose message was under way at a kill."""

import asyncio
import multiprocessing
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from bot.database import Database
from bot.services.gamification import Identity, RunStatus, Segment, SegmentKind
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.publishing import MessageContent
from tests.kit import sending_process
from tests.kit.databases import Kind

pytestmark = pytest.mark.timeout(240)
MEMBERS = 60
KILLS = 3


@pytest.fixture
def kind() -> Kind:
    return "sqlite"  # tests/telegram/test_mass_sender.py has both


async def test_nobody_gets_a_message_twice_and_what_was_under_way_is_unknown(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = assemble(database)
    services.jobs.open = lambda: None  # type: ignore[method-assign]
    await services.profiles.ensure(Identity(number, "Ana") for number in range(1, MEMBERS + 1))
    run = await services.mass_messages.start(1, Segment(SegmentKind.EVERYONE), MessageContent("Hola"))
    arrived = tmp_path / "arrived"
    arrived.touch()
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([sending_process.__name__])
    chance, kills = random.Random(), 0
    while True:
        process = context.Process(target=sending_process.send, args=(database.url, run.id, str(arrived)))
        process.start()
        assert process.pid is not None
        before = arrived.stat().st_size
        while process.is_alive() and (kills == KILLS or arrived.stat().st_size < before + 30):
            await asyncio.sleep(0.005)
        if not process.is_alive():
            break
        await asyncio.sleep(chance.uniform(0, 0.05))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += 1
    process.join()
    assert process.exitcode == 0
    assert kills == KILLS
    times = Counter(map(int, arrived.read_text().split()))
    assert max(times.values()) == 1
    counts = await services.mass_messages.counts(run.id)
    run = await services.jobs.get(run.id)
    assert run.status is RunStatus.SUCCEEDED
    assert counts.sent + counts.unknown == run.processed == MEMBERS
    assert counts.sent <= len(times) <= MEMBERS
    assert counts.unknown <= KILLS * 12  # what can be under way at once
