"""Channels with posts, people who tap their buttons, and a Telegram that limits edits."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, pairwise
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageReplyMarkup, TelegramMethod
from aiogram.types import (
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    Message,
    MessageReactionUpdated,
    ReactionTypeCustomEmoji,
    ReactionTypeEmoji,
    ReactionTypePaid,
    Update,
    User,
)
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database.tables.host import BotConfig
from bot.services.gamification.gamification import Gamification
from bot.telegram.keyboard_updater import KeyboardUpdater, UpdateLimits
from bot.telegram.reaction_counts import keyboard_updater
from tests.kit.harness import Harness
from tests.kit.recording_session import RecordingSession, group

VIP = Chat(id=-1001468184215, type="channel", title="VIP")
FREE = Chat(id=-1002432681471, type="channel", title="Free")
ELSEWHERE = Chat(id=-1009, type="channel", title="Somebody else's")
SENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_numbers = count(1)

Reaction = ReactionTypeEmoji | ReactionTypeCustomEmoji | ReactionTypePaid


def configure(session: Session, /, **values: Any) -> None:
    """Set the host's channels and emojis."""
    values = {
        "vip_channel_id": str(VIP.id),
        "free_channel_id": str(FREE.id),
        "vip_reactions": ["❤️", "🔥", "😍"],
        "free_reactions": ["❤️", "👍"],
        **values,
    }
    session.execute(update(BotConfig).where(BotConfig.id == 1).values(**values))


def post(chat: Chat = VIP, message_id: int = 10, **more: Any) -> Update:
    """The creator posts in a channel."""
    content = more or {"text": "hola"}
    message = Message(message_id=message_id, date=SENT, chat=chat, sender_chat=chat, **content)
    return Update(update_id=next(_numbers), channel_post=message)


def tap_post(
    user: User,
    emoji: str,
    chat: Chat = VIP,
    message_id: int = 10,
    *,
    data: str | None = None,
    too_old: bool = False,
) -> Update:
    """`user` taps a reaction button under a post."""
    under: Message | InaccessibleMessage = (
        InaccessibleMessage(chat=chat, message_id=message_id, date=0)
        if too_old
        else Message(message_id=message_id, date=SENT, chat=chat, sender_chat=chat, text="hola")
    )
    query = CallbackQuery(
        id=str(next(_numbers)),
        from_user=user,
        chat_instance="1",
        message=under,
        data=f"bs.react:{emoji}" if data is None else data,
    )
    return Update(update_id=next(_numbers), callback_query=query)


def reacts(
    user: User | None,
    new: list[Reaction],
    old: list[Reaction] | None = None,
    *,
    chat: Chat | None = None,
    message_id: int = 10,
    actor_chat: Chat | None = None,
) -> Update:
    """A person changes their reactions to a message in a group."""
    reaction = MessageReactionUpdated(
        chat=chat or group(),
        message_id=message_id,
        user=user,
        actor_chat=actor_chat,
        date=SENT,
        old_reaction=old or [],
        new_reaction=new,
    )
    return Update(update_id=next(_numbers), message_reaction=reaction)


class ImpatientTelegram(RecordingSession):
    """Answers 429 to an edit of a post sooner than `min_seconds` after its last accepted one. `edits` has the
    accepted ones with their times; `refused` counts the others."""

    def __init__(self, min_seconds: float = 0.0, retry_after: int = 1) -> None:
        super().__init__()
        self.min_seconds = min_seconds
        self.retry_after = retry_after
        self.refused = 0
        self.edits: list[tuple[float, int, list[str]]] = []
        self.before_edit: Callable[[EditMessageReplyMarkup], Any] | None = None
        self._quiet_until: dict[int, float] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if not isinstance(method, EditMessageReplyMarkup):
            return await super().make_request(bot, method, timeout)
        if self.before_edit is not None:
            await self.before_edit(method)
        now = time.monotonic()
        assert method.message_id is not None
        if now < self._quiet_until.get(method.message_id, 0.0):
            self.refused += 1
            raise TelegramRetryAfter(method, "Too Many Requests", retry_after=self.retry_after)
        self._quiet_until[method.message_id] = now + self.min_seconds
        assert isinstance(method.reply_markup, InlineKeyboardMarkup)
        self.edits.append((now, method.message_id, texts_of(method.reply_markup)))
        return True

    def shown(self, message_id: int = 10) -> list[str] | None:
        """The buttons under a post."""
        return next((buttons for _, post, buttons in reversed(self.edits) if post == message_id), None)

    def gaps(self, message_id: int = 10) -> list[float]:
        """Seconds between the edits of a post."""
        moments = [moment for moment, post, _ in self.edits if post == message_id]
        return [later - earlier for earlier, later in pairwise(moments)]


def texts_of(keyboard: InlineKeyboardMarkup) -> list[str]:
    """Return the texts of the buttons."""
    return [button.text for row in keyboard.inline_keyboard for button in row]


def with_limits(harness: Harness, limits: UpdateLimits) -> KeyboardUpdater:
    """Give the application's counts other limits than in production."""
    services: Gamification = harness.application.gamification
    updater = keyboard_updater(services.reactions, services.reaction_settings, limits)
    harness.application.dispatcher["reaction_keyboards"] = updater
    harness.application.dispatcher.shutdown.register(updater.close)
    return updater


def emoji(*emojis: str) -> list[Reaction]:
    """Reactions of these emojis, as Telegram sends them."""
    return [ReactionTypeEmoji(emoji=one) for one in emojis]
