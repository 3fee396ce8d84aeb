"""A session without a server: it records what the bot sends, and answers as Telegram would."""

from collections.abc import AsyncGenerator
from itertools import count
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetChat,
    GetMe,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    AcceptedGiftTypes,
    CallbackQuery,
    Chat,
    ChatFullInfo,
    InaccessibleMessage,
    Message,
    Update,
    User,
)

ME = User(id=7, is_bot=True, first_name="Besitos", username="besitos_bot")
_numbers = count(1)


class RecordingSession(BaseSession):
    """`sent` has every call but getMe and getChat, in order; `refusals` maps a method to the error it raises.

    `discussion_groups`: of each channel that has one; `asked`: the chats that getChat was called for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[TelegramMethod[Any]] = []
        self.refusals: dict[type[TelegramMethod[Any]], Exception] = {}
        self.discussion_groups: dict[int, int] = {}
        self.asked: list[int] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,
    ) -> Any:
        if isinstance(method, GetMe):
            return ME
        if isinstance(method, GetChat):
            return self._chat(method)
        self.sent.append(method)
        if (error := self.refusals.get(type(method))) is not None:
            raise error
        if isinstance(method, SendMessage | EditMessageText):
            assert isinstance(method.chat_id, int)
            return Message(
                message_id=next(_numbers), date=_now(), chat=Chat(id=method.chat_id, type="private")
            )
        return True

    def _chat(self, method: GetChat) -> ChatFullInfo:
        assert isinstance(method.chat_id, int)
        self.asked.append(method.chat_id)
        if (error := self.refusals.get(GetChat)) is not None:
            raise error
        return ChatFullInfo(
            id=method.chat_id,
            type="channel",
            accent_color_id=0,
            max_reaction_count=1,
            accepted_gift_types=AcceptedGiftTypes(
                unlimited_gifts=False,
                limited_gifts=False,
                unique_gifts=False,
                premium_subscription=False,
                gifts_from_channels=False,
            ),
            linked_chat_id=self.discussion_groups.get(method.chat_id),
        )

    async def close(self) -> None:
        pass

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""

    @property
    def texts(self) -> list[str]:
        """What members read, in order: messages, edits and alerts."""
        read = [
            method.text
            for method in self.sent
            if isinstance(method, SendMessage | EditMessageText | AnswerCallbackQuery)
        ]
        return [text for text in read if text]


def recording_bot() -> tuple[Bot, RecordingSession]:
    """Return a Bot without a server, and its session."""
    session = RecordingSession()
    return Bot("42:TEST-TOKEN", session=session), session


def person(user_id: int = 1, name: str = "Ana", language: str | None = "es", **more: Any) -> User:
    """Return a Telegram user."""
    return User(id=user_id, is_bot=False, first_name=name, language_code=language, **more)


def message(user: User, text: str, *, chat: Chat | None = None, **more: Any) -> Update:
    """`user` sends a text, in private unless another chat is given."""
    chat = chat or Chat(id=user.id, type="private", first_name=user.first_name)
    return Update(
        update_id=next(_numbers),
        message=Message(message_id=next(_numbers), date=_now(), chat=chat, from_user=user, text=text, **more),
    )


def tap(user: User, data: str, *, too_old: bool = False) -> Update:
    """`user` taps a button under a message of the bot in their private chat."""
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    under: Message | InaccessibleMessage = (
        InaccessibleMessage(chat=chat, message_id=5, date=0)
        if too_old
        else Message(message_id=5, date=_now(), chat=chat, from_user=ME, text="before")
    )
    return Update(
        update_id=next(_numbers),
        callback_query=CallbackQuery(
            id=str(next(_numbers)), from_user=user, chat_instance="1", message=under, data=data
        ),
    )


def group() -> Chat:
    """A group that the bot is in."""
    return Chat(id=-100, type="supergroup", title="Amigos")


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
