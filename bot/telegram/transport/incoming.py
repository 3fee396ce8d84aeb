"""From a raw update to its handler: the common part of polling and the webhook."""

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from .shared_posts import SharedPosts

log = structlog.get_logger(__name__)

FINISH_SECONDS = 6.0
"""How long a stop waits for handlers; database and session are closed after it, within 10 seconds in all."""


def parse_update(bot: Bot, raw: Any, posts: SharedPosts | None = None) -> Update | None:
    """Parse an update. Returns None, and logs a line, if the installed aiogram cannot read it. `posts`: those
    tapped lately."""
    try:
        shared = raw if posts is None else posts.put_into(bot, raw)
        return Update.model_validate(shared, context={"bot": bot})
    except (ValidationError, RecursionError) as error:
        update_id = raw.get("update_id") if isinstance(raw, dict) else None
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "too deeply nested"
        log.warning("update_not_understood", update_id=update_id, reason=reason)
        return None


async def handle_update(dispatcher: Dispatcher, bot: Bot, update: Update) -> None:
    """Run the handlers; a handler may return a Bot API method, which is then called."""
    response = await dispatcher.feed_update(bot, update)
    if isinstance(response, TelegramMethod):
        await dispatcher.silent_call_request(bot, response)
