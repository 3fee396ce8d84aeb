"""Posts to channels: sent at once or at a time by a process that has a bot, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from ...database import Database
from ...database.changed_rows import changed_rows
from ...database.tables.publishing import Post as PostRow
from ..clock import Clock
from .audit import Change, by_admin, record
from .errors import ChangedMeanwhile
from .members.admins import Admins
from .reactions.channel_settings import ReactionSettings
from .rules.publishing import ContentTrouble, InvalidContent, MessageContent, PostState, content_of

MAX_LATE = timedelta(hours=1)
"""A post whose time passed while no bot ran is sent if it is not later than this, else the admin is told."""
MAX_AHEAD = timedelta(days=366)
LOST_AFTER = timedelta(minutes=5)
"""A process that began to send, and has not noted by then how it ended, is gone."""
MAX_ERROR_LENGTH = 300
MAX_LISTED = 100
ENDED = (PostState.FAILED, PostState.UNKNOWN, PostState.MISSED, PostState.SENT)


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post, and what became of it. `due_at` is in UTC; `at_once`: it was to be sent when it was made."""

    id: int
    channel_id: int
    content: MessageContent
    buttons: bool
    protected: bool
    state: PostState
    due_at: datetime
    at_once: bool
    created_by: int
    language: str
    message_ids: tuple[int, ...]
    error: str | None

    @property
    def is_over(self) -> bool:
        """True if nothing more will happen to it."""
        return self.state not in (PostState.SCHEDULED, PostState.SENDING)


class Posts:
    """What admins do with posts, and what a sender notes."""

    def __init__(
        self, database: Database, clock: Clock, admins: Admins, reaction_settings: ReactionSettings
    ) -> None:
        self._database = database
        self._clock = clock
        self._admins = admins
        self._reaction_settings = reaction_settings
        self._listeners: list[Any] = []

    async def create(
        self,
        admin_id: int,
        channel_id: int,
        content: MessageContent,
        *,
        buttons: bool = True,
        protected: bool = False,
        at: datetime | None = None,
        language: str = "",
    ) -> ChannelPost:
        """Publish a post in a configured channel: now, or `at` a moment within a year. `buttons`: with the
        channel's reaction buttons; `protected`: it cannot be forwarded or saved; `language`: in which the
        admin is told how it ended.

        Raises NotAllowed, InvalidContent, ValueError for a moment without a zone, and DatabaseUnavailable.
        """
        await self._admins.require(admin_id)
        now = self._clock()
        due = now if at is None else checked_time(at, now)
        if not isinstance(content, MessageContent):
            raise InvalidContent(ContentTrouble.NOT_SENDABLE)
        await self.check(channel_id, buttons=buttons)
        values = {
            "channel_id": channel_id, "content": content.written(), "buttons": bool(buttons),
            "protected": bool(protected), "state": PostState.SCHEDULED.value, "due_at": due,
            "at_once": at is None, "created_by": admin_id, "language": language[:8], "created_at": now,
        }  # fmt: skip
        post = await self._database.write(_create, admin_id, values, content, now)
        for listener in self._listeners:
            listener()
        return post

    async def check(self, channel_id: int, *, buttons: bool) -> None:
        """Raises InvalidContent if nothing, or nothing with buttons, can be published in the channel."""
        if type(channel_id) is not int or channel_id not in await self._reaction_settings.channels():
            raise InvalidContent(ContentTrouble.CHANNEL)
        if buttons and not await self._reaction_settings.emojis_of(channel_id):
            raise InvalidContent(ContentTrouble.NO_EMOJIS)

    async def scheduled(self, admin_id: int, offset: int = 0, limit: int = 20) -> list[ChannelPost]:
        """Return the posts that wait for their time, the next one first. Raises NotAllowed."""
        await self._admins.require(admin_id)
        return await self._database.read(_scheduled, max(0, offset), max(1, min(limit, MAX_LISTED)))

    async def get(self, post_id: int) -> ChannelPost | None:
        """Return a post, None if there is none with this id."""
        return await self._database.read(_read, post_id)

    async def reschedule(
        self, admin_id: int, post_id: int, at: datetime, *, expected: datetime
    ) -> ChannelPost:
        """Move a post that waits for its time, `expected`, to another. Raises NotAllowed, InvalidContent,
        ChangedMeanwhile if it has another time by now or waits no more, ValueError."""
        await self._admins.require(admin_id)
        now = self._clock()
        return await self._database.write(
            _reschedule, admin_id, post_id, checked_time(at, now), expected.astimezone(UTC), now
        )

    async def cancel(self, admin_id: int, post_id: int) -> ChannelPost:
        """Do not send a post that waits for its time; repeating this is harmless. Raises NotAllowed, and
        ChangedMeanwhile if it is being sent or was sent."""
        await self._admins.require(admin_id)
        return await self._database.write(_cancel, admin_id, post_id, self._clock())

    def on_created(self, listener: Any) -> None:
        """Call `listener()` whenever this process has made a post."""
        self._listeners.append(listener)

    def forget(self, listener: Any) -> None:
        """Call `listener` no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    async def claim_due(self) -> ChannelPost | None:
        """Begin to send the next post that is due: from now on nobody else does, also if this process is
        killed. None if there is none; then nothing was written. Raises DatabaseUnavailable."""
        now = self._clock()
        due = await self._database.read(_due, now)
        return None if due is None else await self._database.write(_claim, due, now)

    async def put_back(self, post: ChannelPost) -> None:
        """It certainly was not sent, and may be tried again. Raises DatabaseUnavailable."""
        values = {"state": PostState.SCHEDULED.value, "claimed_at": None}
        await self._database.write(_from_sending, post.id, values)

    async def sent(self, post: ChannelPost, message_ids: Sequence[int]) -> None:
        """It is in the channel, as these messages. Raises DatabaseUnavailable."""
        values = {
            "state": PostState.SENT.value, "sent_at": self._clock(), "message_ids": list(message_ids),
        }  # fmt: skip
        await self._database.write(_from_sending, post.id, values)

    async def failed(self, post: ChannelPost, error: str, *, unknown: bool = False) -> None:
        """Telegram refused it, or nobody knows (`unknown`). Raises DatabaseUnavailable."""
        state = PostState.UNKNOWN if unknown else PostState.FAILED
        values = {"state": state.value, "error": error[:MAX_ERROR_LENGTH]}
        await self._database.write(_from_sending, post.id, values)

    async def claim_ended(self) -> ChannelPost | None:
        """Return a post that is over and whose admin was not told, which the caller does now; before that,
        give up those that are lost or too late. Raises DatabaseUnavailable."""
        now = self._clock()
        if not await self._database.read(_has_ended, now):
            return None
        return await self._database.write(_claim_ended, now)


def checked_time(at: object, now: datetime) -> datetime:
    """Return the moment in UTC. Raises ValueError unless it is an aware datetime, and InvalidContent if it is
    past or more than a year ahead."""
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ValueError(f"at must be a datetime with a time zone, not {at!r:.40}")
    if at <= now:
        raise InvalidContent(ContentTrouble.IN_THE_PAST)
    if at > now + MAX_AHEAD:
        raise InvalidContent(ContentTrouble.TOO_FAR)
    return at.astimezone(UTC)


def _create(
    session: Session, admin_id: int, values: dict[str, Any], content: MessageContent, now: datetime
) -> ChannelPost:
    post_id = session.execute(insert(PostRow).values(**values).returning(PostRow.id)).scalar_one()
    said = {
        "channel": values["channel_id"], "text": content.excerpt, "files": len(content.files),
        "at": values["due_at"].isoformat(),
    }  # fmt: skip
    record(session, by_admin(admin_id), [Change("created", f"post {post_id}", None, said)], now)
    return _required(session, post_id)


def _scheduled(session: Session, offset: int, limit: int) -> list[ChannelPost]:
    rows = session.scalars(
        select(PostRow)
        .where(PostRow.state == PostState.SCHEDULED.value)
        .order_by(PostRow.due_at, PostRow.id)
        .offset(offset)  # a creator has a handful of them
        .limit(limit)
    )
    return [_post_of(row) for row in rows]


def _read(session: Session, post_id: int) -> ChannelPost | None:
    if type(post_id) is not int or not 0 < post_id < 2**63:
        return None
    row = session.scalars(
        select(PostRow).where(PostRow.id == post_id).execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else _post_of(row)


def _required(session: Session, post_id: int) -> ChannelPost:
    post = _read(session, post_id)
    if post is None:
        raise ChangedMeanwhile("post", None)
    return post


def _reschedule(
    session: Session, admin_id: int, post_id: int, at: datetime, expected: datetime, now: datetime
) -> ChannelPost:
    moved = _change(
        session, post_id, PostRow.state == PostState.SCHEDULED.value, PostRow.due_at == expected,
        due_at=at, at_once=False,
    )  # fmt: skip
    post = _required(session, post_id)
    if not moved:
        raise ChangedMeanwhile("post", post.due_at if post.state is PostState.SCHEDULED else post.state.value)
    change = Change("moved", f"post {post_id}", {"at": expected.isoformat()}, {"at": at.isoformat()})
    record(session, by_admin(admin_id), [change], now)
    return post


def _cancel(session: Session, admin_id: int, post_id: int, now: datetime) -> ChannelPost:
    cancelled = _change(
        session, post_id, PostRow.state == PostState.SCHEDULED.value, state=PostState.CANCELLED.value
    )
    post = _required(session, post_id)
    if cancelled:
        change = Change("deleted", f"post {post_id}", {"at": post.due_at.isoformat()}, None)
        record(session, by_admin(admin_id), [change], now)
    elif post.state is not PostState.CANCELLED:
        raise ChangedMeanwhile("post", post.state.value)
    return post


def _due(session: Session, now: datetime) -> int | None:
    return session.execute(
        select(PostRow.id)
        .where(
            PostRow.state == PostState.SCHEDULED.value,
            PostRow.due_at <= now,
            PostRow.due_at >= now - MAX_LATE,
        )
        .order_by(PostRow.due_at, PostRow.id)
        .limit(1)
    ).scalar_one_or_none()


def _claim(session: Session, post_id: int, now: datetime) -> ChannelPost | None:
    claimed = _change(
        session, post_id, PostRow.state == PostState.SCHEDULED.value, PostRow.due_at <= now,
        state=PostState.SENDING.value, claimed_at=now,
    )  # fmt: skip
    return _read(session, post_id) if claimed else None


def _from_sending(session: Session, post_id: int, values: dict[str, Any]) -> None:
    # Also where another process took it for lost: what this one knows is better.
    possible = PostRow.state.in_((PostState.SENDING.value, PostState.UNKNOWN.value))
    _change(session, post_id, possible, **values)


def _lost(now: datetime) -> Any:
    return (PostRow.state == PostState.SENDING.value) & (PostRow.claimed_at < now - LOST_AFTER)


def _too_late(now: datetime) -> Any:
    return (PostRow.state == PostState.SCHEDULED.value) & (PostRow.due_at < now - MAX_LATE)


def _untold() -> Any:
    return PostRow.state.in_([state.value for state in ENDED]) & PostRow.told_at.is_(None)


def _has_ended(session: Session, now: datetime) -> bool:
    query = select(PostRow.id).where(or_(_lost(now), _too_late(now), _untold())).limit(1)
    return session.execute(query).first() is not None


def _claim_ended(session: Session, now: datetime) -> ChannelPost | None:
    for which, state in ((_lost(now), PostState.UNKNOWN), (_too_late(now), PostState.MISSED)):
        session.execute(
            update(PostRow)
            .where(which)
            .values(state=state.value)
            .execution_options(synchronize_session=False)
        )
    post_id = session.execute(
        select(PostRow.id).where(_untold()).order_by(PostRow.id).limit(1)
    ).scalar_one_or_none()
    if post_id is None or not _change(session, post_id, _untold(), told_at=now):
        return None
    return _read(session, post_id)


def _change(session: Session, post_id: int, *where: Any, **values: Any) -> bool:
    result = session.execute(
        update(PostRow)
        .where(PostRow.id == post_id, *where)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result) == 1


def _post_of(row: PostRow) -> ChannelPost:
    return ChannelPost(
        id=row.id,
        channel_id=row.channel_id,
        content=content_of(row.content),
        buttons=bool(row.buttons),
        protected=bool(row.protected),
        state=PostState(row.state),
        due_at=row.due_at,
        at_once=bool(row.at_once),
        created_by=row.created_by,
        language=row.language,
        message_ids=tuple(row.message_ids or ()),
        error=row.error,
    )
