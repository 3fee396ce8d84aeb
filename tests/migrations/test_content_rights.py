"""Revision 0009: rights begin empty, touch no row of a user, and none takes an id that was a purchase's."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.demo.production.copy import State
from tests.kit.production_copies import FEW, MakeCopy, upgraded

GIVE = (
    "INSERT INTO content_rights (user_id, content_set_id, source, granted_at) "
    "SELECT user_id, content_set_id, 'reward', accessed_at FROM user_content_access "
    "WHERE id = (SELECT max(id) FROM user_content_access) RETURNING id"
)


def number(session: Session, sql: str) -> int:
    return int(session.execute(text(sql)).scalar_one())


@pytest.mark.parametrize("age", ["played", "drifted"])
async def test_ids_of_purchases_go_on_after_those_of_access(age: State, production_copy: MakeCopy) -> None:
    async with upgraded(production_copy(age, FEW)) as database:
        assert await database.read(number, "SELECT count(*) FROM content_rights") == 0
        last = await database.read(number, "SELECT max(id) FROM user_content_access")
        first = await database.write(number, GIVE)
        assert first > last
        await database.write(lambda session: session.execute(text("DELETE FROM content_rights")))
        assert await database.write(number, GIVE) == first + 1
