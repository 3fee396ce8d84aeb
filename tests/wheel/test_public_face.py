"""`import besitos`: what it offers, and what it costs."""

from pathlib import Path

from tests.wheel.conftest import Installed

PRINT_ALL = """
import sys
import besitos
assert "aiogram" not in sys.modules and "sqlalchemy" not in sys.modules
from besitos import Identity, InsufficientFunds, TransactionType, Gamification, DatabaseUnavailable
assert "aiogram" not in sys.modules
from besitos import Application, Settings, setup_gamification
import besitos.app, besitos.settings, besitos.services.gamification as services
assert besitos.setup_gamification is besitos.app.setup_gamification
for name in services.__all__:
    assert getattr(besitos, name) is getattr(services, name), name
    assert name in dir(besitos)
try:
    import bot
except ModuleNotFoundError:
    print("fine")
"""


def test_names_are_there_and_cheap(installed: Installed, tmp_path: Path) -> None:
    assert installed.run(installed.python, "-c", PRINT_ALL, cwd=tmp_path) == "fine\n"


def test_a_name_that_is_not_public_is_an_import_error(installed: Installed, tmp_path: Path) -> None:
    said = installed.run(installed.python, "-c", "from besitos import Ledger", cwd=tmp_path, status=1)
    assert "cannot import name 'Ledger' from 'besitos'" in said
