"""From a raw update to its handler: what polling and the webhook have in common."""

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

log = structlog.get_logger(__name__)

FINISH_SECONDS = 6.0
"""How long a stop waits for handlers: the database and the session close after it, within 10 seconds."""


def parse_update(bot: Bot, raw: Any) -> Update | None:
    """The update, or None, with a log line, for one that the installed aiogram cannot read."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except (ValidationError, RecursionError) as error:
        update_id = raw.get("update_id") if isinstance(raw, dict) else None
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "too deeply nested"
        log.warning("update_not_understood", update_id=update_id, reason=reason)
        return None


async def handle_update(dispatcher: Dispatcher, bot: Bot, update: Update) -> None:
    """Run the handlers; a handler may return a method of the Bot API to be called."""
    response = await dispatcher.feed_update(bot, update)
    if isinstance(response, TelegramMethod):
        await dispatcher.silent_call_request(bot, response)
