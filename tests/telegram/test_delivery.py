"""Delivery: files in order, albums of ten at most, protected; and what Telegram refuses."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)

from bot.services.gamification import ContentFile, FileKind
from bot.services.gamification.rules.content_files import files_of
from bot.telegram.delivery import Delivery, parcels, send_content
from tests.kit.recording_session import RecordingSession

CHAT = 1
PHOTO, VIDEO, AUDIO, DOCUMENT, VOICE = (
    FileKind.PHOTO, FileKind.VIDEO, FileKind.AUDIO, FileKind.DOCUMENT, FileKind.VOICE,
)  # fmt: skip


def ids_of(method: TelegramMethod[Any]) -> list[str]:
    """The files that a call sends."""
    if isinstance(method, SendMediaGroup):
        return [str(one.media) for one in method.media]
    fields = method.model_dump(exclude_none=True)
    return [str(fields[kind]) for kind in FileKind if kind in fields]


class Picky(RecordingSession):
    """Refuses every call that carries one of the `bad` files."""

    def __init__(self, error: type[Exception] = TelegramBadRequest, bad: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.error = error
        self.bad = set(bad)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        await super().make_request(bot, method, timeout)
        if self.bad & set(ids_of(method)):
            if self.error is TelegramRetryAfter:
                raise TelegramRetryAfter(method, "Too Many Requests", retry_after=5)
            raise self.error(method, "Bad Request: wrong file identifier")
        return True

    @property
    def arrived(self) -> list[str]:
        """The files of the calls that were not refused, in order."""
        calls = [ids_of(method) for method in self.sent]
        return [file_id for ids in calls if not self.bad & set(ids) for file_id in ids]


def files(kind: FileKind, *ids: str) -> list[ContentFile]:
    return [ContentFile(file_id, kind) for file_id in ids]


async def deliver(session: RecordingSession, content: list[ContentFile]) -> Delivery:
    bot = Bot("42:TEST-TOKEN", session=session)
    return await send_content(bot, CHAT, content)


@pytest.mark.parametrize(
    ("kinds", "sizes"),
    [
        ([], []),
        ([PHOTO], [1]),
        ([PHOTO] * 10, [10]),
        ([PHOTO] * 11, [10, 1]),
        ([PHOTO] * 23, [10, 10, 3]),
        ([PHOTO, VIDEO, PHOTO], [3]),
        ([PHOTO, AUDIO, AUDIO, VIDEO], [1, 2, 1]),
        ([DOCUMENT, DOCUMENT, AUDIO], [2, 1]),
        ([VOICE, VOICE, FileKind.ANIMATION], [1, 1, 1]),
    ],
)
def test_files_go_together_where_telegram_lets_them(kinds: list[FileKind], sizes: list[int]) -> None:
    content = [ContentFile(str(n), kind) for n, kind in enumerate(kinds)]
    made = parcels(content)
    assert [len(parcel) for parcel in made] == sizes
    assert [file for parcel in made for file in parcel] == content  # in order


async def test_an_album_is_protected_and_keeps_the_order() -> None:
    session = Picky()
    content = files(PHOTO, "a", "b") + files(VIDEO, "c")
    assert (await deliver(session, content)).complete
    [album] = session.sent
    assert isinstance(album, SendMediaGroup)
    assert [(one.type, one.media) for one in album.media] == [("photo", "a"), ("photo", "b"), ("video", "c")]
    assert (album.chat_id, album.protect_content) == (CHAT, True)


async def test_audio_and_documents_have_albums_of_their_own() -> None:
    session = Picky()
    await deliver(session, files(AUDIO, "a", "b") + files(DOCUMENT, "c", "d"))
    assert [ids_of(method) for method in session.sent] == [["a", "b"], ["c", "d"]]
    assert all(isinstance(method, SendMediaGroup) and method.protect_content for method in session.sent)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (PHOTO, SendPhoto),
        (VIDEO, SendVideo),
        (AUDIO, SendAudio),
        (DOCUMENT, SendDocument),
        (VOICE, SendVoice),
        (FileKind.ANIMATION, SendAnimation),
        (FileKind.VIDEO_NOTE, SendVideoNote),
        (FileKind.STICKER, SendSticker),
    ],
)
async def test_a_file_alone_is_sent_as_what_it_is(kind: FileKind, method: type[TelegramMethod[Any]]) -> None:
    session = Picky()
    assert await deliver(session, files(kind, "a")) == Delivery(1, 1)
    [sent] = session.sent
    assert isinstance(sent, method)
    assert ids_of(sent) == ["a"]
    assert sent.model_dump()["protect_content"] is True


async def test_a_refused_file_does_not_stop_the_others() -> None:
    content = [ContentFile(f"p{n}", PHOTO) for n in range(12)] + files(AUDIO, "song")
    session = Picky(bad=("p3", "song"))
    assert await deliver(session, content) == Delivery(11, 13)
    assert session.arrived == [f"p{n}" for n in range(12) if n != 3]


async def test_a_server_error_does_not_send_an_album_twice() -> None:
    session = Picky(TelegramServerError, bad=("b",))
    content = files(PHOTO, "a", "b") + files(AUDIO, "song")
    assert await deliver(session, content) == Delivery(1, 3)
    assert [ids_of(method) for method in session.sent] == [["a", "b"], ["song"]]


@pytest.mark.parametrize("error", [TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter])
async def test_where_nothing_can_arrive_no_more_is_tried(error: type[Exception]) -> None:
    session = Picky(error, bad=("a",))
    assert await deliver(session, files(AUDIO, "x") + files(VOICE, "a", "b")) == Delivery(1, 3)
    assert [ids_of(method) for method in session.sent] == [["x"], ["a"]]


@pytest.mark.parametrize(
    ("stored", "content_type", "kinds"),
    [
        (["AgACx", "BAACx", "CQACx", "BQACx", "AwACx", "CgACx"], "MIXED",
         [PHOTO, VIDEO, AUDIO, DOCUMENT, VOICE, FileKind.ANIMATION]),
        (["x"], "PHOTO_SET", [PHOTO]),
        (["x"], "VIDEO", [VIDEO]),
        (["x"], "AUDIO", [AUDIO]),
        (["x"], "MIXED", [DOCUMENT]),
        (["BAACx"], "PHOTO_SET", [VIDEO]),
        ([{"file_id": "x", "type": "Voice"}, {"file_id": "AgACx"}], "AUDIO", [VOICE, PHOTO]),
        ([{"file_id": "AgACx", "type": "document"}], "PHOTO_SET", [DOCUMENT]),
        ([{"file_id": "x", "type": "hologram"}, {"file_id": "x", "type": 7}], "VIDEO", [VIDEO, VIDEO]),
        ([" x ", "", "  ", None, 5, {}, {"file_id": 3}, ["x"]], "PHOTO_SET", [PHOTO]),
        (None, "PHOTO_SET", []),
        ({"file_id": "x"}, "PHOTO_SET", []),
        ("x", "PHOTO_SET", []),
    ],
)  # fmt: skip
def test_what_is_stored_says_how_it_is_sent(stored: Any, content_type: str, kinds: list[FileKind]) -> None:
    read = files_of(stored, content_type)
    assert [file.kind for file in read] == kinds
    assert all(file.file_id == file.file_id.strip() != "" for file in read)
