"""The posts that were tapped lately: a thousand taps under one post are read with one copy of it.

Telegram sends the whole post with each tap: text, media and all buttons. Reading them is most of what an
update costs, and all taps between two edits of the counts carry the same.
"""

from typing import Any

from aiogram import Bot
from aiogram.types import Message
from cachetools import FIFOCache
from pydantic import ValidationError

MAX_POSTS = 64


class SharedPosts:
    """The last posts of channels, at most `MAX_POSTS`. Messages of aiogram cannot be changed, so handlers may
    share them."""

    def __init__(self) -> None:
        self._posts: FIFOCache[tuple[Any, Any], tuple[Any, Message]] = FIFOCache(MAX_POSTS)

    def put_into(self, bot: Bot, raw: Any) -> Any:
        """Return the update with the post of its tap in place of the JSON, if it is one under a channel's
        post; else the update as it is."""
        try:
            query = raw["callback_query"]
            post = query["message"]
            if post["chat"]["type"] != "channel" or not post["date"]:  # too old to be read
                return raw
            message = self._message(bot, (post["chat"]["id"], post["message_id"]), post)
        except (KeyError, TypeError, ValidationError, RecursionError):
            return raw  # whoever reads it says what is wrong
        return {**raw, "callback_query": {**query, "message": message}}

    def _message(self, bot: Bot, key: tuple[Any, Any], post: Any) -> Message:
        known = self._posts.get(key)
        if known is not None and known[0] == post and known[1].bot is bot:
            return known[1]
        message = Message.model_validate(post, context={"bot": bot})
        self._posts[key] = (post, message)
        return message
