"""Photos, videos, audio and documents: uploaded, sent again by their ids, in albums, with captions."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo

from tests.kit.clock import Seconds
from tests.kit.telegram_client import Refused, TelegramClient

FILE = BufferedInputFile(b"not empty", "thing.bin")


@pytest.mark.parametrize("kind", ["photo", "video", "audio", "document", "animation", "voice"])
async def test_media_are_uploaded_once_and_sent_again_by_id(
    bot: Bot, telegram: TelegramClient, kind: str
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    send = getattr(bot, f"send_{kind}")
    first = await send(ana.id, FILE, caption="<b>one</b>", parse_mode=ParseMode.HTML)
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


async def test_files_known_from_elsewhere_can_be_declared(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    await telegram.ask("POST", "/files", {"file_id": "AgACold", "kind": "photo", "name": "old.jpg"})
    assert (await bot.send_photo(ana.id, "AgACold")).photo


async def test_an_album_arrives_together(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    album = [InputMediaPhoto(media=FILE, caption="both"), InputMediaVideo(media=FILE)]
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
    photo = (await bot.send_photo(ana.id, FILE)).photo[-1].file_id  # type: ignore[index]
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
    await bot.send_photo(ana.id, FILE, caption=f"<b>{'x' * 1024}</b>", parse_mode=ParseMode.HTML)
    with pytest.raises(TelegramBadRequest, match="Bad Request: message caption is too long"):
        await bot.send_photo(ana.id, FILE, caption="x" * 1025)


async def test_text_and_captions_are_not_taken_for_each_other(bot: Bot, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    photo, text = await bot.send_photo(ana.id, FILE), await bot.send_message(ana.id, "text")
    with pytest.raises(TelegramBadRequest, match="Bad Request: there is no text in the message to edit"):
        await photo.edit_text("new")
    with pytest.raises(TelegramBadRequest, match="Bad Request: there is no caption in the message to edit"):
        await text.edit_caption(caption="new")
