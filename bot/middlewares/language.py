"""Gives handlers `texts` in the language of the person who acts. It is on our own routers only, because a
host bot has texts of its own, and perhaps its own use for the name."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from ..services.gamification.members.identity import Member
from ..ui.voice import Voice


class LanguageMiddleware(BaseMiddleware):
    """Puts `texts` (Texts) into the handler's data; updates without a person get the default language."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        member: Member | None = data.get("member")
        data["texts"] = self._voice.texts(member.language if member else self._voice.default_language)
        return await handler(event, data)
