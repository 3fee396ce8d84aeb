"""Photos, videos, audio and documents: uploaded, sent again by their ids, in albums, with captions."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message
from aiohttp import ClientSession

from bot.playground.server import PlaygroundServer
from tests.kit.clock import Seconds
from tests.kit.pictures import png
from tests.kit.telegram_client import Refused, TelegramClient

FILE = BufferedInputFile(b"not empty", "thing.bin")
PICTURE = BufferedInputFile(png(), "picture.png")


@pytest.mark.parametrize("kind", ["photo", "video", "audio", "document", "animation", "voice"])
async def test_media_are_uploaded_once_and_sent_again_by_id(
    bot: Bot, telegram: TelegramClient, kind: str
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    send = getattr(bot, f"send_{kind}")
    first = await send(
        ana.id, PICTURE if kind == "photo" else FILE, caption="<b>one</b>", parse_mode=ParseMode.HTML
    )
    media: Any = getattr(first, kind)
    file_id = (media[-1] if kind == "photo" else media).file_id
    second = await send(ana.id, file_id, caption="two")
    assert second.caption == "two"
    assert (await bot.get_file(file_id)).file_id == file_id
    seen = await ana.sees("two")
    assert seen["media"] == kind
    edited = await bot.edit_message_caption(chat_id=ana.id, message_id=second.message_id, caption="three")
    assert edited.caption == "three"  # type: ignore[union-attr]


async def test_an_id_of_another_kind_or_of_nothing_is_refused(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    sent = await bot.send_video(ana.id, FILE)
    assert sent.video is not None
    with pytest.raises(TelegramBadRequest, match="Bad Request: can't use file of type Video as Photo"):
        await bot.send_photo(ana.id, sent.video.file_id)
    with pytest.raises(TelegramBadRequest, match="Bad Request: wrong file identifier/HTTP URL specified"):
        await bot.send_photo(ana.id, "AgACno-such-file")
    with pytest.raises(TelegramBadRequest, match="Bad Request: file must be non-empty"):
        await bot.send_photo(ana.id, BufferedInputFile(b"", "empty.png"))


async def test_what_was_uploaded_can_be_downloaded(
    bot: Bot, telegram: TelegramClient, server: PlaygroundServer
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    sent = await bot.send_document(ana.id, BufferedInputFile("día;besitos\n".encode(), "datos ñ.csv"))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("datos ñ.csv", "text/csv")
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    assert file.file_path.endswith(".csv")
    downloaded = await bot.download(sent.document.file_id)
    assert downloaded is not None
    assert downloaded.read().decode() == "día;besitos\n"
    async with ClientSession(server.url) as client:
        async with client.get(f"/control/files/{sent.document.file_id}") as response:
            assert response.headers["Content-Disposition"].endswith("''datos%20%C3%B1.csv")
            assert (await response.read()).decode() == "día;besitos\n"
        photo = await bot.send_photo(ana.id, PICTURE)
        assert photo.photo is not None
        async with client.get(f"/control/files/{photo.photo[-1].file_id}") as response:
            assert (response.content_type, await response.read()) == ("image/png", png())
    with pytest.raises(Refused, match="nothing is known of this file but its id"):
        await telegram.ask("GET", f"/files/{photo.photo[0].file_id}")


async def test_photos_are_pictures_that_telegram_accepts(
    bot: Bot, telegram: TelegramClient, seconds: Seconds
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    for content, reason in (
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (png(21, 1), "PHOTO_INVALID_DIMENSIONS"),
        (png(9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
    ):
        with pytest.raises(TelegramBadRequest, match=f"Bad Request: {reason}"):
            await bot.send_photo(ana.id, BufferedInputFile(content, "chart.png"))
    sent = await bot.send_photo(ana.id, BufferedInputFile(png(2_560, 1_280), "chart.png"))
    assert sent.photo is not None
    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (1280, 640)]


async def test_media_are_exchanged(bot: Bot, telegram: TelegramClient, seconds: Seconds) -> None:
    ana = await telegram.member("Ana", has_started=True)
    text = await bot.send_message(ana.id, "text")
    shown = await text.edit_media(InputMediaPhoto(media=PICTURE, caption="a chart"))
    assert isinstance(shown, Message)
    assert (shown.caption, shown.text) == ("a chart", None)
    assert shown.photo is not None
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await text.edit_media(InputMediaPhoto(media=shown.photo[-1].file_id, caption="a chart"))
    changed = await text.edit_media(InputMediaDocument(media=FILE))
    assert isinstance(changed, Message)
    assert changed.document is not None
    voice = await bot.send_voice(ana.id, FILE)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await voice.edit_media(InputMediaPhoto(media=PICTURE))
    seconds.now += 60
    [first, _] = await bot.send_media_group(ana.id, [InputMediaPhoto(media=PICTURE)] * 2)
    with pytest.raises(TelegramBadRequest, match="it is a part of an album"):
        await first.edit_media(InputMediaDocument(media=FILE))
    await first.edit_media(InputMediaVideo(media=FILE))


async def test_files_known_from_elsewhere_can_be_declared(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    await telegram.ask("POST", "/files", {"file_id": "AgACold", "kind": "photo", "name": "old.jpg"})
    assert (await bot.send_photo(ana.id, "AgACold")).photo


async def test_an_album_arrives_together(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    album = [InputMediaPhoto(media=PICTURE, caption="both"), InputMediaVideo(media=FILE)]
    sent = await bot.send_media_group(ana.id, album)  # type: ignore[arg-type]
    assert sent[0].caption == "both"
    assert sent[0].media_group_id == sent[1].media_group_id is not None
    assert [message["media"] for message in await ana.messages()] == ["photo", "video"]


async def test_a_channel_posts_an_album(bot: Bot, telegram: TelegramClient) -> None:
    owner = await telegram.member("Owner")
    channel = await telegram.chat("channel", "News", owner=owner, members=[])
    await channel.post("both", media=["photo", "video"])
    with pytest.raises(Refused, match="an album has 2 to 10 media"):
        await channel.post("", media=["photo"] * 11)
    first, second = [update.channel_post for update in await bot.get_updates()]
    assert first is not None
    assert second is not None
    assert (first.caption, second.caption) == ("both", None)
    assert first.media_group_id == second.media_group_id is not None


async def test_albums_that_telegram_refuses(bot: Bot, telegram: TelegramClient, seconds: Seconds) -> None:
    ana = await telegram.member("Ana", has_started=True)
    photo = (await bot.send_photo(ana.id, PICTURE)).photo[-1].file_id  # type: ignore[index]
    seconds.now += 60
    with pytest.raises(TelegramBadRequest, match="Bad Request: too many messages to send as an album"):
        await bot.send_media_group(ana.id, [InputMediaPhoto(media=photo)] * 11)
    with pytest.raises(TelegramBadRequest, match="Bad Request: there are no messages to send"):
        await bot.send_media_group(ana.id, [])
    mixed = [InputMediaPhoto(media=photo), InputMediaDocument(media=FILE)]
    with pytest.raises(TelegramBadRequest, match="Document can't be mixed with other media types"):
        await bot.send_media_group(ana.id, mixed)  # type: ignore[arg-type]
    with pytest.raises(TelegramBadRequest, match="Bad Request: message caption is too long"):
        await bot.send_media_group(ana.id, [InputMediaPhoto(media=photo, caption="x" * 1025)])
    assert len(await bot.send_media_group(ana.id, [InputMediaPhoto(media=photo)] * 10)) == 10


async def test_captions_end_at_1024(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    await bot.send_photo(ana.id, PICTURE, caption=f"<b>{'x' * 1024}</b>", parse_mode=ParseMode.HTML)
    with pytest.raises(TelegramBadRequest, match="Bad Request: message caption is too long"):
        await bot.send_photo(ana.id, PICTURE, caption="x" * 1025)


async def test_text_and_captions_are_not_taken_for_each_other(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    photo, text = await bot.send_photo(ana.id, PICTURE), await bot.send_message(ana.id, "text")
    with pytest.raises(TelegramBadRequest, match="Bad Request: there is no text in the message to edit"):
        await photo.edit_text("new")
    with pytest.raises(TelegramBadRequest, match="Bad Request: there is no caption in the message to edit"):
        await text.edit_caption(caption="new")
