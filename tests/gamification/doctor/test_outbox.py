"""The doctor on the outbox: what waits for more than an hour, and what was given up."""

from datetime import timedelta

from bot.database import Database
from bot.services.gamification import Identity
from bot.services.gamification.gamification import assemble
from bot.services.gamification.outbox.notices import FOR_MEMBERS, gift
from tests.kit.corruption import NOW, findings_of


async def of_outbox(database: Database) -> list[str]:
    return [str(finding) for finding in await findings_of(database) if "outbox" in str(finding)]


async def test_what_waits_long_and_what_was_given_up_is_named(database: Database) -> None:
    services = assemble(database, clock=lambda: NOW - timedelta(minutes=50))
    await services.profiles.ensure([Identity(1, "Ana")])
    outbox = services.outbox

    await database.write(lambda session: outbox.put(session, [gift(1, 5, 5, 1)], NOW - timedelta(minutes=50)))
    assert await of_outbox(database) == []
    await database.write(lambda session: outbox.put(session, [gift(1, 5, 5, 2)], NOW - timedelta(hours=3)))
    (said,) = await of_outbox(database)
    assert said.startswith("note: the outbox holds 2 rows to be told (0 for hooks), the oldest since ")

    (first, second) = await outbox.claim(FOR_MEMBERS, 2, in_order=True)
    await outbox.give_up(first, "ValueError('a test')")
    await outbox.told([second])
    (said,) = await of_outbox(database)
    assert said.startswith("1 row of the outbox failed too often")
