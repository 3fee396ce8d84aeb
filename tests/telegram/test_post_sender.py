"""Posts into channels, however Telegram answers: once, and the admin is told how it ended."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter, TelegramServerError
from aiogram.methods import SendMediaGroup, SendMessage
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import ContentFile, FileKind, Gamification
from bot.services.gamification.gamification import assemble
from bot.services.gamification.posts import MAX_LATE, ChannelPost
from bot.services.gamification.rules.publishing import MessageContent, PostState
from bot.telegram.bots import Bots
from bot.telegram.post_sender import PostSender
from bot.telegram.send_pace import SendPace, Traffic
from bot.ui.admin.publish_texts import post_ended_screen
from bot.ui.voice import Voice
from tests.kit.clock import WallClock
from tests.kit.databases import Kind
from tests.kit.recording_session import RecordingSession

ADMIN, CHANNEL = 99, -1001234567890
HELLO = MessageContent("<b>Hola</b>")


@pytest.fixture
def kind() -> Kind:
    return "sqlite"


@pytest.fixture
async def club(database: Database, clock: WallClock) -> Gamification:
    await database.write(
        lambda session: session.execute(
            text(f"UPDATE bot_config SET free_channel_id = '{CHANNEL}', free_reactions = '[\"❤️\"]'")
        )
    )
    return assemble(database, clock=clock, admin_ids=[ADMIN])


@pytest.fixture
def session() -> RecordingSession:
    return RecordingSession()


@pytest.fixture
def sender(club: Gamification, session: RecordingSession) -> PostSender:
    sender = PostSender(club, Voice(), SendPace(Traffic()), post_ended_screen)
    sender._bots = Bots(Bot("42:TEST-TOKEN", session=session))
    return sender


async def made(club: Gamification, content: MessageContent = HELLO, **options: Any) -> ChannelPost:
    return await club.posts.create(ADMIN, CHANNEL, content, language="es", **options)


async def state_of(club: Gamification, post: ChannelPost) -> PostState:
    after = await club.posts.get(post.id)
    assert after is not None
    return after.state


async def test_a_post_has_its_buttons_and_its_protection(
    club: Gamification, sender: PostSender, session: RecordingSession
) -> None:
    post = await made(club, protected=True)
    await sender.send_due()
    (sent,) = session.sent
    assert isinstance(sent, SendMessage)
    assert (sent.chat_id, sent.text, sent.protect_content) == (CHANNEL, "<b>Hola</b>", True)
    assert sent.reply_markup is not None
    assert await state_of(club, post) is PostState.SENT
    await sender.tell_ended()  # it was at once: the panel has said so
    await sender.send_due()
    assert len(session.sent) == 1


async def test_the_text_of_an_album_with_buttons_follows_it(
    club: Gamification, sender: PostSender, session: RecordingSession
) -> None:
    files = tuple(ContentFile(f"AgAC{number}", FileKind.PHOTO) for number in range(2))
    await made(club, MessageContent("Playa", files))
    await made(club, MessageContent("Playa", files), buttons=False)
    await sender.send_due()
    album, its_text, plain = session.sent
    assert isinstance(album, SendMediaGroup)
    assert isinstance(plain, SendMediaGroup)
    assert [one.caption for one in album.media] == [None, None]
    assert isinstance(its_text, SendMessage)
    assert its_text.text == "Playa"
    assert [one.caption for one in plain.media] == ["Playa", None]


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (TelegramBadRequest(None, "not enough rights"), PostState.FAILED, "not enough rights"),  # type: ignore[arg-type]
        (TelegramServerError(None, "Bad Gateway"), PostState.UNKNOWN, "mira el canal"),  # type: ignore[arg-type]
    ],
)
async def test_what_went_wrong_is_told_once_and_nothing_is_sent_again(
    club: Gamification,
    sender: PostSender,
    session: RecordingSession,
    error: Exception,
    state: PostState,
    said: str,
) -> None:
    post = await made(club)
    session.refusals[SendMessage] = error
    await sender.send_due()
    del session.refusals[SendMessage]
    assert await state_of(club, post) is state
    session.sent.clear()
    await sender.send_due()
    await sender.tell_ended()
    await sender.tell_ended()
    (told,) = session.sent
    assert isinstance(told, SendMessage)
    assert told.chat_id == ADMIN
    assert said in told.text


async def test_a_pause_of_telegram_puts_it_off(
    club: Gamification, sender: PostSender, session: RecordingSession
) -> None:
    post = await made(club)
    session.refusals[SendMessage] = TelegramRetryAfter(None, "Too Many Requests", retry_after=0)  # type: ignore[arg-type]
    await sender.send_due()
    assert await state_of(club, post) is PostState.SCHEDULED
    session.refusals.clear()
    await sender.send_due()
    assert await state_of(club, post) is PostState.SENT


async def test_a_post_of_a_time_is_told_and_one_that_was_missed_too(
    club: Gamification, sender: PostSender, session: RecordingSession, clock: WallClock
) -> None:
    missed = await made(club, at=clock() + timedelta(minutes=1))
    clock.passes(minutes=2)
    clock.passes(seconds=MAX_LATE.total_seconds())
    post = await made(club, at=clock() + timedelta(minutes=1))
    clock.passes(minutes=1)
    await sender.send_due()
    await sender.tell_ended()
    channel, *told = (method for method in session.sent if isinstance(method, SendMessage))
    assert channel.chat_id == CHANNEL
    assert [await state_of(club, one) for one in (missed, post)] == [PostState.MISSED, PostState.SENT]
    assert ["no salió" in one.text for one in told] == [True, False]
    assert {one.chat_id for one in told} == {ADMIN}
