"""A session without a server: it records what the bot sends, and answers as Telegram would."""

from collections.abc import AsyncGenerator
from itertools import count
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    CopyMessage,
    CopyMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    ForwardMessage,
    ForwardMessages,
    GetChat,
    GetChatMember,
    GetMe,
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    AcceptedGiftTypes,
    CallbackQuery,
    Chat,
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberLeft,
    ChatMemberUpdated,
    InaccessibleMessage,
    Message,
    MessageOriginChannel,
    Update,
    User,
)

from bot.playground.world.files import FileKind, Files

ME = User(id=7, is_bot=True, first_name="Besitos", username="besitos_bot")
_numbers = count(1)


_SENDERS = (
    SendMessage, EditMessageText, EditMessageCaption, EditMessageMedia, SendPhoto, SendVideo, SendAudio,
    SendVoice, SendDocument, SendAnimation, SendSticker, SendVideoNote, CopyMessage, ForwardMessage,
)  # fmt: skip
"""They answer with the message."""


class RecordingSession(BaseSession):
    """`sent` has every call but getMe, getChat and getChatMember, in order; `refusals` maps a method to the
    error it raises.

    `discussion_groups`: of each channel that has one; `asked`: the chats that getChat was called for;
    `memberships`: what getChatMember tells of the bot, by chat; `titles` of chats; `names`: public ones, as
    "@name".
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[TelegramMethod[Any]] = []
        self.refusals: dict[type[TelegramMethod[Any]], Exception] = {}
        self.discussion_groups: dict[int, int] = {}
        self.asked: list[int] = []
        self.memberships: dict[int, ChatMemberAdministrator | ChatMemberLeft] = {}
        self.titles: dict[int, str] = {}
        self.names: dict[str, int] = {}

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
        if isinstance(method, GetChatMember):
            return self._membership(method)
        self.sent.append(method)
        if (error := self.refusals.get(type(method))) is not None:
            raise error
        if isinstance(method, SendMediaGroup | CopyMessages | ForwardMessages):
            many = method.media if isinstance(method, SendMediaGroup) else method.message_ids
            return [self._sent(method.chat_id) for _ in many]
        if isinstance(method, _SENDERS):
            return self._sent(method.chat_id)
        return True

    def _sent(self, chat_id: int | str | None) -> Message:
        assert isinstance(chat_id, int)
        return Message(message_id=next(_numbers), date=_now(), chat=Chat(id=chat_id, type="private"))

    def _membership(self, method: GetChatMember) -> ChatMemberAdministrator | ChatMemberLeft:
        assert isinstance(method.chat_id, int)
        if (error := self.refusals.get(GetChatMember)) is not None:
            raise error
        return self.memberships.get(method.chat_id) or ChatMemberLeft(user=ME)

    def _chat(self, method: GetChat) -> ChatFullInfo:
        chat_id = self.names.get(method.chat_id) if isinstance(method.chat_id, str) else method.chat_id
        if chat_id is None:
            raise TelegramBadRequest(method=method, message="Bad Request: chat not found")
        self.asked.append(chat_id)
        if (error := self.refusals.get(GetChat)) is not None:
            raise error
        return ChatFullInfo(
            id=chat_id,
            type="channel",
            title=self.titles.get(chat_id),
            accent_color_id=0,
            max_reaction_count=1,
            accepted_gift_types=AcceptedGiftTypes(
                unlimited_gifts=False,
                limited_gifts=False,
                unique_gifts=False,
                premium_subscription=False,
                gifts_from_channels=False,
            ),
            linked_chat_id=self.discussion_groups.get(chat_id),
        )

    async def close(self) -> None:
        pass

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""

    @property
    def texts(self) -> list[str]:
        """What members read, in order: messages, captions, edits and alerts."""
        read = [
            method.text
            if isinstance(method, SendMessage | EditMessageText | AnswerCallbackQuery)
            else getattr(method, "caption", None)
            for method in self.sent
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


def attached(
    user: User,
    kind: FileKind,
    caption: str | None = None,
    *,
    file_id: str | None = None,
    album: str | None = None,
    **more: Any,
) -> Update:
    """`user` sends a file in private; with the same `album` several are one."""
    stored = Files().declare(file_id or f"file-{next(_numbers)}", kind, "file")
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    content = {**stored.content(), "caption": caption, "media_group_id": album, **more}
    sent = Message.model_validate(
        {"message_id": next(_numbers), "date": _now(), "chat": chat, "from": user, **content}
    )
    return Update(update_id=next(_numbers), message=sent)


def forwarded(user: User, channel: Chat, **content: Any) -> Update:
    """`user` forwards a post of a channel to the bot; without content, a text."""
    origin = MessageOriginChannel(date=_now(), chat=channel, message_id=next(_numbers))
    content = content or {"text": "a post"}
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    sent = Message(
        message_id=next(_numbers), date=_now(), chat=chat, from_user=user, forward_origin=origin, **content
    )
    return Update(update_id=next(_numbers), message=sent)


def placed(user: User, channel: Chat, *, rights: bool = True, removed: bool = False) -> Update:
    """`user` makes the bot an administrator of a channel, with all rights or without those to post and edit;
    or removes it."""
    here, gone = administrator(rights=rights), ChatMemberLeft(user=ME)
    old, new = (here, gone) if removed else (gone, here)
    changed = ChatMemberUpdated(
        chat=channel, from_user=user, date=_now(), old_chat_member=old, new_chat_member=new
    )
    return Update(update_id=next(_numbers), my_chat_member=changed)


def administrator(*, rights: bool = True) -> ChatMemberAdministrator:
    """The bot as an administrator of a channel; without `rights` it may neither post nor edit."""
    yes = dict.fromkeys(
        (
            "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
            "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
            "can_delete_stories", "can_send_welcome_messages",
        ),
        True,
    )  # fmt: skip
    no = dict.fromkeys(("can_be_edited", "is_anonymous", "can_promote_members"), False)
    # As a mapping: older aiograms do not know each of these rights.
    return ChatMemberAdministrator.model_validate(
        {"user": ME, **yes, **no, "can_post_messages": rights, "can_edit_messages": rights}
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
