"""Makes the rows again of a member who was erased or deleted while this process knew them."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram.types import TelegramObject

from ..services.gamification import Gamification, UnknownMember
from ..services.gamification.members.identity import Member

log = structlog.get_logger(__name__)


async def returning_member(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """An inner middleware of our own handlers. Another process erased the acting member, or the host deleted
    them: this one still has them in its cache, so no rows were made before the handler. They begin anew, as
    at a first contact, and the handler runs once more: it could do nothing for somebody without rows."""
    try:
        return await handler(event, data)
    except UnknownMember as error:
        member: Member | None = data.get("member")
        gamification: Gamification | None = data.get("gamification")
        if member is None or gamification is None or error.user_id != member.id:
            raise
        known = gamification.profiles.recall(member.id)
        if known is None:
            raise
        await gamification.profiles.forget(member.id)
        await gamification.profiles.ensure([known])
        log.info("member_begins_anew", user_id=member.id)
    return await handler(event, data)
