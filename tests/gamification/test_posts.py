"""Posts to channels: what can be published, when, and what becomes of a post."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import ContentFile, FileKind, Gamification, NotAllowed
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.errors import ChangedMeanwhile
from bot.services.gamification.gamification import assemble
from bot.services.gamification.posts import LOST_AFTER, MAX_AHEAD, MAX_LATE, ChannelPost
from bot.services.gamification.rules.publishing import (
    ContentTrouble,
    InvalidContent,
    MessageContent,
    PostState,
    content_of,
)
from tests.kit.clock import WallClock

ADMIN, CHANNEL, BARE = 99, -1001, -1002
HELLO = MessageContent("<b>Hola</b> a todas")
T = ContentTrouble


@pytest.fixture
async def club(database: Database, clock: WallClock) -> Gamification:
    await database.write(
        lambda session: session.execute(
            text(
                "UPDATE bot_config SET free_channel_id = '-1001', vip_channel_id = '-1002', "
                "free_reactions = '[\"❤️\"]', vip_reactions = NULL WHERE id = 1"
            )
        )
    )
    return assemble(database, clock=clock, admin_ids=[ADMIN])


def file(kind: FileKind, number: int = 1) -> ContentFile:
    return ContentFile(f"AgAC{number}", kind)


@pytest.mark.parametrize(
    ("text", "kinds", "trouble"),
    [
        ("", [], T.EMPTY), (" <b> </b> ", [], T.EMPTY), ("x" * 4097, [], T.TEXT_TOO_LONG),
        ("<b>" + "x" * 4096 + "</b>", [], None), ("&amp;" * 4096, [], None),
        ("&amp;" * 4097, [], T.TEXT_TOO_LONG),
        ("x" * 1024, ["photo"], None), ("x" * 1025, ["photo"], T.CAPTION_TOO_LONG), ("", ["photo"], None),
        ("", ["photo"] * 10, None), ("", ["photo"] * 11, T.TOO_MANY_FILES), ("", ["photo", "video"], None),
        ("", ["photo", "audio"], T.MIXED_KINDS), ("", ["voice", "voice"], T.MIXED_KINDS),
        ("", ["document", "document"], None), ("x", ["sticker"], T.NO_CAPTION), ("\0", [], T.NOT_SENDABLE),
    ],
)  # fmt: skip
def test_the_limits_of_telegram_are_checked_before(
    text: str, kinds: list[str], trouble: ContentTrouble | None
) -> None:
    files = tuple(file(FileKind(kind), number) for number, kind in enumerate(kinds))
    if trouble is None:
        content = MessageContent(text, files, 42)
        assert content_of(content.written()) == content
    else:
        with pytest.raises(InvalidContent) as refused:
            MessageContent(text, files)
        assert refused.value.trouble is trouble


async def made(club: Gamification, **options: Any) -> ChannelPost:
    return await club.posts.create(ADMIN, CHANNEL, HELLO, **options)


async def test_a_post_is_claimed_once_and_noted(club: Gamification, database: Database) -> None:
    post = await made(club, protected=True)
    assert (post.state, post.at_once, post.buttons, post.protected) == (PostState.SCHEDULED, True, True, True)
    mine = await club.posts.claim_due()
    assert mine is not None
    assert (mine.id, mine.state, mine.content) == (post.id, PostState.SENDING, HELLO)
    assert await club.posts.claim_due() is None
    await club.posts.sent(mine, [7, 8])
    after = await club.posts.get(post.id)
    assert after is not None
    assert (after.state, after.message_ids, after.is_over) == (PostState.SENT, (7, 8), True)
    (change,) = await database.read(latest_changes, 5)
    assert (change.who, change.change.what) == ("admin 99", "created")
    assert change.change.after["text"] == "Hola a todas"


async def test_a_post_waits_for_its_time(club: Gamification, clock: WallClock) -> None:
    later = await made(club, at=clock() + timedelta(hours=2))
    sooner = await made(club, at=clock() + timedelta(hours=1))
    assert [post.id for post in await club.posts.scheduled(ADMIN)] == [sooner.id, later.id]
    assert [post.id for post in await club.posts.scheduled(ADMIN, 1, 1)] == [later.id]
    assert await club.posts.claim_due() is None
    clock.passes(hours=1)
    claimed = await club.posts.claim_due()
    assert claimed is not None
    assert claimed.id == sooner.id
    assert [post.id for post in await club.posts.scheduled(ADMIN)] == [later.id]


async def test_the_time_of_a_post_changes_as_it_was_shown_or_not_at_all(
    club: Gamification, database: Database, clock: WallClock
) -> None:
    first = clock() + timedelta(hours=1)
    post = await made(club, at=first)
    moved = await club.posts.reschedule(ADMIN, post.id, first + timedelta(hours=1), expected=post.due_at)
    assert moved.due_at == first + timedelta(hours=1)
    with pytest.raises(ChangedMeanwhile) as changed:
        await club.posts.reschedule(ADMIN, post.id, first + timedelta(hours=5), expected=post.due_at)
    assert changed.value.value == moved.due_at
    clock.passes(hours=2)
    await club.posts.claim_due()
    with pytest.raises(ChangedMeanwhile):
        await club.posts.reschedule(ADMIN, post.id, first + timedelta(hours=5), expected=moved.due_at)
    assert len(await database.read(latest_changes, 9)) == 2


async def test_a_cancelled_post_is_not_sent(club: Gamification, database: Database, clock: WallClock) -> None:
    post = await made(club, at=clock() + timedelta(hours=1))
    for _ in range(2):
        assert (await club.posts.cancel(ADMIN, post.id)).state is PostState.CANCELLED
    assert len(await database.read(latest_changes, 9)) == 2
    clock.passes(hours=1)
    assert await club.posts.claim_due() is None
    assert await club.posts.claim_ended() is None
    sent = await made(club)
    await club.posts.claim_due()
    with pytest.raises(ChangedMeanwhile):
        await club.posts.cancel(ADMIN, sent.id)
    with pytest.raises(ChangedMeanwhile):
        await club.posts.cancel(ADMIN, 10**6)


async def test_what_was_missed_for_a_short_time_is_sent_else_the_admin_is_told(
    club: Gamification, clock: WallClock
) -> None:
    early = await made(club, at=clock() + timedelta(minutes=1))
    late = await made(club, at=clock() + timedelta(minutes=10))
    clock.passes(seconds=(timedelta(minutes=5) + MAX_LATE).total_seconds())
    claimed = await club.posts.claim_due()
    assert claimed is not None
    assert claimed.id == late.id
    assert await club.posts.claim_due() is None
    ended = await club.posts.claim_ended()
    assert ended is not None
    assert (ended.id, ended.state) == (early.id, PostState.MISSED)
    assert await club.posts.claim_ended() is None


async def test_a_post_whose_sender_was_killed_is_not_sent_again(club: Gamification, clock: WallClock) -> None:
    post = await made(club)
    mine = await club.posts.claim_due()
    assert mine is not None
    assert await club.posts.claim_ended() is None
    clock.passes(seconds=LOST_AFTER.total_seconds() + 1)
    assert await club.posts.claim_due() is None
    lost = await club.posts.claim_ended()
    assert lost is not None
    assert (lost.id, lost.state) == (post.id, PostState.UNKNOWN)
    await club.posts.sent(mine, [7])  # it was only slow
    after = await club.posts.get(post.id)
    assert after is not None
    assert after.state is PostState.SENT


async def test_a_refused_post_says_why_and_one_put_back_is_due_again(club: Gamification) -> None:
    post = await made(club)
    mine = await club.posts.claim_due()
    assert mine is not None
    await club.posts.put_back(mine)
    mine = await club.posts.claim_due()
    assert mine is not None
    await club.posts.failed(mine, "Bad Request: need administrator rights")
    after = await club.posts.claim_ended()
    assert after is not None
    assert (after.id, after.state) == (post.id, PostState.FAILED)
    assert after.error == "Bad Request: need administrator rights"


@pytest.mark.parametrize(
    ("channel", "buttons", "ahead", "trouble"),
    [
        (-5, True, None, T.CHANNEL), (BARE, True, None, T.NO_EMOJIS), (BARE, False, None, None),
        (CHANNEL, True, timedelta(0), T.IN_THE_PAST), (CHANNEL, True, -timedelta(days=1), T.IN_THE_PAST),
        (CHANNEL, True, MAX_AHEAD + timedelta(days=1), T.TOO_FAR),
    ],
)  # fmt: skip
async def test_what_cannot_be_published_is_refused_before(
    club: Gamification,
    clock: WallClock,
    channel: int,
    buttons: bool,
    ahead: timedelta | None,
    trouble: ContentTrouble | None,
) -> None:
    at = None if ahead is None else clock() + ahead
    if trouble is None:
        await club.posts.create(ADMIN, channel, HELLO, buttons=buttons, at=at)
        return
    with pytest.raises(InvalidContent) as refused:
        await club.posts.create(ADMIN, channel, HELLO, buttons=buttons, at=at)
    assert refused.value.trouble is trouble
    assert await club.posts.scheduled(ADMIN) == []


async def test_only_admins_publish(club: Gamification, clock: WallClock) -> None:
    post = await made(club)
    soon = clock() + timedelta(hours=1)
    for call in (
        club.posts.create(5, CHANNEL, HELLO), club.posts.scheduled(5), club.posts.cancel(5, post.id),
        club.posts.reschedule(5, post.id, soon, expected=post.due_at),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await call
    with pytest.raises(ValueError, match="time zone"):
        await made(club, at=datetime(2027, 1, 1))  # noqa: DTZ001
