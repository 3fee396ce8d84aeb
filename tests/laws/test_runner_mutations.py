"""The tests of the runner notice when its safeguards are taken out: each is removed from a copy, and the
copy's own tests must fail."""

from pathlib import Path

import pytest

from tests.kit.mutation import mutated_copy, output_of_failing_tests

pytestmark = [pytest.mark.slow, pytest.mark.exhaustive, pytest.mark.timeout(400)]
BATCHES = "bot/services/jobs/batches.py"
MOVES = "bot/services/jobs/transitions.py"
KILL, LEASES = "tests/laws/test_sweep_killed.py", "tests/jobs/test_leases.py"
WORK = "    done = worked(session, kind, run, step, page)\n"
COMMIT = '    session.execute(text("COMMIT"))\n    session.execute(text("BEGIN"))\n'
BATCH_ENDS = "    return Batch(run, tally.rows, bool(waited_for))\n"
PAGES_OF_THE_BATCH = """    first = BEFORE_ALL if run.cursor is None else run.cursor
    kind.change(session, Step(run.params, 0, now), Page(first, tally.after, tally.rows))
"""

# Safeguard -> file, what is replaced by what, and the tests that must notice.
MUTATIONS = {
    "the work commits before the cursor": (
        BATCHES, [(WORK, f"{WORK}{COMMIT}")], KILL,
    ),
    "the cursor commits before the work": (
        BATCHES,
        [
            (WORK, WORK.replace("worked(session, kind, run, step, page)", "kind.count(session, step, page)")),
            (BATCH_ENDS, f"{COMMIT}{PAGES_OF_THE_BATCH}{BATCH_ENDS}"),
        ],
        KILL,
    ),
    "the generation in the guard": (
        MOVES,
        [('generation == bindparam("of_generation")', 'generation >= bindparam("of_generation")')],
        LEASES,
    ),
    "the status in the guard": (
        MOVES,
        [(
            'RUNS.c.status == bindparam("of_status")',
            '(RUNS.c.status != "") | (RUNS.c.status == bindparam("of_status"))',
        )],
        LEASES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("safeguard", MUTATIONS)
def test_without_this_safeguard_the_tests_of_the_runner_fail(tmp_path: Path, safeguard: str) -> None:
    name, changes, tests = MUTATIONS[safeguard]
    mutated_copy(tmp_path, name, changes)
    said = output_of_failing_tests(tmp_path, tests, BESITOS_KILL_USERS="20000")
    assert "error" not in said.splitlines()[-1]
    assert "AssertionError: ended after" not in said  # over before all its kills: that shows nothing
