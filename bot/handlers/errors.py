"""Handles all errors of handlers.

In this order: a refusal by a rule of the economy is shown to the member; harmless errors of Telegram (an edit
that changes nothing, a tap too old to answer) are dropped; a member who blocked the bot is noted. For every
other error the member gets an apology, and the log gets the ids of update and user: in one line if Telegram
or the network is in trouble, because our code is not at fault then, else with a traceback.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import CancelHandler, SkipHandler
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import ErrorEvent, TelegramObject, Update

from ..services.clock import Clock, system_clock
from ..services.gamification import DatabaseUnavailable, UnknownMember
from ..services.gamification.gamification import Gamification
from ..services.gamification.members.identity import Member
from ..ui.refusals import Refusal, refusal_of
from ..ui.screens import Screen, is_private, show
from ..ui.texts import Texts
from ..ui.voice import Voice

log = structlog.get_logger(__name__)

MEANINGLESS = ("message is not modified", "query is too old", "query id is invalid")
UNEXPECTED = Refusal("error-unexpected")
OUTAGE_LINE_EVERY_SECONDS = 30.0
MAX_ALERT_LENGTH = 200  # https://core.telegram.org/bots/api#answercallbackquery


class ErrorAnswers:
    """Turns an error into an answer and a log line. It never raises, because nothing would catch the
    error."""

    def __init__(self, voice: Voice, clock: Clock = system_clock) -> None:
        self._voice = voice
        self._clock = clock
        self._next_outage_line = 0.0

    async def answer(
        self,
        event: ErrorEvent,
        member: Member | None = None,
        gamification: Gamification | None = None,
        **_: Any,
    ) -> bool:
        """An error handler to be registered; returns True if the error was handled."""
        error, update = event.exception, event.update
        texts = self._voice.texts(member.language if member else self._voice.default_language)
        if isinstance(error, UnknownMember) and gamification is not None:
            await gamification.profiles.forget(error.user_id)  # the cache is stale: the rows were deleted
        if (refusal := refusal_of(error, self._clock(), texts)) is not None:
            if isinstance(error, DatabaseUnavailable):
                self._note_outage(error)
            await self._tell(update, texts, refusal)
        elif isinstance(error, TelegramBadRequest) and any(
            meaningless in error.message.lower() for meaningless in MEANINGLESS
        ):
            log.debug("meaningless_refusal", update_id=update.update_id, reason=error.message)
        elif isinstance(error, TelegramForbiddenError):
            log.info("member_unreachable", reason=error.message, **_ids(member, update))
        elif _is_trouble_of_telegram(error):
            method = error.method.__api_method__ if isinstance(error, TelegramAPIError) else None
            reason = str(error).partition("\n")[0]
            log.warning("telegram_failed", method=method, reason=reason, **_ids(member, update))
            await self._tell(update, texts, UNEXPECTED)
        else:
            log.error("update_failed", exc_info=error, **_ids(member, update))
            await self._tell(update, texts, UNEXPECTED)
        return True

    def _note_outage(self, error: DatabaseUnavailable) -> None:
        # A rate-limited line: an outage must be visible in the log without flooding it.
        now = time.monotonic()
        if now >= self._next_outage_line:
            self._next_outage_line = now + OUTAGE_LINE_EVERY_SECONDS
            log.warning("database_unavailable", reason=str(error))

    async def _tell(self, update: Update, texts: Texts, refusal: Refusal) -> None:
        try:
            if update.callback_query is not None:
                text = refusal.plain(texts)
                await update.callback_query.answer(text[:MAX_ALERT_LENGTH], show_alert=True)
            elif update.message is not None and (
                is_private(update.message)
                # In a group only what everybody may read: numbers are private.
                or ((update.message.text or "").startswith("/") and not refusal.variables)
            ):
                await show(update.message, Screen(refusal.html(texts)))
        except Exception as error:  # noqa: BLE001 - see the class: it never raises
            log.info("error_not_shown", update_id=update.update_id, reason=f"{type(error).__name__}: {error}")


class OwnErrorsMiddleware(BaseMiddleware):
    """The same for our routers inside a host's bot: errors of the host's own handlers are left to the
    host."""

    def __init__(self, answers: ErrorAnswers) -> None:
        self._answers = answers

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        try:
            return await handler(event, data)
        except (SkipHandler, CancelHandler):  # aiogram's control flow, not errors
            raise
        except Exception as error:  # noqa: BLE001 - an error handler takes every kind
            update: Update = data["event_update"]
            return await self._answers.answer(ErrorEvent(update=update, exception=error), **data)


def _is_trouble_of_telegram(error: Exception) -> bool:
    if isinstance(error, ClientDecodeError):  # a proxy's page in place of an answer
        return not isinstance(error.data, dict)
    return isinstance(
        error, TelegramServerError | TelegramNetworkError | TelegramRetryAfter
    ) and not isinstance(error, TelegramEntityTooLarge)


def _ids(member: Member | None, update: Update) -> dict[str, int | None]:
    event = update.callback_query or update.message
    person = event.from_user if event is not None else None
    return {
        "update_id": update.update_id,
        "user_id": member.id if member is not None else person.id if person is not None else None,
    }
