"""The HTTP session of our own bot: aiogram's, without work that it repeats for each call."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import BytesPayload

from .shared_posts import SharedPosts

FORM = "application/x-www-form-urlencoded"
DONE = '{"ok":true,"result":true}'
"""What Telegram answers to most calls, letter by letter."""


class BotSession(AiohttpSession):
    """Calls without files are sent as the same form that aiogram sends, written at once: aiohttp's FormData
    asks the system for random bytes each time, for a form of several parts that it then does not send. The
    models of answers are kept: pydantic forgets them as soon as none is in use, and builds them anew."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._models: dict[type[TelegramMethod[Any]], type[Response[Any]]] = {}
        self._done = Response[bool](ok=True, result=True)
        self._posts = SharedPosts()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> Any:
        """Return the body of a call."""
        files: dict[str, InputFile] = {}
        values = method.model_dump(warnings=False)
        prepared = {name: self.prepare_value(value, bot=bot, files=files) for name, value in values.items()}
        if files:
            return super().build_form_data(bot, method)
        written = urlencode({name: value for name, value in prepared.items() if value})
        return BytesPayload(written.encode(), content_type=FORM)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Return the answer. Raises what aiogram's own raises."""
        if content == DONE and status_code == HTTPStatus.OK and method.__returning__ is bool:
            return self._done  # type: ignore[return-value]
        kind = type(method)
        if kind not in self._models:  # at most one for each of the Bot API's methods
            self._models[kind] = Response[method.__returning__]  # type: ignore[name-defined]
        if kind is GetUpdates and status_code == HTTPStatus.OK:
            try:
                return self._updates(bot, content)
            except (ValueError, TypeError, KeyError, RecursionError):
                pass  # aiogram says what is wrong
        return super().check_response(bot, method, status_code, content)

    def _updates(self, bot: Bot, content: str) -> Response[Any]:
        answer = self.json_loads(content)
        shared = [self._posts.put_into(bot, raw) for raw in answer["result"]]
        return self._models[GetUpdates].model_validate({**answer, "result": shared}, context={"bot": bot})
