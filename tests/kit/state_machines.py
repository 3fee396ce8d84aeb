"""Runs a Hypothesis state machine on a database."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine, always on the same event loop."""


def run_on_a_database(
    url: str, machine: Callable[[str, Run], type[RuleBasedStateMachine]], *, steps: int, examples: int = 25
) -> None:
    """Run `examples` histories of at most so many steps. A failing one is made as short as it can be."""
    # With a factory, because otherwise the loop of pytest-asyncio is replaced, and nobody closes it.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        run_state_machine_as_test(
            machine(url, runner.run),
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                suppress_health_check=list(HealthCheck),
            ),
        )
