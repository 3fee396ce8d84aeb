"""Drives the creator's panel as an admin does: by the texts of buttons, through the real bot."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import patch

from aiogram import Bot
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMediaGroup,
    TelegramMethod,
)
from aiogram.types import CallbackQuery as Query
from aiogram.types import (
    Chat,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    PhotoSize,
    Sticker,
    Update,
    User,
)

from bot.app import Application
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.settings import load_settings
from tests.kit.databases import LONG_TIMEOUT_SECONDS
from tests.kit.harness import NOON, Harness
from tests.kit.recording_session import ME, RecordingSession, person

ADMIN = person(99, "Jefa", "es")
DANGEROUS = (
    "sí", "yes", "borrar", "quitar", "eliminar", "enviar", "publicar", "empezar", "cerrar", "ensayo",
    "ocultar", "apagar", "mostrar", "repetible", "secreta",
)  # fmt: skip
"""Parts of buttons that `crawl` does not tap unless asked."""
BACK = ("home", "back", "cancel")
MAX_DEPTH = 8
Kind = frozenset[tuple[str, str]]
_numbers = count(1_000)


@dataclass
class Shown:
    """A message of the bot as its reader sees it."""

    chat_id: int
    message_id: int
    text: str
    keyboard: list[list[tuple[str, str]]] = field(default_factory=list)
    media: str | None = None


class ScreenSession(RecordingSession):
    """Also remembers every message of the bot, as Telegram would show it now; `shown` is in the order of the
    chat."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[int, Shown] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        result = await super().make_request(bot, method, timeout)
        chat_id = getattr(method, "chat_id", None)
        if not isinstance(chat_id, int):
            return result
        edits = EditMessageText | EditMessageCaption | EditMessageMedia | EditMessageReplyMarkup
        if isinstance(method, edits):
            assert method.message_id is not None
            shown = self.shown.setdefault(method.message_id, Shown(chat_id, method.message_id, ""))
            if isinstance(method, EditMessageText):
                shown.text = method.text or ""
            elif isinstance(method, EditMessageCaption):
                shown.text = method.caption or ""
            elif isinstance(method, EditMessageMedia):
                shown.text, shown.media = str(method.media.caption or ""), str(method.media.type)
            shown.keyboard = keyboard_of(method.reply_markup)
            return message_of(shown)
        if isinstance(method, DeleteMessage):
            self.shown.pop(method.message_id, None)
            return True
        if isinstance(method, SendMediaGroup):
            return [self._add(method, chat_id, str(one.caption or ""), str(one.type)) for one in method.media]
        if method.__api_method__.startswith(("send", "copyMessage")) and "Chat" not in method.__api_method__:
            text = getattr(method, "text", None) or getattr(method, "caption", None) or ""
            kind = method.__api_method__.removeprefix("send").lower()
            return self._add(method, chat_id, str(text), None if kind == "message" else kind)
        return result

    def _add(self, method: TelegramMethod[Any], chat_id: int, text: str, media: str | None) -> Message:
        keyboard = keyboard_of(getattr(method, "reply_markup", None))
        shown = Shown(chat_id, next(_numbers), text, keyboard, media)
        self.shown[shown.message_id] = shown
        return message_of(shown)


def keyboard_of(markup: object) -> list[list[tuple[str, str]]]:
    """Return the texts and data (or links) of the buttons."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [[(one.text, one.callback_data or one.url or "") for one in row] for row in markup.inline_keyboard]


def message_of(shown: Shown) -> Message:
    """The message as Telegram returns it."""
    return Message(
        message_id=shown.message_id,
        date=NOON,
        chat=Chat(id=shown.chat_id, type="private" if shown.chat_id > 0 else "channel"),
        from_user=ME,
        text=None if shown.media else shown.text or "-",
        caption=shown.text if shown.media else None,
        photo=[a_photo()] if shown.media == "photo" else None,
    )


def a_photo(number: int = 1) -> PhotoSize:
    """Return a photo of an admin."""
    return PhotoSize(file_id=f"photo-{number}", file_unique_id=f"unique-{number}", width=90, height=90)


class PanelDriver:
    """An admin in their private chat with the bot."""

    def __init__(self, harness: Harness, user: User = ADMIN) -> None:
        assert isinstance(harness.session, ScreenSession)
        self.harness = harness
        self.application = harness.application
        self.gamification = harness.application.gamification
        self.session: ScreenSession = harness.session
        self.user = user
        self.seen: set[str] = set()
        """All callback data that was ever shown to this admin."""

    @property
    def screen(self) -> Shown:
        """The last message of the bot with buttons, else its last message."""
        mine = [one for one in self.session.shown.values() if one.chat_id == self.user.id]
        with_buttons = [one for one in mine if one.keyboard]
        return max(with_buttons or mine, key=lambda one: one.message_id)

    @property
    def text(self) -> str:
        """What the screen says, as HTML."""
        return self.screen.text

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """The texts and data of the screen's buttons."""
        return [button for row in self.screen.keyboard for button in row]

    @property
    def alerts(self) -> list[str]:
        """What the last tap was answered with."""
        return [one.text for one in self.session.sent if isinstance(one, AnswerCallbackQuery) and one.text]

    async def open(self, command: str = "/admin") -> str:
        """Type a command. Returns what the screen says then."""
        return await self.send(command)

    async def tap(self, label: str) -> str:
        """Tap the button whose text contains this. Returns what the screen says then."""
        fitting = [data for text, data in self.buttons if text == label]
        fitting += [data for text, data in self.buttons if label in text]
        assert fitting, f"no button {label!r} under {self.text!r}: {[text for text, _ in self.buttons]}"
        return await self.tap_data(fitting[0])

    async def tap_data(self, data: str, under: Shown | None = None) -> str:
        """Tap with this callback data, under the screen or another message."""
        query = Query(
            id=str(next(_numbers)),
            from_user=self.user,
            chat_instance="1",
            message=message_of(under or self.screen),
            data=data,
        )
        return await self._gets(Update(update_id=next(_numbers), callback_query=query))

    async def send(self, text: str | None = None, **content: Any) -> str:
        """Send a message. Returns what the screen says then."""
        chat = Chat(id=self.user.id, type="private", first_name=self.user.first_name)
        sent = Message(
            message_id=content.pop("message_id", None) or next(_numbers),
            date=NOON,
            chat=chat,
            from_user=self.user,
            text=text,
            **content,
        )
        return await self._gets(Update(update_id=next(_numbers), message=sent))

    async def photo(self, number: int = 1, **more: Any) -> str:
        """Send a photo; `media_group_id` makes it part of an album."""
        return await self.send(photo=[a_photo(number)], **more)

    async def sticker(self) -> str:
        """Send a sticker."""
        sticker = Sticker(
            file_id="sticker", file_unique_id="s", type="regular", width=9, height=9,
            is_animated=False, is_video=False,
        )  # fmt: skip
        return await self.send(sticker=sticker)

    async def forward(self, channel: Chat, message_id: int = 5, **content: Any) -> str:
        """Forward a post of a channel."""
        origin = MessageOriginChannel(date=NOON, chat=channel, message_id=message_id)
        return await self.send(forward_origin=origin, **(content or {"text": "post"}))

    async def crawl(
        self,
        *,
        also: tuple[str, ...] = (),
        most: int = 200,
        visit: Callable[["PanelDriver"], Awaitable[None]] | None = None,
    ) -> set[str]:
        """Tap everything that can be reached from the panel's first screen and does not look dangerous (or is
        in `also`), at most `most` times. Returns all callback data seen. No tap may fail: an unexpected error
        is an assertion. `visit` is called at each screen, which must be as before afterwards."""
        unexpected = self.harness.application._parts.voice.texts("es").plain("error-unexpected")
        paths: list[tuple[str, ...]] = [()]
        visited: set[tuple[str, tuple[str, ...]]] = set()
        taps = 0
        while paths and taps < most:
            path = paths.pop(0)
            await self.open()
            for label in path:
                if all(label not in text for text, _ in self.buttons):
                    break  # another path has changed what is shown
                await self.tap(label)
                taps += 1
                assert unexpected not in self.alerts, path
                assert unexpected not in self.text, path
            labels = tuple(text for text, data in self.buttons if data.startswith("bs.a:"))
            if (self.text, labels) in visited or len(path) > 6:
                continue
            visited.add((self.text, labels))
            if visit is not None:
                await visit(self)
            paths += [
                (*path, label)
                for label in labels
                if label in also or not any(word in label.lower() for word in DANGEROUS)
            ]
        return set(self.seen)

    async def explore(self, *, most: int, visit: Callable[["PanelDriver"], Awaitable[None]]) -> set[Kind]:
        """Like `crawl`, but go deep: call `visit` once at each kind of screen, whatever it is about, and tap
        each button of a kind once, in turns through the sections, about `most` times at most. Returns the
        kinds."""
        await self.open()
        turns: list[list[tuple[str, ...]]] = [[(label,)] for label in self.taps()]
        visited, tapped, taps = {self.kind()}, set[tuple[Kind, str]](), 0
        await visit(self)
        while any(turns) and taps < most:
            for paths in filter(None, turns):
                path = paths.pop()
                await self.open()
                for label in path:
                    if all(label not in text for text, _ in self.buttons):
                        break  # another path has changed what is shown
                    await self.tap(label)
                    taps += 1
                if (kind := self.kind()) in visited or len(path) > MAX_DEPTH:
                    continue
                visited.add(kind)
                for label, data in self.taps().items():
                    if (kind, _button(data)) not in tapped:
                        tapped.add((kind, _button(data)))
                        paths.append((*path, label))
                await visit(self)
        return visited

    def kind(self) -> Kind:
        """What kind of screen is shown: its window and its buttons, without what they are about."""
        ours = [data for _, data in self.buttons if data.startswith("bs.a:")]
        return frozenset((data.split(":")[2], _button(data)) for data in ours)

    def taps(self) -> dict[str, str]:
        """The buttons of the panel with their data: one of each list, none that looks dangerous or leads
        back."""
        found: dict[str, tuple[str, str]] = {}
        for text, data in self.buttons:
            if data.startswith("bs.a:") and not any(word in text.lower() for word in DANGEROUS):
                found.setdefault(_button(data), (text, data))
        return dict(shown for button, shown in found.items() if button not in BACK)

    async def _gets(self, update: Update) -> str:
        self.session.sent.clear()
        await self.application.dispatcher.feed_update(self.harness.bot, update)
        self.seen |= {
            data
            for one in self.session.shown.values()
            for row in one.keyboard
            for _, data in row
            if one.chat_id == self.user.id
        }
        mine = [one for one in self.session.shown.values() if one.chat_id == self.user.id]
        return self.screen.text if mine else ""


def _button(data: str) -> str:
    return data.split(":")[3]


def screen_bot() -> tuple[Bot, ScreenSession]:
    """Return a Bot without a server, and its session."""
    session = ScreenSession()
    return Bot("42:TEST-TOKEN", session=session), session


@asynccontextmanager
async def open_panel(
    database_url: str, *, clock: Any = lambda: NOON, opened: bool = True, **options: Any
) -> AsyncIterator[PanelDriver]:
    """A bot on an upgraded database, and its admin with the panel open. `options` are settings."""
    settings = load_settings(
        database_url=database_url,
        auto_upgrade=False,
        database_retry_timeout_seconds=LONG_TIMEOUT_SECONDS,
        **{"admin_ids": frozenset({ADMIN.id}), **options},
    )
    # Tests tap faster than people.
    with patch.object(ThrottlingMiddleware, "_may", lambda *_: True):
        async with Application(settings, clock=clock) as application:
            driver = PanelDriver(Harness(application, *screen_bot()))
            if opened:
                await driver.open()
            yield driver
