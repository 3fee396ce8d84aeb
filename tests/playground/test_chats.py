"""Groups and channels: posts, joining, asking to join, bans, links, and who stands where."""

from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatJoinRequest, ChatMemberUpdated, Message

from tests.kit.telegram_client import Refused, TelegramChat, TelegramClient, TelegramMember

KINDS = ["message", "channel_post", "chat_member", "my_chat_member", "chat_join_request"]


@pytest.fixture
async def owner(telegram: TelegramClient) -> TelegramMember:
    return await telegram.member("Owner")


@pytest.fixture
async def ana(telegram: TelegramClient) -> TelegramMember:
    return await telegram.member("Ana")


@pytest.fixture
async def channel(bot: Bot, telegram: TelegramClient, owner: TelegramMember) -> TelegramChat:
    await bot.get_updates(allowed_updates=KINDS)
    return await telegram.chat("channel", "VIP", owner=owner, members=[], by_request=True)


async def events(bot: Bot) -> list[object]:
    """What the pending updates tell."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.event for update in updates]


async def test_a_channel_posts_in_its_own_name(
    bot: Bot, channel: TelegramChat, owner: TelegramMember
) -> None:
    await channel.post("news")
    [post] = await events(bot)
    assert isinstance(post, Message)
    assert (post.text, post.from_user) == ("news", None)
    assert post.sender_chat is not None
    assert (post.sender_chat.id, post.chat.type) == (channel.id, "channel")
    sent = await bot.send_message(channel.id, "from the bot")
    assert sent.from_user is None
    assert (await owner.sees("from the bot", chat=channel))["from"]["name"] == "VIP"
    assert await events(bot) == []


async def test_the_bot_can_put_buttons_under_a_post(bot: Bot, channel: TelegramChat) -> None:
    post = await channel.post("news")
    markup = {"inline_keyboard": [[{"text": "🔥", "callback_data": "fire"}]]}
    await bot.edit_message_reply_markup(chat_id=channel.id, message_id=post.id, reply_markup=markup)  # type: ignore[arg-type]
    assert (await post.shows("news", "🔥"))["keyboard"][0][0]["data"] == "fire"
    await channel.place_bot("administrator", can_edit_messages=False)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_reply_markup(chat_id=channel.id, message_id=post.id)


async def test_posts_are_forwarded_to_the_discussion_group(
    bot: Bot, telegram: TelegramClient, channel: TelegramChat, owner: TelegramMember
) -> None:
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[], linked_to=channel.id)
    sent = await channel.post("news")
    post, forward = await events(bot)
    assert isinstance(post, Message)
    assert isinstance(forward, Message)
    assert (forward.chat.id, forward.is_automatic_forward, forward.text) == (group.id, True, "news")
    assert forward.from_user is not None
    assert forward.sender_chat is not None
    assert (forward.from_user.id, forward.sender_chat.id) == (777000, channel.id)
    assert forward.forward_origin is not None
    assert forward.forward_origin.message_id == sent.id  # type: ignore[union-attr]
    assert (await bot.get_chat(channel.id)).linked_chat_id == group.id
    assert (await bot.get_chat(group.id)).linked_chat_id == channel.id


async def test_a_request_to_join_is_approved(bot: Bot, channel: TelegramChat, ana: TelegramMember) -> None:
    assert not await ana.join(channel)
    [request] = await events(bot)
    assert isinstance(request, ChatJoinRequest)
    assert (request.from_user.id, request.user_chat_id, request.chat.id) == (ana.id, ana.id, channel.id)
    await bot.send_message(request.user_chat_id, "one moment")  # though she never started the bot
    assert await bot.approve_chat_join_request(channel.id, ana.id)
    [change] = await events(bot)
    assert isinstance(change, ChatMemberUpdated)
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert change.via_join_request
    assert (await bot.get_chat_member(channel.id, ana.id)).status == "member"
    with pytest.raises(TelegramBadRequest, match="Bad Request: USER_ALREADY_PARTICIPANT"):
        await bot.approve_chat_join_request(channel.id, ana.id)


async def test_a_request_to_join_is_declined_or_withdrawn(
    bot: Bot, channel: TelegramChat, ana: TelegramMember
) -> None:
    await ana.join(channel)
    assert await bot.decline_chat_join_request(channel.id, ana.id)
    assert (await channel.state())["requests"] == []
    await ana.join(channel)
    await ana.leave(channel)
    for method in (bot.approve_chat_join_request, bot.decline_chat_join_request):
        with pytest.raises(TelegramBadRequest, match="Bad Request: HIDE_REQUESTER_MISSING"):
            await method(channel.id, ana.id)


async def test_joining_and_leaving_a_group(
    bot: Bot, telegram: TelegramClient, owner: TelegramMember, ana: TelegramMember
) -> None:
    await bot.get_updates(allowed_updates=KINDS)
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[])
    assert await ana.join(group)
    change, service = await events(bot)
    assert isinstance(change, ChatMemberUpdated)
    assert isinstance(service, Message)
    assert [user.id for user in service.new_chat_members or []] == [ana.id]
    assert await bot.get_chat_member_count(group.id) == 3
    with pytest.raises(Refused, match="Ana is in Talk already"):
        await ana.join(group)
    await ana.leave(group)
    change, service = await events(bot)
    assert isinstance(service, Message)
    assert service.left_chat_member is not None
    admins = {admin.user.id for admin in await bot.get_chat_administrators(group.id)}
    assert admins == {owner.id, bot.id}


async def test_bans(bot: Bot, channel: TelegramChat, ana: TelegramMember, owner: TelegramMember) -> None:
    await ana.join(channel)
    await bot.approve_chat_join_request(channel.id, ana.id)
    assert await bot.ban_chat_member(channel.id, ana.id)
    assert (await bot.get_chat_member(channel.id, ana.id)).status == "kicked"
    with pytest.raises(Refused, match="banned"):
        await ana.join(channel)
    assert await bot.unban_chat_member(channel.id, ana.id, only_if_banned=True)
    assert (await bot.get_chat_member(channel.id, ana.id)).status == "left"
    assert await bot.ban_chat_member(channel.id, ana.id, until_date=timedelta(hours=1))
    assert (await bot.get_chat_member(channel.id, ana.id)).until_date is not None  # type: ignore[union-attr]
    with pytest.raises(TelegramBadRequest, match="Bad Request: can't remove chat owner"):
        await bot.ban_chat_member(channel.id, owner.id)
    with pytest.raises(TelegramBadRequest, match="Bad Request: PARTICIPANT_ID_INVALID"):
        await bot.ban_chat_member(channel.id, 5)
    with pytest.raises(TelegramBadRequest, match="Bad Request: user not found"):
        await bot.get_chat_member(channel.id, 5)
    await channel.place_bot("administrator", can_restrict_members=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights to restrict/unrestrict chat member"):
        await bot.ban_chat_member(channel.id, ana.id)


async def test_unbanning_who_is_in_puts_them_out(
    bot: Bot, telegram: TelegramClient, owner: TelegramMember, ana: TelegramMember
) -> None:
    group = await telegram.chat("supergroup", "Talk", owner=owner, members=[ana])
    await bot.unban_chat_member(group.id, ana.id, only_if_banned=True)
    assert (await bot.get_chat_member(group.id, ana.id)).status == "member"
    await bot.unban_chat_member(group.id, ana.id)
    assert (await bot.get_chat_member(group.id, ana.id)).status == "left"


async def test_invite_links(
    bot: Bot, channel: TelegramChat, ana: TelegramMember, telegram: TelegramClient
) -> None:
    link = await bot.create_chat_invite_link(channel.id, name="friends", member_limit=1)
    assert await ana.join(channel, link.invite_link)
    [change] = await events(bot)
    assert isinstance(change, ChatMemberUpdated)
    assert change.invite_link is not None
    assert change.invite_link.name == "friends"
    bea = await telegram.member("Bea")
    with pytest.raises(Refused, match="no longer valid"):
        await bea.join(channel, link.invite_link)
    asking = await bot.create_chat_invite_link(channel.id, creates_join_request=True)
    assert not await bea.join(channel, asking.invite_link)
    main = await bot.export_chat_invite_link(channel.id)
    assert (await bot.get_chat(channel.id)).invite_link == main
    assert (await bot.revoke_chat_invite_link(channel.id, main)).is_revoked
    with pytest.raises(TelegramBadRequest, match="can't combine creates_join_request and member_limit"):
        await bot.create_chat_invite_link(channel.id, creates_join_request=True, member_limit=1)


async def test_the_bot_leaves(bot: Bot, channel: TelegramChat) -> None:
    assert await bot.leave_chat(channel.id)
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot is not a member of the channel chat"):
        await bot.get_chat(channel.id)


async def test_private_chats(bot: Bot, ana: TelegramMember) -> None:
    chat = await bot.get_chat(ana.id)
    assert (chat.type, chat.first_name) == ("private", "Ana")
    with pytest.raises(TelegramBadRequest, match="can't ban members in private chats"):
        await bot.ban_chat_member(ana.id, ana.id)
