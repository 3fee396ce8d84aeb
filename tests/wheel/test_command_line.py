"""The command line from the wheel, started in a folder that holds a host's own `bot/`."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.kit.processes import free_port
from tests.wheel.conftest import Installed, clean_environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A host's folder: its code would break whoever imported it by mistake."""
    for name in ("bot", "alembic"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('this is the code of the host')\n")
    return tmp_path


def test_upgrade_doctor_and_sweep(installed: Installed, folder: Path) -> None:
    url = ("--database-url", "sqlite:///club.db")
    assert "besitos 0." in installed.run(installed.besitos, "--version", cwd=folder)
    assert "made the tables" in installed.run(installed.besitos, "upgrade", *url, cwd=folder)
    assert (folder / "club.db").exists()
    installed.run(installed.besitos, "doctor", *url, cwd=folder)
    run = json.loads(
        installed.run(installed.besitos, "sweep", "start", "--json", *url, cwd=folder).splitlines()[-1]
    )
    watched = installed.run(installed.besitos, "sweep", "watch", "--json", *url, cwd=folder)
    assert json.loads(watched.splitlines()[-1])["status"] == "succeeded", (run, watched)


def test_python_m_besitos_is_the_same(installed: Installed, tmp_path: Path) -> None:
    said = installed.run(installed.python, "-m", "besitos", "--help", cwd=tmp_path)
    assert said == installed.run(installed.besitos, "--help", cwd=tmp_path)


def test_the_demo_until_its_bot_answers(installed: Installed, folder: Path) -> None:
    log = folder / "demo.log"
    with log.open("w") as output:
        demo = subprocess.Popen(
            [installed.besitos, "demo", "--port", str(free_port())],
            cwd=folder, env=clean_environment(), stdout=subprocess.PIPE, stderr=output, text=True,
        )  # fmt: skip
    try:
        assert demo.stdout is not None
        lines = iter(demo.stdout.readline, "")
        assert any(line.startswith("The bot answers") for line in lines), log.read_text()
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(timeout=30) == 0
    finally:
        demo.kill()
        demo.communicate()
