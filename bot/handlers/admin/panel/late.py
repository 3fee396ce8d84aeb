"""The panel, loaded when an admin first needs it: its dialogs with aiogram-dialog and Jinja take a fifth of a
second and 15 MiB, and most processes that serve never show it."""

import asyncio
from typing import TYPE_CHECKING, Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from ....services.clock import Clock, system_clock
from ....telegram.conversations import ConversationStore

if TYPE_CHECKING:
    from .panel import Panel


class LatePanel:
    """The panel of one bot or dispatcher. Members are served while it is loaded."""

    def __init__(self, conversations: ConversationStore, clock: Clock = system_clock) -> None:
        self._conversations = conversations
        self._clock = clock
        self._panel: Panel | None = None
        self._loading = asyncio.Lock()

    async def open(self, event: Message | CallbackQuery, data: dict[str, Any]) -> None:
        """See Panel.open."""
        panel = self._panel or await self._load()
        await panel.open(event, data)

    async def tap(self, query: CallbackQuery, data: dict[str, Any]) -> Any:
        """See Panel.tap."""
        panel = self._panel or await self._load()
        return await panel.tap(query, data)

    async def message(self, message: Message, data: dict[str, Any]) -> Any:
        """See Panel.message."""
        panel = self._panel or await self._load()
        return await panel.message(message, data)

    async def may_take(self, message: Message, bot: Bot) -> bool:
        """Return False if no window is open in this private chat; without SQL, but for one small read in
        three seconds."""
        return await self._conversations.may_be_open(bot.id, message.chat.id)

    async def _load(self) -> "Panel":
        async with self._loading:
            if self._panel is None:
                self._panel = await asyncio.to_thread(self._make)
        return self._panel

    def _make(self) -> "Panel":
        from .panel import Panel

        return Panel(self._conversations, self._clock)
