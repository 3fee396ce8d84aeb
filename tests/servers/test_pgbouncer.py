"""Four processes of the bot behind PgBouncer; make attack ARGS="--pooler session" has the easier way."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_where_it_pools_by_transaction_the_books_are_right() -> None:
    """Each process ran into what another one had prepared by the same name."""
    attack = [
        sys.executable,
        "-m",
        "tests.laws.attack",
        "--database",
        "postgresql",
        "--pooler",
        "transaction",
    ]
    done = subprocess.run([*attack, "--seconds", "5"], cwd=ROOT, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "broken 0, lost 0" in done.stdout
    assert "accepted 0" not in done.stdout
