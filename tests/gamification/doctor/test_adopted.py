"""The doctor on databases that were gamified before: what is only old is not called wrong."""

import pytest

from bot.database import Database
from bot.database.upgrade import downgrade_database, upgrade_database
from bot.database.upgrade.chain import head
from bot.demo.production.copy import State
from tests.kit.corruption import findings_of, wrong_of
from tests.kit.production_copies import FEW, MakeCopy


@pytest.fixture
def age() -> State:
    """Which production copy a test starts from."""
    return "played"


@pytest.mark.parametrize("age", ["unstamped", "stamped", "halfway", "played", "created", "drifted"])
async def test_an_adopted_database_is_well_after_its_upgrade(age: State, production_copy: MakeCopy) -> None:
    url = production_copy(age, FEW)
    database = Database(url)
    (before,) = await findings_of(database)
    assert before.wrong
    assert str(before).endswith(f"and not at revision {head()}; bring it there: besitos upgrade")
    await upgrade_database(url, backup=False)
    assert await wrong_of(database) == []
    await database.close()


async def test_a_downgraded_database_is_reported(database: Database, database_url: str) -> None:
    await downgrade_database(database_url, backup=False)
    (found,) = await wrong_of(database)
    assert found.startswith("this is a Besitos database that was downgraded, and not at revision")
