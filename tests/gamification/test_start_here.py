"""The checklist of a new bot: each step is done by what was done, not by a tap."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import Reward
from bot.services.gamification import Gamification, Identity, NotAllowed
from bot.services.gamification.gamification import assemble
from tests.kit.clock import WallClock

ADMIN, OTHER, FREE, VIP = 7, 8, -1001234567890, -1009876543210
PHOTO = [{"file_id": "AgAC1", "kind": "photo"}]


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, admin_ids=[ADMIN], clock=clock)
    await gamification.profiles.ensure([Identity(ADMIN, "Valeria"), Identity(OTHER, "Ana")])
    return gamification


@pytest.mark.every_shape
async def test_a_new_bot_and_one_that_is_ready(gamification: Gamification, database: Database) -> None:
    await database.write(Session.execute, update(Reward).values(is_active=False))
    start, catalog = gamification.start_here, gamification.catalog
    progress = await start.progress(ADMIN)
    assert (progress.has_channel, progress.has_emojis) == (False, False)
    assert (progress.has_product, progress.has_reward, progress.has_claimed) == (False, False, False)

    await gamification.channels.connect(ADMIN, FREE, "free")
    progress = await start.progress(ADMIN)
    assert (progress.has_channel, progress.has_emojis) == (True, False)
    assert [channel.channel_id for channel in progress.connected] == [FREE]
    await gamification.channels.set_emojis(ADMIN, "free", ["🔥"])
    assert (await start.progress(ADMIN)).has_emojis
    await gamification.channels.connect(ADMIN, VIP, "vip")
    assert not (await start.progress(ADMIN)).has_emojis  # not the posts of both

    content = await catalog.create_content_set(ADMIN, name="Beach", content_type="PHOTO_SET", file_ids=PHOTO)
    product = await catalog.create_product(ADMIN, name="Beach", content_set_id=content.id, besitos_price=5)
    assert (await start.progress(ADMIN)).has_product
    await catalog.update_product(ADMIN, product.id, is_active=False)
    assert not (await start.progress(ADMIN)).has_product
    await catalog.update_product(ADMIN, product.id, is_active=True)
    await catalog.update_content_set(ADMIN, content.id, file_ids=[])
    assert not (await start.progress(ADMIN)).has_product

    await database.write(Session.execute, update(Reward).values(is_active=True))
    assert (await start.progress(ADMIN)).has_reward

    await gamification.daily_gift.claim(OTHER)
    assert not (await start.progress(ADMIN)).has_claimed
    await gamification.daily_gift.claim(ADMIN)
    assert (await start.progress(ADMIN)).has_claimed


async def test_a_seed_has_products_without_files_and_only_admins_ask(gamification: Gamification) -> None:
    progress = await gamification.start_here.progress(ADMIN)
    assert (progress.has_product, progress.has_reward) == (False, True)
    with pytest.raises(NotAllowed):
        await gamification.start_here.progress(OTHER)
