"""The tests of the runner notice when its safeguards are taken out: each is removed from a copy, and the
copy's own tests must fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
ROOT = Path(__file__).parents[2]
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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("bot", "alembic", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("safeguard", MUTATIONS)
def test_without_this_safeguard_the_tests_of_the_runner_fail(copy: Path, safeguard: str) -> None:
    name, changes, tests = MUTATIONS[safeguard]
    source = (copy / name).read_text(encoding="utf-8")
    for original, mutated in changes:
        assert source.count(original) == 1
        source = source.replace(original, mutated)
    (copy / name).write_text(source, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "BESITOS_KILL_USERS": "20000"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1, result.stdout  # 1: tests failed; 2 and more: they could not run
    last = result.stdout.splitlines()[-1]
    assert "failed" in last
    assert "error" not in last
    assert (
        "AssertionError: ended after" not in result.stdout
    )  # the run was over before all its kills: that shows nothing
