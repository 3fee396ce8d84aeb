"""Reaction buttons: adds them to new channel posts, and handles taps on them."""

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from cachetools import TTLCache

from ...middlewares.throttling import Throttle
from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...services.gamification.reactions.channel_settings import spelling_in
from ...telegram.keyboard_updater import KeyboardUpdater, Post
from ...ui.reaction_answer import answer_text
from ...ui.reaction_keyboard import React
from ...ui.texts import Texts

TAPS = Throttle("reaction", every_seconds=0.5, burst=6)
"""A person who likes everything while scrolling stays below it; the economy has its own cooldown."""
POSTS = {
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.VIDEO,
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.VOICE,
    ContentType.VIDEO_NOTE,
    ContentType.DOCUMENT,
    ContentType.PAID_MEDIA,
    ContentType.POLL,
    ContentType.STICKER,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.GAME,
}
"""Kinds of posts by the creator; the others are Telegram's service messages, which cannot have buttons."""
ALBUM_SECONDS = 300.0


class FirstOfAlbum(Filter):
    """True for a single message and for the first one of an album; the others get no buttons."""

    def __init__(self) -> None:
        self._albums: TTLCache[str, None] = TTLCache(1000, ALBUM_SECONDS)

    async def __call__(self, message: Message) -> bool:
        album = message.media_group_id
        if album is None:
            return True
        if album in self._albums:
            return False
        self._albums[album] = None
        return True


def router() -> Router:
    """A new router; each dispatcher needs its own."""
    router = Router(name="besitos.reactions")
    router.channel_post.register(
        put_buttons, F.reply_markup.is_(None), F.content_type.in_(POSTS), FirstOfAlbum()
    )
    router.callback_query.register(react_by_button, React.filter(), flags={"throttle": TAPS})
    return router


async def put_buttons(post: Message, bot: Bot, reaction_keyboards: KeyboardUpdater) -> None:
    """Add buttons to a new post. The updater checks whether its channel is configured, and retries if the
    database or Telegram is down."""
    reaction_keyboards.refresh(bot, Post(post.chat.id, post.message_id))


async def react_by_button(
    query: CallbackQuery,
    callback_data: React,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
    reaction_keyboards: KeyboardUpdater,
) -> None:
    """React with the emoji of the button. A post that is too old to be read still has its chat and number."""
    tapped = query.message
    emojis = await gamification.reaction_settings.emojis_of(tapped.chat.id) if tapped else None
    if tapped is None or not emojis:
        await query.answer(texts.plain("reaction-not-here"))
        return
    post = Post(tapped.chat.id, tapped.message_id)
    emoji = spelling_in(emojis, callback_data.emoji)
    if emoji is None:
        reaction_keyboards.refresh(bot, post)
        await query.answer(texts.plain("reaction-emoji-gone"))
        return
    outcome = await gamification.reactions.react(member.id, post.chat_id, post.message_id, emoji)
    if outcome.changed:
        reaction_keyboards.refresh(bot, post)
    await query.answer(answer_text(outcome, emoji, gamification.clock(), texts))
