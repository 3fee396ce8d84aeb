"""An admin made the bot an administrator of a channel: it asks that admin, in private, what the channel is.

Handlers of a host's bot get the same update afterwards.
"""

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import CallbackQuery, ChatMemberUpdated

from ....services.gamification import CreatorChannel, Gamification, Member
from ....services.gamification.reactions.channels import CHANNEL_KINDS, ChannelKind
from ....telegram.channel_rights import rights_in
from ....ui.admin.start_keyboards import ConnectAs, LeaveChannel, added_keyboard, connected_keyboard
from ....ui.admin.start_texts import added_text, connected_text
from ....ui.menu import Menu
from ....ui.screens import Screen, show
from ....ui.texts import Texts
from ....ui.voice import Voice
from ...feature_router import FeatureRouter
from ..access import is_admin


def router(_menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs."""
    router = FeatureRouter(name="besitos.added")
    router.my_chat_member.register(added, F.chat.type == ChatType.CHANNEL, _became_admin)
    router.callback_query.register(connect, ConnectAs.filter(), is_admin)
    router.callback_query.register(leave, LeaveChannel.filter(), is_admin)
    return router


async def added(event: ChatMemberUpdated, bot: Bot, gamification: Gamification, voice: Voice) -> None:
    """Ask the admin who did it; people who are no admins are not answered, and known channels not asked
    about."""
    if not await gamification.admins.includes(event.from_user.id):
        return
    channels = {kind: await gamification.channels.channel(kind) for kind in CHANNEL_KINDS}
    if any(channel.channel_id == event.chat.id for channel in channels.values()):
        return
    texts = voice.texts(voice.language_of(event.from_user.language_code))
    rights = await rights_in(bot, event.chat.id)
    title = event.chat.title or str(event.chat.id)
    text = added_text(title, [str(lack) for lack in rights.lacks], texts)
    keyboard = added_keyboard(event.chat.id, channels["free"].channel_id, channels["vip"].channel_id, texts)
    try:
        await bot.send_message(event.from_user.id, text, parse_mode="HTML", reply_markup=keyboard)
    except TelegramForbiddenError:  # they never wrote to the bot
        return


async def connect(
    query: CallbackQuery, callback_data: ConnectAs, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Connect the channel, if the one that it replaces is still the one that was there."""
    kind: ChannelKind = "vip" if callback_data.vip else "free"
    shown = CreatorChannel(kind, callback_data.before or None, ())
    await gamification.channels.connect(member.id, callback_data.channel, kind, expected=shown)
    await show(query, Screen(connected_text(kind, texts), connected_keyboard(texts)))


async def leave(query: CallbackQuery, texts: Texts) -> None:
    """Not now."""
    await show(query, Screen(texts.html("admin-start-left"), connected_keyboard(texts)))


async def _became_admin(event: ChatMemberUpdated) -> bool:
    """A filter: the bot was none before."""
    old, new = event.old_chat_member.status, event.new_chat_member.status
    return old != ChatMemberStatus.ADMINISTRATOR and new == ChatMemberStatus.ADMINISTRATOR
