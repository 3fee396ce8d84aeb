"""The table of states: what may follow what."""

import pytest

from bot.database.tables.jobs import ACTIVE_STATUSES, RUN_STATUSES
from bot.services.jobs.states import ACTIVE, STOPPED, TRANSITIONS, WORKED, RunStatus, allowed


def test_the_database_knows_the_same_states() -> None:
    assert {status.value for status in RunStatus} == set(RUN_STATUSES)
    assert {status.value for status in ACTIVE} == set(ACTIVE_STATUSES)


def test_every_state_stands_in_the_table() -> None:
    assert set(TRANSITIONS) == set(RunStatus)


def test_what_succeeded_or_was_cancelled_stays_so() -> None:
    assert TRANSITIONS[RunStatus.SUCCEEDED] == TRANSITIONS[RunStatus.CANCELLED] == frozenset()


@pytest.mark.parametrize("status", RunStatus)
def test_a_run_is_active_or_over(status: RunStatus) -> None:
    over = {RunStatus.CANCELLED, RunStatus.SUCCEEDED, RunStatus.FAILED}
    assert (status in ACTIVE) != (status in over)


def test_only_a_paused_and_a_failed_run_can_be_queued_again() -> None:
    assert {s for s in RunStatus if allowed(s, RunStatus.QUEUED)} == {RunStatus.PAUSED, RunStatus.FAILED}


def test_a_state_without_a_worker_is_queued_or_stopped() -> None:
    assert set(RunStatus) - WORKED == STOPPED | {RunStatus.QUEUED}
