"""aiogram's models do the same in our own process, where they are built late, and in a host's, where nothing
of aiogram is changed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def census() -> dict[str, Any]:
    """What each way tells: processes of their own, side by side."""
    running = {
        way: subprocess.Popen(
            [sys.executable, "-m", "tests.kit.model_census", way], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for way in ("late", "host")
    }
    return {way: json.loads(process.communicate()[0]) for way, process in running.items()}


def test_late_models_are_late_and_a_hosts_are_not(census: dict[str, Any]) -> None:
    assert census["late"]["unbuilt at first"] > 350
    assert census["host"]["unbuilt at first"] == 0
    assert census["late"]["unbuilt at last"] == census["host"]["unbuilt at last"] == []


def test_every_model_does_the_same(census: dict[str, Any]) -> None:
    """Updates of all kinds, each object and method of the Bot API: read, written, shown, copied, pickled, in
    fields of any type, built by several threads at once; and each model's fields and JSON schema."""
    late, host = census["late"]["told"], census["host"]["told"]
    assert len(late) > 1_500
    assert late.keys() == host.keys()
    assert [name for name in late if late[name] != host[name]] == []
