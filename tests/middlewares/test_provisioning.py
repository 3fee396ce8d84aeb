"""The provisioning middleware in aiogram's dispatcher, fed with every kind of update."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import GamificationProfile
from bot.middlewares.provisioning import ProvisioningMiddleware
from bot.services.gamification.members.identity import Identity, Member
from bot.services.gamification.members.profiles import GamificationProfileService
from tests.kit.statements import Statements
from tests.kit.voice import VOICE

ANA = {"id": 1001, "is_bot": False, "first_name": "Ana", "username": "ana", "language_code": "es-MX"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Ana"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Group"}
CHANNEL = {"id": -1002, "type": "channel", "title": "Channel"}


def message(sender: dict[str, Any], chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": sender, "text": "hola", **more}


def reaction(**actor: Any) -> dict[str, Any]:
    return {
        "chat": GROUP, "message_id": 5, "date": 1_700_000_000, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "🔥"}], **actor,
    }  # fmt: skip


def membership(sender: dict[str, Any]) -> dict[str, Any]:
    someone = {"user": {"id": 2002, "is_bot": False, "first_name": "Other"}}
    return {
        "chat": GROUP, "from": sender, "date": 1_700_000_000,
        "old_chat_member": {**someone, "status": "left"}, "new_chat_member": {**someone, "status": "member"},
    }  # fmt: skip


BY_A_PERSON = {
    "message": message(ANA),
    "edited_message": message(ANA, edit_date=1_700_000_001),
    "business_message": message(ANA, business_connection_id="b"),
    "edited_business_message": message(ANA, business_connection_id="b", edit_date=1_700_000_001),
    "business_connection": {
        "id": "b", "user": ANA, "user_chat_id": 1001, "date": 1_700_000_000, "can_reply": True,
        "is_enabled": True,
    },
    "callback_query": {"id": "1", "from": ANA, "chat_instance": "c", "data": "x"},
    "inline_query": {"id": "1", "from": ANA, "query": "q", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": ANA, "query": "q"},
    "shipping_query": {
        "id": "1", "from": ANA, "invoice_payload": "p", "shipping_address": {
            "country_code": "ES", "state": "", "city": "Soria", "street_line1": "1", "street_line2": "",
            "post_code": "42001",
        },
    },
    "pre_checkout_query": {
        "id": "1", "from": ANA, "currency": "XTR", "total_amount": 1, "invoice_payload": "p",
    },
    "purchased_paid_media": {"from": ANA, "paid_media_payload": "p"},
    "chat_join_request": {"chat": GROUP, "from": ANA, "user_chat_id": 1001, "date": 1_700_000_000},
    "message_reaction": reaction(user=ANA),
    "poll_answer": {"poll_id": "1", "user": ANA, "option_ids": [0], "option_persistent_ids": ["0"]},
}  # fmt: skip

TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
BY_NOBODY = {
    "a bot": {"message": message({**ANA, "id": 55, "is_bot": True})},
    "Telegram": {"message": message(TELEGRAM, GROUP)},
    "Telegram, forwarding the channel": {"message": message(TELEGRAM, GROUP, sender_chat=CHANNEL)},
    "an anonymous admin": {"message": message(ANONYMOUS_ADMIN, GROUP, sender_chat=GROUP)},
    "an anonymous admin's bare id": {"message": message({**ANONYMOUS_ADMIN, "is_bot": False}, GROUP)},
    "a channel in a group": {"message": message(CHANNEL_BOT, GROUP, sender_chat=CHANNEL)},
    "the channel bot's bare id": {"callback_query": {"id": "1", "chat_instance": "c",
                                                     "from": {**CHANNEL_BOT, "is_bot": False}}},
    "a bot of a business account": {"business_message": message(
        ANA, business_connection_id="b", sender_business_bot={"id": 9, "is_bot": True, "first_name": "B"})},
    "a post in a channel": {"channel_post": {"message_id": 1, "date": 1_700_000_000, "chat": CHANNEL,
                                             "sender_chat": CHANNEL, "text": "post"}},
    "an anonymous reaction": {"message_reaction": reaction(actor_chat=CHANNEL)},
    "a count of reactions": {"message_reaction_count": {"chat": CHANNEL, "message_id": 1,
                                                        "date": 1_700_000_000, "reactions": []}},
    "a vote in a channel's name": {"poll_answer": {"poll_id": "1", "voter_chat": CHANNEL, "option_ids": [0],
                                                   "option_persistent_ids": ["0"]}},
    "somebody acting on a member": {"chat_member": membership(ANA)},
    "somebody acting on the bot": {"my_chat_member": membership(ANA)},
    "a type from the future": {"hologram": {"from": ANA}},
}  # fmt: skip


class Harness:
    """A dispatcher with our middleware; remembers which member each handled update had."""

    def __init__(self, profiles: GamificationProfileService) -> None:
        self.bot = Bot("42:TEST")
        self.dispatcher = Dispatcher()
        self.members: list[Member | None] = []
        self.dispatcher.update.outer_middleware(ProvisioningMiddleware(profiles, VOICE))

        async def note(_event: Any, **data: Any) -> None:
            self.members.append(data.get("member"))

        for name, observer in self.dispatcher.observers.items():
            if name not in ("update", "error"):
                observer.register(note)

    async def feed(self, update: dict[str, Any]) -> None:
        await self.dispatcher.feed_update(self.bot, Update.model_validate({"update_id": 1, **update}))


@pytest.fixture
async def harness(database: Database) -> AsyncIterator[Harness]:
    harness = Harness(GamificationProfileService(database))
    yield harness
    await harness.bot.session.close()


def profile_ids(session: Session) -> list[int]:
    return list(session.scalars(select(GamificationProfile.user_id)))


@pytest.mark.parametrize("update_type", BY_A_PERSON)
async def test_a_person_gets_a_profile_before_the_handler_runs(
    harness: Harness, database: Database, update_type: str
) -> None:
    await harness.feed({update_type: BY_A_PERSON[update_type]})
    assert harness.members == [Member(1001, "Ana", "es")]
    assert await database.read(profile_ids) == [1001]


@pytest.mark.filterwarnings("ignore:Detected unknown update type:RuntimeWarning")  # aiogram, of the future
@pytest.mark.parametrize("sender", BY_NOBODY)
async def test_nobody_else_gets_one(harness: Harness, database: Database, sender: str) -> None:
    await harness.feed(BY_NOBODY[sender])
    assert set(harness.members) <= {None}
    assert await database.read(profile_ids) == []


async def test_fifty_updates_of_one_new_person_at_once_are_all_handled(
    harness: Harness, database: Database
) -> None:
    await asyncio.gather(*(harness.feed({"message": message(ANA)}) for _ in range(50)))
    assert harness.members == [Member(1001, "Ana", "es")] * 50
    assert await database.read(profile_ids) == [1001]


async def test_a_second_round_of_everybody_makes_no_sql(harness: Harness, statements: Statements) -> None:
    crowd = [{"message": message({**ANA, "id": n})} for n in range(1, 101)]
    await asyncio.gather(*(harness.feed(update) for update in crowd))
    statements.sent()
    await asyncio.gather(*(harness.feed(update) for update in crowd))
    assert statements.sent() == []
    assert len(harness.members) == 200


async def test_a_new_name_reaches_the_handler_and_the_database(harness: Harness, database: Database) -> None:
    await harness.feed({"message": message(ANA)})
    await harness.feed({"message": message({**ANA, "first_name": "<b>Ana</b>"})})
    assert harness.members[-1] == Member(1001, "<b>Ana</b>", "es")


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("en-GB", "en"), ("es-419", "es"), ("pt-br", "pt"), ("fr", "es"), (None, "es")],
)
async def test_the_language_is_the_members_or_the_default(
    harness: Harness, code: str | None, language: str
) -> None:
    await harness.feed({"message": message({**ANA, "language_code": code})})
    assert harness.members == [Member(1001, "Ana", language)]


async def test_a_changed_language_needs_no_sql(harness: Harness, statements: Statements) -> None:
    await harness.feed({"message": message(ANA)})
    statements.sent()
    await harness.feed({"message": message({**ANA, "language_code": "en"})})
    assert statements.sent() == []
    assert harness.members[-1] == Member(1001, "Ana", "en")


async def test_the_cache_holds_what_was_written(harness: Harness, database: Database) -> None:
    profiles = GamificationProfileService(database)
    await profiles.provision(Identity(1, "One"))
    assert profiles.recall(1) == Identity(1, "One")
    assert profiles.recall(2) is None


async def test_a_database_that_nobody_upgraded_does_not_silence_the_bot(empty_url: str) -> None:
    database = Database(empty_url)
    harness = Harness(GamificationProfileService(database))
    with structlog.testing.capture_logs() as lines:
        await harness.feed({"message": message(ANA)})
        await harness.feed({"message": message(ANA)})
    assert harness.members == [Member(1001, "Ana", "es")] * 2
    assert [line["event"] for line in lines] == ["profiles_unavailable"]
    await harness.bot.session.close()
    await database.close()


class TestDatabaseAway:
    """The handlers that need no profile still run."""

    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    async def test_the_update_reaches_the_handler_with_its_member(self, tmp_path: Any) -> None:
        database = Database(f"sqlite:///{tmp_path}/missing/folder.db")
        harness = Harness(GamificationProfileService(database))
        await harness.feed({"message": message(ANA)})
        assert harness.members == [Member(1001, "Ana", "es")]
        await harness.bot.session.close()
        await database.close()
