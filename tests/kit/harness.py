"""An application whose bot talks to nobody: feed it updates, read what people would read."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiogram import Bot
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup, Update

from bot.app import Application
from bot.settings import load_settings
from tests.kit.databases import PATIENT_SECONDS
from tests.kit.recording_session import RecordingSession, recording_bot

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a test that runs over midnight is a test of something else


@dataclasses.dataclass
class Harness:
    """An application with a bot that talks to nobody."""

    application: Application
    bot: Bot
    session: RecordingSession

    async def gets(self, update: Update) -> list[str]:
        """Handle an update; what people read of it."""
        self.session.sent.clear()
        await self.application.dispatcher.feed_update(self.bot, update)
        return self.session.texts

    @property
    def buttons(self) -> list[str]:
        """Callback data and addresses of the buttons under the last message."""
        last = self.session.sent[-1]
        assert isinstance(last, SendMessage | EditMessageText)
        assert isinstance(last.reply_markup, InlineKeyboardMarkup)
        return [
            button.callback_data or button.url or ""
            for row in last.reply_markup.inline_keyboard
            for button in row
        ]


@asynccontextmanager
async def playing(database_url: str) -> AsyncIterator[Harness]:
    """A bot on an upgraded database, at noon."""
    settings = load_settings(
        database_url=database_url, auto_upgrade=False, database_retry_timeout_seconds=PATIENT_SECONDS
    )
    async with Application(settings, clock=lambda: NOON) as application:
        yield Harness(application, *recording_bot())
