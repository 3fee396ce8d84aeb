"""A process that works a run of messages, with a Telegram that writes each message into a file. It may be
killed."""

import asyncio
import os
from typing import Any

from aiogram import Bot
from aiogram.methods import SendMessage, TelegramMethod

from bot.database import (
    Database,
    postgresql_runner,  # noqa: F401 - loaded before the fork, as in working_process
)
from bot.services.gamification.gamification import assemble
from bot.telegram.bots import Bots
from bot.telegram.mass_sender import MassSender
from bot.telegram.send_pace import SendPace, Traffic
from tests.kit.recording_session import RecordingSession

ANSWER_SECONDS = 0.02


class FileSession(RecordingSession):
    """Writes the chat of each message, and answers a little later: a kill may come between."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if isinstance(method, SendMessage):
            os.write(self._file, f"{method.chat_id}\n".encode())
            await asyncio.sleep(ANSWER_SECONDS)
        return await super().make_request(bot, method, timeout)


def send(url: str, run_id: int, path: str) -> None:
    """Work the run until it stops: the body of a process."""
    asyncio.run(_send(url, run_id, path))


async def _send(url: str, run_id: int, path: str) -> None:
    database = Database(url, pool_size=2, retry_timeout_seconds=30)
    services = assemble(database)
    services.jobs._lease_seconds = services.jobs._worker._lease_seconds = 0.3
    sender = MassSender(services, SendPace(Traffic()))
    sender.open(Bots(Bot("42:TEST-TOKEN", session=FileSession(path))))
    while not (await services.jobs.work_one(run_id)).is_stopped:
        await asyncio.sleep(0.02)
    await database.close()
