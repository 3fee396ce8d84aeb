"""Groups that an admin switched on: the rows, on both kinds of database. Who pays is tests/handlers' part."""

import pytest

from bot.database import Database
from bot.services.gamification import NotAllowed
from bot.services.gamification.gamification import assemble

ADMIN, GROUP, OTHER = 7, -1001234567890, -1009876543210


async def test_a_group_is_switched_on_and_off_once(database: Database) -> None:
    settings = assemble(database, admin_ids=[ADMIN]).reaction_settings
    assert await settings.groups() == frozenset()
    assert await settings.add_group(ADMIN, GROUP)
    assert not await settings.add_group(ADMIN, GROUP)
    assert await settings.add_group(ADMIN, OTHER)
    assert await settings.groups() == {GROUP, OTHER}
    assert await settings.remove_group(ADMIN, GROUP)
    assert not await settings.remove_group(ADMIN, GROUP)
    assert await settings.groups() == {OTHER}
    assert await assemble(database).reaction_settings.groups() == {OTHER}


async def test_only_an_admin_switches(database: Database) -> None:
    settings = assemble(database, admin_ids=[ADMIN]).reaction_settings
    for switch in (settings.add_group, settings.remove_group):
        with pytest.raises(NotAllowed):
            await switch(8, GROUP)
    assert await settings.groups() == frozenset()


@pytest.mark.parametrize("chat_id", [0, 5, True, "-5", 10**30, -(10**30), None])
async def test_an_invalid_group_id_is_refused(database: Database, chat_id: object) -> None:
    settings = assemble(database, admin_ids=[ADMIN]).reaction_settings
    with pytest.raises(ValueError, match="group"):
        await settings.add_group(ADMIN, chat_id)  # type: ignore[arg-type]
