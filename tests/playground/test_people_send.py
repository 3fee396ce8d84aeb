"""What people send to the bot: media of every kind, albums, forwards; and the bot's place in a channel."""

from base64 import b64encode

import pytest
from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberUpdated,
    Message,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from tests.kit.pictures import png
from tests.kit.telegram_client import Refused, TelegramClient, TelegramMember, attachment


@pytest.fixture
async def ana(bot: Bot, telegram: TelegramClient) -> TelegramMember:
    await bot.get_updates(allowed_updates=["message", "my_chat_member"])
    return await telegram.member("Ana")


async def events(bot: Bot) -> list[object]:
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.event for update in updates]


@pytest.mark.parametrize(
    "kind", ["photo", "video", "audio", "document", "animation", "voice", "video_note", "sticker"]
)
async def test_media_of_every_kind(bot: Bot, ana: TelegramMember, kind: str) -> None:
    captioned = kind not in ("video_note", "sticker")
    await ana.send("for you #1" if captioned else "", media=kind)
    [message] = await events(bot)
    assert isinstance(message, Message)
    assert message.content_type == ContentType(kind)
    assert message.caption == ("for you #1" if captioned else None)
    if not captioned:
        with pytest.raises(Refused, match=f"a {kind} has no caption"):
            await ana.send("for you", media=kind)


async def test_files_with_content_can_be_downloaded(bot: Bot, ana: TelegramMember) -> None:
    await ana.send("", media=attachment("document", "members.csv", b"1;2\n"))
    await ana.send("", media=attachment("photo", "me.png", png(300, 200)))
    shown = await ana.messages()
    assert [message["has_content"] for message in shown] == [True, True]
    document, photo = await events(bot)
    assert isinstance(document, Message)
    assert isinstance(photo, Message)
    assert document.document is not None
    assert document.document.file_name == "members.csv"
    downloaded = await bot.download(document.document)
    assert downloaded is not None
    assert downloaded.read() == b"1;2\n"
    assert photo.photo is not None
    assert photo.photo[0].file_id != photo.photo[-1].file_id
    await ana.send("", media={"kind": "photo", "file_id": photo.photo[-1].file_id})
    [again] = await events(bot)
    assert isinstance(again, Message)
    assert again.photo == photo.photo


async def test_an_album_arrives_as_messages_of_one_group(bot: Bot, ana: TelegramMember) -> None:
    await ana.send("all of it", media=["photo", "video", attachment("photo", "me.png", png())])
    messages = await events(bot)
    assert len({message.media_group_id for message in messages if isinstance(message, Message)}) == 1
    assert [message.caption for message in messages if isinstance(message, Message)] == [
        "all of it",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "media", [["photo", "document"], ["voice", "voice"], ["sticker", "photo"], ["audio", "video"]]
)
async def test_albums_that_nobody_can_send(ana: TelegramMember, media: list[str]) -> None:
    with pytest.raises(Refused, match="an album has photos and videos, or only audio, or only documents"):
        await ana.send("", media=media)


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        ("painting", "no media of kind 'painting'"),
        ({"kind": "photo", "base64": "?"}, "base64 is not base64"),
        ({"kind": "photo", "base64": b64encode(b"no picture").decode()}, "IMAGE_PROCESS_FAILED"),
        ({"kind": "photo", "file_id": "nothing"}, "wrong file identifier"),
        ({}, "kind is missing"),
        (5, "media must be a kind"),
    ],
)
async def test_media_that_do_not_exist(ana: TelegramMember, media: object, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        await ana.send("", media=media)


async def test_captions_of_people_end_at_1024_or_4096_with_premium(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    await ana.send("x" * 1024, media="photo")
    with pytest.raises(Refused, match="Ana has 1024 characters for a caption"):
        await ana.send("x" * 1025, media="photo")
    rich = await telegram.member("Rich", is_premium=True)
    await rich.send("x" * 4096, media="photo")


async def test_posts_and_messages_are_forwarded_with_their_origin(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    channel = await telegram.chat("channel", "News", owner=ana, members=[], bot={"status": "left"})
    shy = await telegram.member("Shy", hides_forwards=True)
    group = await telegram.chat("supergroup", "Talk", owner=ana, members=[shy], bot={"status": "left"})
    post = await channel.post("news", media="photo")
    own = await ana.send("mine", to=group)
    hidden = await shy.send("hidden", to=group)
    for message in (post, own, hidden):
        await ana.forward(message)
    first, second, third = await events(bot)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert isinstance(third, Message)
    assert isinstance(first.forward_origin, MessageOriginChannel)
    assert (first.forward_origin.chat.id, first.forward_origin.message_id) == (channel.id, post.id)
    assert (first.caption, first.from_user and first.from_user.id) == ("news", ana.id)
    assert isinstance(second.forward_origin, MessageOriginUser)
    assert isinstance(third.forward_origin, MessageOriginHiddenUser)
    assert third.forward_origin.sender_user_name == "Shy"


async def test_forwarded_albums_stay_together(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    channel = await telegram.chat("channel", "News", owner=ana, members=[], bot={"status": "left"})
    first = await channel.post("both", media=["photo", "video"])
    second = type(first)(first.telegram, first.chat, first.id + 1)
    forwarded = await ana.forward(first, second)
    assert len(forwarded) == 2
    messages = [message for message in await events(bot) if isinstance(message, Message)]
    assert messages[0].media_group_id == messages[1].media_group_id is not None
    assert messages[0].media_group_id != (await first.shown())["album"]


async def test_what_cannot_be_forwarded(bot: Bot, telegram: TelegramClient, ana: TelegramMember) -> None:
    eve = await telegram.member("Eve")
    secret = await telegram.chat("channel", "Secret", owner=ana, members=[])
    post = await secret.post("secret")
    with pytest.raises(Refused, match="Eve is not in Secret"):
        await eve.forward(post)
    protected = await bot.send_message(secret.id, "for your eyes", protect_content=True)
    with pytest.raises(Refused, match="a protected message cannot be forwarded"):
        await ana.forward(type(post)(telegram, secret.id, protected.message_id))
    with pytest.raises(Refused, match="Eve is not in Secret"):
        await telegram.ask(
            "POST", f"/chats/{secret.id}/forward", {"member": eve.id, "from": eve.id, "messages": [
                (await eve.send("hi")).id
            ]},
        )  # fmt: skip


async def test_the_bot_is_added_to_a_channel_and_removed(
    bot: Bot, telegram: TelegramClient, ana: TelegramMember
) -> None:
    channel = await telegram.chat("channel", "News", owner=ana, members=[], bot={"status": "left"})
    assert (await channel.state())["bot"] == {"status": "left", "rights": {}}
    await channel.place_bot("administrator", can_edit_messages=False)
    [change] = await events(bot)
    assert isinstance(change, ChatMemberUpdated)
    assert (change.from_user.id, change.chat.id) == (ana.id, channel.id)
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "administrator")
    member = await bot.get_chat_member(channel.id, bot.id)
    assert isinstance(member, ChatMemberAdministrator)
    assert (member.can_post_messages, member.can_edit_messages) == (True, False)
    assert (await bot.get_chat(channel.id)).title == "News"
    await channel.place_bot("left")
    [change] = await events(bot)
    assert isinstance(change, ChatMemberUpdated)
    assert change.new_chat_member.status == "left"


async def test_places_that_the_bot_cannot_have(telegram: TelegramClient, ana: TelegramMember) -> None:
    channel = await telegram.chat("channel", "News", owner=ana, members=[], bot={"status": "left"})
    with pytest.raises(Refused, match="a bot can only be an administrator of a channel"):
        await channel.place_bot("member")
    with pytest.raises(Refused, match="can_fly must be true or false"):
        await channel.place_bot("administrator", can_fly=True)
    eve = await telegram.member("Eve")
    with pytest.raises(Refused, match="Eve may not name administrators in News"):
        await telegram.ask("POST", f"/chats/{channel.id}/bot", {"status": "administrator", "by": eve.id})
    with pytest.raises(Refused, match="in a private chat"):
        await telegram.ask("POST", f"/chats/{eve.id}/bot", {"status": "administrator", "by": eve.id})
