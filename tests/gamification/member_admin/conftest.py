"""A club of two admins and a few members, at noon."""

import pytest

from bot.database import Database
from bot.services.gamification import Gamification, Identity
from bot.services.gamification.gamification import assemble
from tests.kit.clock import WallClock

ADMIN, OTHER_ADMIN, ANA, BEA, STRANGER = 7, 8, 1001, 1002, 999_999


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock, admin_ids=[ADMIN, OTHER_ADMIN])
    await gamification.profiles.ensure(
        [Identity(ANA, "Ana", "ana_g", "García"), Identity(BEA, "Bea", "BeaTriz", None)]
    )
    return gamification
