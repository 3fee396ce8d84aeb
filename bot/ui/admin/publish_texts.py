"""Texts on what an admin publishes."""

from ...services.gamification.posts import ChannelPost
from ...services.gamification.rules.publishing import PostState
from ..displayed_text import shortened
from ..screens import Screen
from ..texts import Texts

_ENDED = {
    PostState.SENT: "admin-publish-told-sent",
    PostState.FAILED: "admin-publish-told-failed",
    PostState.UNKNOWN: "admin-publish-told-unknown",
    PostState.MISSED: "admin-publish-told-missed",
}
MAX_REASON_LENGTH = 200


def post_ended_screen(post: ChannelPost, texts: Texts) -> Screen:
    """Say how a post ended, to the admin who made it."""
    reason = shortened(post.error or "?", MAX_REASON_LENGTH)
    return Screen(texts.html(_ENDED[post.state], post=post_name(post), reason=reason))


def post_name(post: ChannelPost) -> str:
    """Return what a post is called in lists: the beginning of its text, or what it has."""
    return post.content.excerpt or ("🖼" * len(post.content.files))
