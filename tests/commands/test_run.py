"""What `besitos run` does before it serves."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.upgrade import upgrade_database
from bot.garbage import made_to_stay

ROOT = Path(__file__).parents[2]
NOT_NEEDED = (
    "alembic", "asyncpg", "aiogram_dialog", "jinja2", "matplotlib", "numpy", "redis", "aiohttp.web",
    "bot.handlers.admin.panel.panel", "bot.playground", "bot.demo",
)  # fmt: skip
"""What takes time and memory, and is loaded where it is needed first."""
START = f"""
import asyncio, sys
from bot.__main__ import main
main(["--version"])
from bot.commands.run import load
assert load() is None
import bot.serving
from bot.app import Application
from bot.settings import load_settings

async def start():
    async with Application(load_settings(_env_file=None, database_url=sys.argv[1])) as application:
        await application.gamification.profiles.get(1)

asyncio.run(start())
from aiogram.client.context_controller import BotContextController

def built(models):
    return sum(kind.__pydantic_complete__ + built(kind) for kind in models.__subclasses__())

assert built(BotContextController) < 100, built(BotContextController)
sys.exit(" ".join(name for name in {NOT_NEEDED} if name in sys.modules) or None)
"""


@pytest.fixture(autouse=True)
def _nothing_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_the_start_makes_is_never_looked_through_again() -> None:
    frozen = gc.get_freeze_count()
    with made_to_stay():
        assert not gc.isenabled()
        made = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(made)


def test_garbage_is_collected_again_after_a_start_that_failed() -> None:
    with pytest.raises(RuntimeError, match="no settings"), made_to_stay():
        raise RuntimeError("no settings")
    assert gc.isenabled()


def test_a_start_loads_nothing_that_most_members_never_need(tmp_path: Path) -> None:
    """On an up-to-date SQLite file, polling."""
    url = f"sqlite:///{tmp_path / 'club.db'}"
    asyncio.run(upgrade_database(url, backup=False))
    started = subprocess.run([sys.executable, "-c", START, url], cwd=ROOT, capture_output=True, text=True)
    assert (started.returncode, started.stderr) == (0, "")
