"""A copy of the project from which something is taken out, and whose own tests must notice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def mutated_copy(folder: Path, name: str, changes: Iterable[tuple[str, str]]) -> None:
    """Copy the project into the folder; in the file `name`, replace what must stand there exactly once."""
    for part in ("bot", "alembic", "tests"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "pyproject.toml", folder)
    source = (folder / name).read_text(encoding="utf-8")
    for original, mutated in changes:
        assert source.count(original) == 1
        source = source.replace(original, mutated)
    (folder / name).write_text(source, encoding="utf-8")


def output_of_failing_tests(folder: Path, *tests: str, **environment: str) -> str:
    """Run tests of the copy until one fails, as one must. Returns what pytest said."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", *tests],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1, result.stdout  # 1: tests failed; 2 and more: they could not run
    assert "failed" in result.stdout.splitlines()[-1]
    return result.stdout
