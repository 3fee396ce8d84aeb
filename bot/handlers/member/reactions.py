"""Reaction buttons: adds them to new channel posts, and handles taps on them."""

from functools import lru_cache
from typing import Any, Literal

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackQueryFilter
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
from ..feature_router import FeatureRouter

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
REACTS = f"{React.__prefix__}:"


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


class ReactionTap(CallbackQueryFilter):
    """`React.filter()` for real people: the data is read once for each emoji."""

    def __init__(self) -> None:
        super().__init__(callback_data=React)

    async def __call__(
        self, query: CallbackQuery, member: Member | None = None
    ) -> Literal[False] | dict[str, Any]:
        data = query.data
        if member is None or data is None or not data.startswith(REACTS):
            return False
        reacts = _read(data)
        return False if reacts is None else {"callback_data": reacts}


@lru_cache(maxsize=256)
def _read(data: str) -> React | None:
    try:
        return React.unpack(data)
    except (TypeError, ValueError):
        return None


def router() -> Router:
    """A new router for posts; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.reactions")
    router.channel_post.register(
        put_buttons, F.reply_markup.is_(None), F.content_type.in_(POSTS), FirstOfAlbum()
    )
    return router


def register_taps(parent: Router) -> None:
    """Let `parent` itself handle taps on reaction buttons, by far the most frequent updates, before it asks
    any other router."""
    parent.callback_query.register(react_by_button, ReactionTap(), flags={"throttle": TAPS})


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
