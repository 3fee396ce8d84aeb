"""What is in the wheel, and that nothing in the package knows the name of its folder."""

import ast
import re
import zipfile
from pathlib import Path

from tests.wheel.conftest import ROOT


def test_no_file_of_the_wheel_lies_outside_besitos(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"besitos"}
    assert "besitos/database/chain/env.py" in names
    assert "besitos/locales/es/start.ftl" in names
    assert "besitos/py.typed" in names
    strange = ("__pycache__", "_cache/", ".db", ".env")
    assert not [name for name in names if any(part in name for part in strange)]


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "bot").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert str(Path("besitos") / path.relative_to(ROOT / "bot")) in names


def test_the_whole_chain_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "alembic").rglob("*"):
        if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts):
            assert str(Path("besitos/database/chain") / path.relative_to(ROOT / "alembic")) in names


def test_the_package_does_not_know_the_name_of_its_folder() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.ImportFrom(module=str(module), level=0):
                    assert module.split(".")[0] != "bot", f"{path}:{node.lineno}"
                case ast.Import(names=names):
                    assert "bot" not in {name.name.split(".")[0] for name in names}, f"{path}:{node.lineno}"
                case ast.Constant(value=str(text)):
                    assert not names_a_module(text), f"{path}:{node.lineno}"


def names_a_module(text: str) -> bool:
    """True for `bot.app` and the like, not for a file's name such as `bot.log`."""
    if not re.fullmatch(r"bot(\.[a-z_]+)+", text):
        return False
    path = ROOT / text.replace(".", "/")
    return path.is_dir() or path.with_name(f"{path.name}.py").exists()
