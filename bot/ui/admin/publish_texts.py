"""Texts on what an admin publishes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ...services.gamification import Segment, SegmentKind
from ...services.gamification.posts import ChannelPost
from ...services.gamification.rules.publishing import MessageContent, PostState
from ..displayed_text import shortened
from ..moments import weekday_and_time
from ..screens import Screen
from ..texts import Texts

_ENDED = {
    PostState.SENT: "admin-publish-told-sent",
    PostState.FAILED: "admin-publish-told-failed",
    PostState.UNKNOWN: "admin-publish-told-unknown",
    PostState.MISSED: "admin-publish-told-missed",
}
SEGMENTS = {
    SegmentKind.EVERYONE: "admin-publish-word-everyone",
    SegmentKind.VIP: "admin-publish-word-vip",
    SegmentKind.ACTIVE: "admin-publish-word-active",
    SegmentKind.CHOSEN: "admin-publish-word-chosen",
}
MAX_REASON_LENGTH = 200


def post_ended_screen(post: ChannelPost, texts: Texts) -> Screen:
    """Say how a post ended, to the admin who made it."""
    reason = shortened(post.error or "?", MAX_REASON_LENGTH)
    return Screen(texts.html(_ENDED[post.state], post=post_name(post), reason=reason))


def post_name(post: ChannelPost) -> str:
    """Return what a post is called in lists."""
    return content_name(post.content)


def content_name(content: MessageContent) -> str:
    """Return the beginning of its text, else a sign for each of its files."""
    return content.excerpt or "🖼" * len(content.files)


def segment_name(segment: Segment, texts: Texts) -> str:
    """Return what a segment is called."""
    return texts.plain(SEGMENTS[segment.kind], count=len(segment.members))


def time_text(moment: datetime, zone: str, texts: Texts) -> str:
    """Return a moment in the creator's zone."""
    return weekday_and_time(moment.astimezone(ZoneInfo(zone)), texts.language)
