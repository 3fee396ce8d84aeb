"""The wheel, built once, and installed with pip into fresh environments: newest and lowest packages."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

ROOT = Path(__file__).parents[2]
Packages = Literal["newest", "lowest"]


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and nothing of the checkout on its path."""

    folder: Path

    @property
    def besitos(self) -> str:
        """The command."""
        return str(self.folder / "bin" / "besitos")

    @property
    def python(self) -> str:
        """The interpreter."""
        return str(self.folder / "bin" / "python")

    def run(self, *command: str, cwd: Path, status: int = 0, **env: str) -> str:
        """Run a command to its end; what it printed. Fails where it ends with another status."""
        ran = subprocess.run(
            command, cwd=cwd, env=clean_environment() | env, capture_output=True, text=True, timeout=120
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr


def clean_environment() -> dict[str, str]:
    """What a process needs, and no variable by which it could find the checkout or settings of ours."""
    return {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, or the one that is to be released."""
    if released := os.environ.get("BESITOS_WHEEL"):
        return Path(released)
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Packages], Installed]:
    """`install("newest")`: an environment, made when it is first asked for."""
    made: dict[Packages, Installed] = {}

    def get(packages: Packages) -> Installed:
        if packages not in made:
            made[packages] = _installed(wheel, packages, tmp_path_factory.mktemp(packages))
        return made[packages]

    return get


def _installed(wheel: Path, packages: Packages, folder: Path) -> Installed:
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    # The versions of our lock file, as constraints: without hashes, for pip would then want them for all.
    locked = (ROOT / "requirements" / f"{packages}.txt").read_text()
    pins = [line.removesuffix(" \\") for line in locked.splitlines() if re.match(r"[a-z0-9]", line)]
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins))
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [*pip, "--disable-pip-version-check", "--constraint", str(constraints), str(wheel)],
        check=True, capture_output=True, cwd=folder, env=inherited,
    )  # fmt: skip
    return Installed(environment)


@pytest.fixture(params=["newest", "lowest"])
def installed(request: pytest.FixtureRequest, install: Callable[[Packages], Installed]) -> Installed:
    """Runs the test once with the newest and once with the oldest packages that we support."""
    return install(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers each makes one environment, not both."""
    for item in items:
        packages = getattr(item, "callspec", None) and item.callspec.params.get("installed")  # type: ignore[attr-defined]
        item.add_marker(pytest.mark.xdist_group(packages or "newest"))
