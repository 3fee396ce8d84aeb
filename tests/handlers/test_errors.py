"""Where errors of handlers end: what the member is told, and what the log keeps."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import Update

from bot.handlers.errors import ErrorAnswers
from bot.services.gamification import DatabaseUnavailable, InsufficientFunds, Member, UnknownMember
from tests.kit.recording_session import RecordingSession, group, message, person, recording_bot, tap
from tests.kit.voice import VOICE

METHOD = SendMessage(chat_id=1, text="x")
AWAY = DatabaseUnavailable("read_card", 3, 1.5, OSError("connection refused"))


class Host:
    """A dispatcher whose handlers raise one error; `log` has what was logged."""

    def __init__(self, error: Exception, member: Member | None = None) -> None:
        self.bot: Bot
        self.session: RecordingSession
        self.bot, self.session = recording_bot()
        self.dispatcher = Dispatcher()
        self.dispatcher.errors.register(
            ErrorAnswers(VOICE, lambda: datetime(2026, 11, 22, tzinfo=UTC)).answer
        )
        self.log: list[Any] = []

        async def fail(_event: object) -> None:
            raise error

        async def identify(handler: Any, event: Any, data: dict[str, Any]) -> Any:
            if member is not None:
                data["member"] = member
            return await handler(event, data)

        self.dispatcher.update.outer_middleware(identify)
        self.dispatcher.message.register(fail)
        self.dispatcher.callback_query.register(fail)

    async def gets(self, update: Update) -> "Host":
        with structlog.testing.capture_logs() as lines:
            await self.dispatcher.feed_update(self.bot, update)
        self.log += [line for line in lines if line["log_level"] != "debug"]
        return self


ANA = Member(1, "Ana", "es")
BEN = Member(2, "Ben", "en")


@pytest.mark.parametrize(("member", "said"), [(ANA, "tienes 20 besitos"), (BEN, "you have 20 besitos")])
async def test_a_refusal_is_shown_in_the_members_language_and_not_logged(member: Member, said: str) -> None:
    host = await Host(InsufficientFunds(20, 50), member).gets(message(person(member.id), "/x"))
    assert said in host.session.texts[0]
    assert host.log == []


async def test_a_refused_tap_gets_an_alert() -> None:
    host = await Host(InsufficientFunds(20, 50), ANA).gets(tap(person(), "x"))
    answer = host.session.sent[0]
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.show_alert
    assert len(host.session.sent) == 1


async def test_the_database_is_away_try_again_in_a_moment_and_one_line_in_the_log() -> None:
    host = Host(AWAY, BEN)
    for _ in range(5):
        await host.gets(message(person(2), "/profile"))
    assert len(host.session.texts) == 5
    assert "try again in a moment" in host.session.texts[0]
    assert [line["event"] for line in host.log] == ["database_unavailable"]


@pytest.mark.parametrize(
    "reason",
    [
        "Bad Request: message is not modified: the new content and reply markup are exactly the same",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_meaningless_refusals_of_telegram_are_dropped(reason: str) -> None:
    host = await Host(TelegramBadRequest(METHOD, reason), ANA).gets(tap(person(), "x"))
    assert host.session.sent == []
    assert host.log == []


async def test_somebody_who_blocked_the_bot_is_noted_and_not_written_to() -> None:
    error = TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user")
    update = message(person(), "/x")
    host = await Host(error, ANA).gets(update)
    assert host.session.sent == []
    [line] = host.log
    assert (line["event"], line["user_id"], line["update_id"]) == ("member_unreachable", 1, update.update_id)
    assert line["log_level"] == "info"


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("a bug"),
        TelegramBadRequest(METHOD, "Bad Request: can't parse entities"),
        TelegramEntityTooLarge(METHOD, "Request Entity Too Large"),
        ClientDecodeError("Failed to deserialize object", ValueError("date: missing"), {"ok": True}),
    ],
)
async def test_everything_else_is_logged_with_update_and_user_and_the_member_gets_a_sorry(
    error: Exception,
) -> None:
    update = message(person(), "/x")
    host = await Host(error, ANA).gets(update)
    assert "ha fallado por mi parte" in host.session.texts[0]
    [line] = host.log
    assert (line["event"], line["update_id"], line["user_id"]) == ("update_failed", update.update_id, 1)
    assert line["exc_info"] is error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TelegramServerError(METHOD, "Internal Server Error"), "Internal Server Error"),
        (TelegramNetworkError(METHOD, "ClientConnectorError: no route\nto host"), "no route"),
        (TelegramRetryAfter(METHOD, "Too Many Requests", 90), "Retry in 90 seconds"),
        (ClientDecodeError("Failed to decode object", ValueError("line 1"), "<h1>502</h1>"), "decode"),
    ],
    ids=["500", "network", "429", "a page of a proxy"],
)
async def test_a_telegram_that_is_in_trouble_is_one_line_in_the_log(error: Exception, reason: str) -> None:
    update = tap(person(), "x")
    host = await Host(error, ANA).gets(update)
    assert "ha fallado por mi parte" in host.session.texts[0]
    [line] = host.log
    assert (line["event"], line["log_level"]) == ("telegram_failed", "warning")
    assert (line["update_id"], line["user_id"]) == (update.update_id, 1)
    assert reason in line["reason"]
    assert "\n" not in line["reason"]
    assert "exc_info" not in line


async def test_without_a_member_the_default_language_is_spoken_and_the_sender_logged() -> None:
    host = await Host(RuntimeError("a bug")).gets(message(person(9, language="en"), "/x"))
    assert "ha fallado" in host.session.texts[0]
    assert host.log[0]["user_id"] == 9


async def test_in_a_group_only_a_command_is_answered() -> None:
    host = Host(RuntimeError("a bug"), ANA)
    await host.gets(message(person(), "hola a todos", chat=group()))
    assert host.session.sent == []
    await host.gets(message(person(), "/perfil", chat=group()))
    [answer] = host.session.sent
    assert isinstance(answer, SendMessage)
    assert answer.reply_parameters is not None
    assert answer.disable_notification


async def test_an_answer_that_fails_too_does_not_raise() -> None:
    host = Host(InsufficientFunds(20, 50), ANA)
    host.session.refusals[SendMessage] = TelegramForbiddenError(METHOD, "Forbidden: blocked")
    host.session.refusals[AnswerCallbackQuery] = RuntimeError("a broken session")
    await host.gets(message(person(), "/x"))
    await host.gets(tap(person(), "x"))
    assert [line["event"] for line in host.log] == ["error_not_shown", "error_not_shown"]


async def test_a_member_whose_rows_are_gone_is_forgotten_by_the_cache() -> None:
    forgotten: list[int] = []

    class Profiles:
        async def forget(self, user_id: int) -> None:
            forgotten.append(user_id)

    host = Host(UnknownMember(1), ANA)
    host.dispatcher["gamification"] = SimpleNamespace(profiles=Profiles())
    await host.gets(message(person(), "/perfil"))
    assert forgotten == [1]
    assert "Aún no nos conocemos" in host.session.texts[0]
