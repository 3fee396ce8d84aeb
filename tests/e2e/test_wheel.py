"""The wheel holds everything: an unpacked one upgrades a database, far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_installed_wheel_upgrades_a_database_by_itself(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("besitos-*.whl")
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
        names = archive.namelist()
    assert [name for name in names if not name.startswith(("bot/", "besitos-"))] == []
    database = tmp_path / "besitos.db"
    command = [sys.executable, "-m", "bot", "upgrade", "--database-url", f"sqlite:///{database}"]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    first = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (first.returncode, first.stderr) == (0, "")
    assert "none ->" in first.stdout
    second = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "newest revision already" in second.stdout
    where = subprocess.run(
        [sys.executable, "-c", "from bot.database.chain_runner import chain_folder; print(chain_folder())"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(installed)
