"""Killed at any statement, the database is as before or as after, and the next run completes.

`make test` kills at some statements, others each time; `make test-slow` at every one.
"""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.upgrade import chain as chain_runner
from bot.demo.production.copy import State
from tests.kit.databases import Kind
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.inspection import Inspection, Row
from tests.migrations.instants import without_times
from tests.migrations.upgrade_spawner import UpgradeSpawner

# Kills at many statements: minutes on a machine that has other work.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SOME = 10
"""One statement in so many, on average, is killed at."""
some_or_every = pytest.mark.parametrize(
    "one_in", [SOME, pytest.param(1, marks=pytest.mark.exhaustive)], ids=["some", "every"]
)
some_or_many = pytest.mark.parametrize(
    "rounds", [4, pytest.param(24, marks=pytest.mark.exhaustive)], ids=["some", "many"]
)
Everything = tuple[list[str], dict[str, list[Row]]]


@pytest.fixture(scope="module")
def spawner() -> Iterator[UpgradeSpawner]:
    with UpgradeSpawner() as spawner:
        yield spawner


def statements(one_in: int) -> Iterator[int]:
    """Numbers of statements: every one, or some at random, and the first and the second always."""
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    yield 1
    number = 2
    while True:
        yield number
        number += chance.randint(1, 2 * one_in - 1)


@some_or_every
@pytest.mark.parametrize("state", ["drifted"])
def test_killed_at_a_statement_it_is_as_before_or_as_after(
    state: State, production_copy: MakeCopy, inspect: Inspect, spawner: UpgradeSpawner, one_in: int
) -> None:
    url = production_copy(state, FEW)
    found = inspect(url)
    before, after = everything(found), upgraded(production_copy(state, FEW), inspect, spawner)
    for number in statements(one_in):
        # On the same database again and again: each run also recovers from the kill before it.
        (outcome,) = spawner.run(url, kill_at=number)
        if outcome != "killed":
            break
        assert everything(found) == before, f"killed at statement {number}"
    assert outcome == "upgraded"
    assert everything(found) == after
    assert number > 50  # else the killing did not reach the chain


@some_or_every
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_after_a_kill_at_any_statement_the_next_run_completes_with_a_copy_first(
    kind: Kind, production_copy: MakeCopy, inspect: Inspect, spawner: UpgradeSpawner, tmp_path: Path,
    one_in: int,
) -> None:  # fmt: skip
    untouched = production_copy("drifted", FEW)
    path = inspect(untouched).path  # type: ignore[attr-defined]
    after = upgraded(production_copy("drifted", FEW), inspect, spawner)
    for number in statements(one_in):
        broken = tmp_path / f"killed_{number}.db"
        shutil.copy(path, broken)
        url = f"sqlite:///{broken}"
        (outcome,) = spawner.run(url, kill_at=number, backup=True)
        if outcome == "killed":
            assert spawner.run(url, backup=True) == ["upgraded"]
        assert everything(inspect(url)) == after, f"killed at statement {number}"
        assert not list(tmp_path.glob("*.partial"))
        if outcome != "killed":
            break
    assert number > 50


@some_or_every
def test_a_new_database_killed_at_a_statement_is_empty_or_complete(
    empty_url: str, inspect: Inspect, spawner: UpgradeSpawner, one_in: int
) -> None:
    for number in statements(one_in):
        if spawner.run(empty_url, kill_at=number) != ["killed"]:
            break
        assert inspect(empty_url).columns() == {}, f"killed at statement {number}"
    assert number > 40
    assert inspect(empty_url).sql("SELECT version_num FROM gamification_version") == [(chain_runner.head(),)]


@some_or_many
def test_killed_at_random_instants_it_is_as_before_or_as_after(
    production_copy: MakeCopy, inspect: Inspect, spawner: UpgradeSpawner, rounds: int
) -> None:
    """Between statements and in the middle of them, while the copy is made, and after the commit."""
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    started = time.monotonic()
    after = upgraded(production_copy("drifted", FEW), inspect, spawner)
    took = time.monotonic() - started
    for _ in range(rounds):
        url = production_copy("drifted", FEW)
        found = inspect(url)
        before = everything(found)
        spawner.run(url, kill_after=chance.uniform(0, took), backup=True)
        assert everything(found) in (before, after), f"seed {seed}"
        spawner.run(url, backup=True)
        assert everything(found) == after, f"seed {seed}"


def upgraded(url: str, inspect: Inspect, spawner: UpgradeSpawner) -> Everything:
    assert spawner.run(url) == ["upgraded"]
    return everything(inspect(url))


def everything(found: Inspection) -> Everything:
    schema, data = found.everything()
    return schema, without_times(data)
