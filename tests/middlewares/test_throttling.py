"""Members who hammer are held back before any SQL; members who are just quick are not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Dispatcher, Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, Update

from bot.handlers.member.reactions import TAPS
from bot.handlers.member.reactions_native import REACTIONS
from bot.middlewares.throttling import DEFAULT, FORGOTTEN_AFTER_SECONDS, Throttle, ThrottlingMiddleware
from bot.services.gamification.members.identity import Member
from tests.kit.clock import Seconds
from tests.kit.harness import Harness
from tests.kit.posts import VIP, configure, emoji, reacts, tap_post
from tests.kit.recording_session import group, message, person, recording_bot, tap
from tests.kit.statements import Statements
from tests.kit.voice import texts_in

ANA = person(1, "Ana", "es")
BEN = person(2, "Ben", "en")
TOAST = {"es": "Un momentito, vas muy rápido 😅", "en": "One moment, you’re going very fast 😅"}


@pytest.fixture
async def harness(seconds: Seconds, harness: Harness) -> Harness:
    """The clock of the throttling stands still: on a slow machine nobody has a breath between two updates."""
    assert seconds.now
    return harness


class Gate:
    """A dispatcher of handlers with flags, behind the middleware; `done` counts what got through."""

    def __init__(self, default: Throttle | None = None) -> None:
        self.clock = Seconds()
        self.done: list[str] = []
        self.bot, self.session = recording_bot()
        router = Router()
        for command, flag in {
            "slow": Throttle("slow", every_seconds=10, burst=2),
            "free": False,
            "same": Throttle("slow", every_seconds=10, burst=2),
            "other": Throttle("other", every_seconds=10, burst=2),
            "unsaid": None,
        }.items():
            flags = {} if flag is None else {"throttle": flag}
            router.message.register(self.note(command), self.says(command), flags=flags)
            router.callback_query.register(self.note(command), self.says(command), flags=flags)
        throttling = ThrottlingMiddleware(self.clock, default)
        for observer in (router.message, router.callback_query):
            observer.middleware(throttling)
        self.dispatcher = Dispatcher()
        self.dispatcher.include_router(router)

    def note(self, command: str) -> Callable[..., Any]:
        async def handler(_event: Any) -> None:
            self.done.append(command)

        return handler

    @staticmethod
    def says(command: str) -> Callable[..., Any]:
        async def said(event: Message | CallbackQuery) -> bool:
            return (event.text if isinstance(event, Message) else event.data) == command

        return said

    async def feed(self, update: Update, member: Member | None = None) -> None:
        event = update.message or update.callback_query
        assert event is not None
        assert event.from_user is not None
        person = member or Member(event.from_user.id, "x", event.from_user.language_code or "es")
        await self.dispatcher.feed_update(self.bot, update, member=person, texts=texts_in(person.language))


async def test_a_burst_passes_and_then_one_at_a_time() -> None:
    gate = Gate()
    for _ in range(5):
        await gate.feed(message(ANA, "slow"))
    assert len(gate.done) == 2
    gate.clock.now += 9.9
    await gate.feed(message(ANA, "slow"))
    assert len(gate.done) == 2
    gate.clock.now += 0.1
    await gate.feed(message(ANA, "slow"))
    await gate.feed(message(ANA, "slow"))
    assert len(gate.done) == 3
    gate.clock.now += 1000
    for _ in range(5):
        await gate.feed(message(ANA, "slow"))
    assert len(gate.done) == 5


async def test_members_and_keys_are_counted_apart_and_one_key_together() -> None:
    gate = Gate()
    for user in (ANA, BEN):
        for command in ("slow", "same", "same", "other", "other", "other"):
            await gate.feed(message(user, command))
    assert gate.done == ["slow", "same", "other", "other"] * 2


async def test_without_a_flag_the_default_holds_and_false_is_never() -> None:
    gate = Gate(Throttle("default", every_seconds=1, burst=3))
    for _ in range(6):
        await gate.feed(message(ANA, "free"))
        await gate.feed(message(ANA, "unsaid"))
    assert gate.done.count("free") == 6
    assert gate.done.count("unsaid") == 3
    gate = Gate(None)
    for _ in range(6):
        await gate.feed(message(ANA, "unsaid"))
    assert gate.done.count("unsaid") == 6


async def test_a_tap_that_is_held_back_gets_a_toast_and_a_message_gets_nothing() -> None:
    gate = Gate()
    for user in (ANA, BEN):
        for _ in range(4):
            await gate.feed(tap(user, "slow"))
            await gate.feed(message(user, "other"))
    answers = [method for method in gate.session.sent if isinstance(method, AnswerCallbackQuery)]
    assert answers == gate.session.sent
    assert [answer.text for answer in answers] == [TOAST["es"]] * 2 + [TOAST["en"]] * 2
    assert not any(answer.show_alert for answer in answers)


async def test_nobody_in_particular_is_not_counted() -> None:
    gate = Gate()
    for _ in range(5):
        await gate.dispatcher.feed_update(gate.bot, message(ANA, "slow"))
    assert len(gate.done) == 5


async def test_what_is_remembered_is_bounded_and_forgotten() -> None:
    clock = Seconds()
    throttling = ThrottlingMiddleware(clock)
    for member_id in range(60_000):
        throttling._may(member_id, DEFAULT)
    assert len(throttling._even) == 50_000
    clock.now += FORGOTTEN_AFTER_SECONDS + 1
    assert len(throttling._even) == 0


@pytest.mark.parametrize(("every", "burst"), [(0, 1), (1, 0), (-1, 5), (60, 10)])
def test_a_rate_that_cannot_be_remembered_is_refused(every: float, burst: int) -> None:
    with pytest.raises(ValueError, match="remembered"):
        Throttle("x", every, burst)


async def until_held_back(harness: Harness, make: Callable[[], Update]) -> None:
    for _ in range(60):
        await harness.gets(make())


@pytest.mark.parametrize("command", ["/perfil", "/regalo", "/historial", "/start", "hola"])
async def test_a_command_that_is_held_back_sends_no_sql_and_no_message(
    harness: Harness, statements: Statements, command: str
) -> None:
    await until_held_back(harness, lambda: message(ANA, command))
    statements.sent()
    assert await harness.gets(message(ANA, command)) == []
    assert harness.session.sent == []
    assert statements.sent() == []


@pytest.mark.parametrize("data", ["bs.open:profile", "bs.claim", "bs.open:history", "bs.react:🔥", "bs.gone"])
async def test_a_tap_that_is_held_back_sends_no_sql_and_is_answered(
    harness: Harness, statements: Statements, data: str
) -> None:
    await harness.application.database.write(configure)
    await until_held_back(harness, lambda: tap_post(BEN, "", data=data))
    statements.sent()
    assert await harness.gets(tap_post(BEN, "", data=data)) == [TOAST["en"]]
    [answer] = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert not answer.show_alert
    assert statements.sent() == []


async def test_a_native_reaction_that_is_held_back_sends_no_sql(
    harness: Harness, statements: Statements
) -> None:
    await harness.application.database.write(configure)
    harness.session.discussion_groups[VIP.id] = group().id
    settings = harness.application.gamification.reaction_settings
    await settings.groups()
    await settings.channels()
    await until_held_back(harness, lambda: reacts(ANA, emoji("🔥")))
    statements.sent()
    await harness.gets(reacts(ANA, [], emoji("🔥")))
    assert statements.sent() == []
    assert harness.session.sent == []


async def test_a_stranger_who_floods_from_the_start_is_looked_up_once(
    harness: Harness, statements: Statements
) -> None:
    feed = harness.application.dispatcher.feed_update
    statements.sent()
    await asyncio.gather(*(feed(harness.bot, message(ANA, "/start")) for _ in range(200)))
    assert harness.application.gamification.profiles.metrics.created == 1
    assert len(statements.sent()) <= 6  # one look, one making of rows; the welcome itself needs none


async def test_a_flooding_member_does_not_delay_others(harness: Harness) -> None:
    await until_held_back(harness, lambda: message(ANA, "/perfil"))
    [card] = await harness.gets(message(BEN, "/profile"))
    assert card.startswith("👤")


def test_a_normal_human_is_not_held_back() -> None:
    clock = Seconds()
    throttling = ThrottlingMiddleware(clock)
    for throttle in (TAPS, REACTIONS, DEFAULT):
        assert all(throttling._may(1, throttle) for _ in range(3))  # three taps within a moment
        for _ in range(100):  # and then post after post, one in 0.6 s
            clock.now += 0.6
            assert throttling._may(1, throttle)


async def test_in_a_group_a_throttled_member_gets_no_answer(harness: Harness) -> None:
    await until_held_back(harness, lambda: message(ANA, "/perfil", chat=group()))
    assert await harness.gets(message(ANA, "/perfil", chat=group())) == []
