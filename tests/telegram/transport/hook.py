"""A webhook on a port of this machine, and who posts to it."""

import asyncio
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiohttp import ClientSession

from bot.services.tasks import TaskSupervisor
from bot.telegram.transport.webhook import SECRET_HEADER, Webhook
from tests.kit.recording_session import RecordingSession, message, person


class Hook:
    """A running webhook whose handler notes what it got."""

    def __init__(self, port: int, **more: Any) -> None:
        self.port = port
        self.session = RecordingSession()
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self._handle)
        self.handled: list[str | None] = []
        self.stop = asyncio.Event()
        self.url = f"http://127.0.0.1:{port}/hook"
        bot = Bot("42:TEST", session=self.session)
        self._webhook = Webhook(
            self.dispatcher,
            bot,
            url="https://bot.example/hook",
            secret="geheim",
            host="127.0.0.1",
            port=port,
            **more,
        )

    async def _handle(self, message: Message) -> None:
        self.handled.append(message.text)

    async def __aenter__(self) -> "Hook":
        self.running = TaskSupervisor().start("serving", self._webhook.run(self.stop))
        async with asyncio.timeout(30):
            while not self.session.sent:
                await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await asyncio.wait_for(self.running, 30)

    async def post(self, body: Any, secret: str | None = "geheim") -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with ClientSession() as client, client.post(self.url, data=body, headers=headers) as response:
            return response.status


def update(text: str = "hola") -> str:
    return message(person(), text).model_dump_json(exclude_none=True)
