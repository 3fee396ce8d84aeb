"""The audit log for admins, on both databases."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.database import Database
from bot.services.gamification import Identity, NotAllowed
from bot.services.gamification.audit import Change, record
from bot.services.gamification.gamification import assemble

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_newest_first_with_names_and_only_for_admins(database: Database) -> None:
    gamification = assemble(database, clock=lambda: NOW, admin_ids=[5])
    await gamification.profiles.ensure([Identity(3, "Ana"), Identity(5, "Jefa")])
    strange = ["member 0", "member 99999999999999999999", "product 4294967296", "reward -1", "group -100", ""]
    changes = [Change("x", subject, None, {"n": 1}) for subject in ("member 3", "reward 77", *strange)]
    await database.write(lambda session: record(session, "admin 5", changes, NOW))
    found = await gamification.audit.latest(5)
    assert [one.change.subject for one in found] == [*reversed(strange), "reward 77", "member 3"]
    assert {one.who_name for one in found} == {"Jefa"}
    assert [one.subject_name for one in found[-2:]] == [None, "Ana"]
    assert found[0].at == NOW
    assert isinstance(found[0].at.tzinfo, ZoneInfo)
    page = await gamification.audit.latest(5, offset=6, limit=1)
    assert [one.change.subject for one in page] == ["reward 77"]
    assert await gamification.audit.latest(5, offset=10**30) == []
    with pytest.raises(NotAllowed):
        await gamification.audit.latest(3)
    for wrong in (-1, "1", True):
        with pytest.raises(ValueError, match="offset"):
            await gamification.audit.latest(5, offset=wrong)  # type: ignore[arg-type]
