"""The tests of money notice when its safeguards are taken out: each is removed from a copy, and the copy's
own tests must fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEDGER = "bot/services/gamification/ledger.py"
CHAIN = "alembic/versions/0002_gamification_tables.py"
MUTATIONS = {
    "the guard against a negative balance": (LEDGER, "AND balance + :amount >= 0 ", ""),
    "the key in the UPDATE": (
        LEDGER,
        '"AND NOT EXISTS (SELECT 1 FROM transactions WHERE idempotency_key IN :keys) "',
        '"AND :keys IS NOT NULL "',
    ),
    "the unique key": (
        CHAIN,
        'sa.Index("uq_transactions_idempotency_key", "idempotency_key", unique=True)',
        'sa.Index("uq_transactions_idempotency_key", "idempotency_key")',
    ),
    "the undoing of a lost race": (LEDGER, "if len(entered) < len(movements):", "if False:"),
}
TESTS = ["tests/integration/test_wallet.py", "tests/property/test_money_laws.py"]


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", *TESTS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("bot", "alembic", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("safeguard", MUTATIONS)
def test_without_this_safeguard_the_tests_of_money_fail(copy: Path, safeguard: str) -> None:
    name, original, mutated = MUTATIONS[safeguard]
    source = (copy / name).read_text(encoding="utf-8")
    assert source.count(original) == 1
    (copy / name).write_text(source.replace(original, mutated), encoding="utf-8")
    result = run_tests(copy)
    assert result.returncode == 1, result.stdout  # 1: tests failed; 2 and more: they could not run
    assert "failed" in result.stdout.splitlines()[-1]
