"""Conversations in the database, and the step that saves one update's changes together."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from sqlalchemy import text

from bot.database import Database
from bot.services.conversations import Conversations, Key
from bot.telegram.conversations import InDatabase, InStorage, Step, stack_key
from tests.kit.statements import Statements

BIG = 5_000_000_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def key(destiny: str, chat_id: int = BIG, thread_id: int = 0) -> Key:
    return Key(bot_id=BIG + 1, chat_id=chat_id, user_id=chat_id, thread_id=thread_id, destiny=destiny)


async def rows(database: Database) -> int:
    counted = text("SELECT count(*) FROM gamification_conversations")
    return int(await database.read(lambda session: session.execute(counted).scalar_one()))


async def test_parts_are_saved_replaced_and_deleted(database: Database) -> None:
    conversations = Conversations(database, lambda: NOW)
    assert await conversations.load(key("a")) == {}
    await conversations.save({key("a"): {"n": 1, "ñ": [None, "❤️"]}, key("b"): {"n": 2}, key("c"): {}})
    assert await conversations.load(key("a")) == {"n": 1, "ñ": [None, "❤️"]}
    assert await conversations.load(key("a", thread_id=4)) == {}
    await conversations.save({key("a"): {"n": 3}, key("b"): {}})
    assert await conversations.load(key("a")) == {"n": 3}
    assert await rows(database) == 1


async def test_what_nobody_touched_for_a_month_is_deleted(database: Database) -> None:
    now = NOW
    conversations = Conversations(database, lambda: now)
    await conversations.save({key("old"): {"n": 1}})
    now += timedelta(days=29)
    await conversations.save({key("newer", chat_id=2): {"n": 1}})
    assert await rows(database) == 2
    now += timedelta(days=2)
    await conversations.save({key("newest", chat_id=2): {"n": 1}})
    assert await conversations.load(key("old")) == {}
    assert await rows(database) == 2


async def test_another_process_sees_what_is_open(database: Database) -> None:
    here, there = Conversations(database, lambda: NOW), Conversations(database, lambda: NOW)
    assert not await here.may_be_open(BIG + 1, 3)
    await there.save({key("aiogd:stack:", chat_id=3): {"n": 1}})
    assert await there.may_be_open(BIG + 1, 3)
    assert await Conversations(database, lambda: NOW).may_be_open(BIG + 1, 3)
    assert not await here.may_be_open(BIG + 1, 4)


async def test_texts_of_members_read_once_in_three_seconds(
    database: Database, statements: Statements
) -> None:
    conversations = Conversations(database, lambda: NOW)
    await conversations.may_be_open(1, 1)
    statements.sent()
    for chat in range(100):
        await conversations.may_be_open(1, chat)
    assert statements.sent() == []


async def test_a_step_is_saved_in_one_transaction_or_not_at_all(
    database: Database, statements: Statements
) -> None:
    store = InDatabase(Conversations(database, lambda: NOW))
    first = StorageKey(bot_id=1, chat_id=2, user_id=2, destiny="aiogd:context:x")
    step = Step(store)
    await step.set_data(first, {"n": 1})
    await step.set_data(stack_key(1, 2), {"intents": ["x"]})
    assert await step.get_data(first) == {"n": 1}
    assert await rows(database) == 0
    await step.commit()
    assert await rows(database) == 2
    again = Step(store)
    await again.set_data(first, {**await again.get_data(first)})
    statements.sent()
    await again.commit()
    assert statements.sent() == [], "nothing has changed"
    with pytest.raises(TypeError):
        await again.set_data(first, {"now": NOW})


@pytest.mark.parametrize("where", ["database", "storage"])
async def test_every_store_keeps_data_and_state(database: Database, where: str) -> None:
    store: Any = InDatabase(Conversations(database, lambda: NOW))
    if where == "storage":
        store = InStorage(MemoryStorage())
    place = StorageKey(bot_id=1, chat_id=2, user_id=2, thread_id=7, business_connection_id="b", destiny="d")
    step = Step(store)
    assert not await store.may_be_open(1, 2)
    await step.set_state(place, "Home:main")
    await step.set_data(place, {"n": 1})
    await step.set_data(stack_key(1, 2), {"intents": ["x"]})
    await step.commit()
    later = Step(store)
    assert await later.get_state(place) == "Home:main"
    assert await later.get_data(place) == {"n": 1}
    assert await store.may_be_open(1, 2)
    await later.set_state(place)
    await later.set_data(stack_key(1, 2), {})
    await later.commit()
    await later.close()
    assert await Step(store).get_state(place) is None
    assert await Step(store).get_data(stack_key(1, 2)) == {}
