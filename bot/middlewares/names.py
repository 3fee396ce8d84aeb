"""Gives our handlers the names that they ask for.

It is on our own routers only: a host may use the same names for things of its own, in its workflow data or in
a middleware around all handlers. Each side gets its own.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from ..services.gamification.members.identity import Member
from ..ui.voice import Voice
from .provisioning import OUR_MEMBER


class NamesMiddleware(BaseMiddleware):
    """Puts `member`, `texts` (Texts) and what is given into the handler's data; updates without a person have
    no `member`, and texts in the default language.

    It is an outer middleware, for filters, and an inner one, for a host's inner middlewares run in between.
    """

    def __init__(self, voice: Voice, names: Mapping[str, object]) -> None:
        self._voice = voice
        self._names = names

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        member: Member | None = data.get(OUR_MEMBER)
        if member is None:
            data.pop("member", None)
        else:
            data["member"] = member
        data |= self._names
        data["texts"] = self._voice.texts(member.language if member else self._voice.default_language)
        return await handler(event, data)
