"""Turns: one at a time for each key, fair, and nothing is left behind."""

import asyncio
import time

import pytest

from bot.database.errors import Overdue
from bot.database.turns import Turns


def soon(seconds: float = 5) -> float:
    return time.monotonic() + seconds


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_key_is_held_by_one_at_a_time_in_the_order_of_asking() -> None:
    turns, order, inside = Turns(), [], 0

    async def one(number: int) -> None:
        nonlocal inside
        await turns.take("a", soon())
        inside += 1
        assert inside == 1
        await asyncio.sleep(0)
        order.append(number)
        inside -= 1
        turns.give("a")

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(one(number))
    assert order == list(range(50))
    assert len(turns) == 0


async def test_other_keys_do_not_wait() -> None:
    turns = Turns()
    await turns.take("a", soon())
    await turns.take("b", soon())
    assert len(turns) == 2


async def test_waiting_too_long_raises_and_the_next_one_gets_the_turn() -> None:
    turns = Turns()
    await turns.take("a", soon())
    with pytest.raises(Overdue):
        await turns.take("a", soon(0.05))
    with pytest.raises(Overdue):
        await turns.take("a", soon(-1))
    async with asyncio.TaskGroup() as group:
        group.create_task(turns.take("a", soon()))
        await settle()
        turns.give("a")
    turns.give("a")
    assert len(turns) == 0


async def test_a_cancelled_waiter_keeps_nobody_waiting() -> None:
    turns = Turns()
    await turns.take("a", soon())
    gone = asyncio.create_task(turns.take("a", soon()))  # noqa: TID251
    waits = asyncio.create_task(turns.take("a", soon()))  # noqa: TID251
    await settle()
    gone.cancel()
    await settle()
    turns.give("a")
    await waits
    turns.give("a")
    assert len(turns) == 0


async def test_who_is_cancelled_at_the_moment_of_the_turn_passes_it_on() -> None:
    turns = Turns()
    await turns.take("a", soon())
    given = asyncio.create_task(turns.take("a", soon()))  # noqa: TID251
    waits = asyncio.create_task(turns.take("a", soon()))  # noqa: TID251
    await settle()
    turns.give("a")  # it is `given`'s now, who has not heard of it
    given.cancel()
    await asyncio.gather(given, return_exceptions=True)
    async with asyncio.timeout(20):
        await waits
    turns.give("a")
    assert len(turns) == 0


async def test_many_that_give_up_at_once() -> None:
    turns = Turns()
    await turns.take("a", soon())
    waits = [asyncio.create_task(turns.take("a", soon())) for _ in range(20)]  # noqa: TID251
    await settle()
    for wait in waits:
        wait.cancel()
    turns.give("a")  # before any of them has heard of it
    ends = await asyncio.gather(*waits, return_exceptions=True)
    assert {type(end) for end in ends} == {asyncio.CancelledError}
    assert len(turns) == 0
