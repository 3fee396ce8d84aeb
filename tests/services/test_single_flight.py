"""SingleFlight: who joins together is done together, and nobody is left hanging."""

import asyncio

import pytest

from bot.services.single_flight import SingleFlight


class Recorder:
    """A slow batch function that remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[dict[int, str]] = []
        self.gate = asyncio.Event()
        self.errors: list[Exception] = []

    async def run(self, batch: dict[int, str]) -> None:
        self.batches.append(batch)
        await self.gate.wait()
        if self.errors:
            raise self.errors.pop()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_arrivals_during_a_batch_form_the_next_one() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=100)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(flight.join(1, "a"))
        await settle()
        for key in (2, 3, 4):
            group.create_task(flight.join(key, "b"))
        await settle()
        recorder.gate.set()
    assert recorder.batches == [{1: "a"}, {2: "b", 3: "b", 4: "b"}]


async def test_fifty_joins_of_one_key_are_one_batch_of_one() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=100)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(flight.join(7, "a"))
        await settle()
        recorder.gate.set()
    assert recorder.batches == [{7: "a"}]


async def test_a_newer_value_of_a_key_under_way_is_not_lost() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=100)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(flight.join(1, "old name"))
        await settle()
        group.create_task(flight.join(1, "new name"))
        await settle()
        recorder.gate.set()
    assert recorder.batches == [{1: "old name"}, {1: "new name"}]


async def test_no_batch_is_larger_than_the_limit() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=10)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for key in range(25):
            group.create_task(flight.join(key, "a"))
        await settle()
        recorder.gate.set()
    assert [len(batch) for batch in recorder.batches] == [1, 10, 10, 4]


async def test_an_error_reaches_everybody_of_the_batch_and_nobody_else() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=2)
    tasks = [asyncio.create_task(flight.join(key, "a")) for key in range(4)]  # noqa: TID251
    await settle()
    recorder.errors.append(OSError("disk on fire"))
    recorder.gate.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, type(None), type(None), type(None)]


async def test_a_cancelled_leader_leaves_the_others_their_result() -> None:
    recorder = Recorder()
    flight = SingleFlight(recorder.run, max_size=100)
    leader = asyncio.create_task(flight.join(1, "a"))  # noqa: TID251
    await settle()
    same_key = asyncio.create_task(flight.join(1, "a"))  # noqa: TID251
    newer_value = asyncio.create_task(flight.join(1, "b"))  # noqa: TID251
    other_key = asyncio.create_task(flight.join(2, "c"))  # noqa: TID251
    await settle()
    leader.cancel()
    recorder.gate.set()
    async with asyncio.timeout(20):
        await asyncio.gather(same_key, newer_value, other_key)
        with pytest.raises(asyncio.CancelledError):
            await leader
    assert recorder.batches[-1] == {1: "b", 2: "c"}
