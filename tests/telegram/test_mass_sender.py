"""Messages to many members: at most once to each, however Telegram answers and whoever stops it."""

import asyncio
import time
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendPhoto, TelegramMethod
from aiohttp import ClientConnectorError
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import ContentFile, FileKind, Gamification, Identity, Segment, SegmentKind
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import assemble
from bot.services.gamification.mass_messages import SentCounts
from bot.services.gamification.rules.publishing import MessageContent
from bot.services.jobs import Run, RunStatus
from bot.telegram.bots import Bots
from bot.telegram.mass_sender import MassSender
from bot.telegram.send_pace import SendPace, Traffic
from tests.kit.recording_session import RecordingSession

ADMIN = 99
EVERYONE = Segment(SegmentKind.EVERYONE)
HELLO = MessageContent("<b>Hola</b>")
MEMBERS = range(1, 41)


class Telegram(RecordingSession):
    """Answers the calls about a chat with `troubles[chat]`, one after the other, then as usual."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: dict[int, list[Exception]] = {}
        self.arrived: list[int] = []
        self.delay = 0.0
        self.under_way = asyncio.Event()

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        chat = getattr(method, "chat_id", 0)
        self.under_way.set()
        await asyncio.sleep(self.delay)
        if troubles := self.troubles.get(chat):
            raise troubles.pop(0)
        result = await super().make_request(bot, method, timeout)
        self.arrived.append(chat)
        return result


def no_connection() -> TelegramNetworkError:
    error = TelegramNetworkError(None, "ClientConnectorError")  # type: ignore[arg-type]
    error.__cause__ = ClientConnectorError(None, OSError("refused"))  # type: ignore[arg-type]
    return error


def refused(kind: type[Exception], message: str = "Forbidden: bot was blocked by the user") -> Exception:
    return kind(None, message)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def club(database: Database, telegram: Telegram) -> Gamification:
    services = assemble(database, admin_ids=[ADMIN])
    services.jobs.open = lambda: None  # type: ignore[method-assign]
    await services.profiles.ensure(Identity(number, "Ana") for number in MEMBERS)
    opened(services, telegram)
    return services


def opened(services: Gamification, telegram: Telegram, *, quick: bool = True, bot_id: int = 42) -> MassSender:
    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    pace = SendPace(Traffic(), sleep=at_once) if quick else SendPace(Traffic())
    if quick:
        pace.turn = at_once.__get__(0.0)  # type: ignore[method-assign]
    sender = MassSender(services, pace, sleep=at_once if quick else asyncio.sleep)
    sender.open(Bots(Bot(f"{bot_id}:TEST-TOKEN", session=telegram)))
    return sender


async def sent(club: Gamification, content: MessageContent = HELLO) -> tuple[Run, SentCounts]:
    run = await club.mass_messages.start(ADMIN, EVERYONE, content)
    run = await club.jobs.work_one(run.id)
    return run, await club.mass_messages.counts(run.id)


async def test_every_member_gets_it_once(club: Gamification, telegram: Telegram, database: Database) -> None:
    run, counts = await sent(club)
    assert (run.status, run.total, run.processed, run.changed) == (RunStatus.SUCCEEDED, 40, 40, 40)
    assert counts == SentCounts(40, 0, 0, 0)
    assert sorted(telegram.arrived) == list(MEMBERS)
    assert set(telegram.texts) == {"<b>Hola</b>"}
    ended, started = await database.read(latest_changes, 5)
    assert started.change.after == {"segment": "everyone", "text": "Hola", "files": 0}
    assert ended.change.after == {
        "status": "succeeded", "sending": 0, "sent": 40, "unreachable": 0, "refused": 0, "unknown": 0,
    }  # fmt: skip


async def test_who_cannot_be_reached_is_counted_and_nobody_gets_it_twice(
    club: Gamification, telegram: Telegram
) -> None:
    flood = TelegramRetryAfter(None, "Too Many Requests", retry_after=3)  # type: ignore[arg-type]
    telegram.troubles = {
        1: [refused(TelegramForbiddenError)],
        2: [refused(TelegramBadRequest, "Bad Request: chat not found")],
        3: [flood, flood],  # not sent: tried again
        4: [no_connection()],  # not sent: tried again
        5: [refused(TelegramServerError, "Bad Gateway")],  # perhaps sent
        6: [refused(TelegramNetworkError, "Request timeout error")],
        7: [refused(TelegramBadRequest, "Bad Request: can't parse entities")],
    }
    run, counts = await sent(club)
    assert counts == SentCounts(sent=35, unreachable=2, refused=1, unknown=2)
    assert (run.processed, run.changed) == (40, 35)
    assert sorted(telegram.arrived) == [3, 4, *range(8, 41)]


async def test_a_message_that_telegram_refuses_ends_the_run(club: Gamification, telegram: Telegram) -> None:
    telegram.troubles = {
        number: [refused(TelegramBadRequest, "Bad Request: can't parse entities")] for number in MEMBERS
    }
    run, counts = await sent(club)
    assert run.status is RunStatus.FAILED
    assert run.error == "Telegram refuses the message: Bad Request: can't parse entities"
    assert 10 <= counts.refused < 40


async def test_a_run_that_is_worked_again_sends_nothing_twice(
    club: Gamification, telegram: Telegram, database: Database
) -> None:
    run, _ = await sent(club)
    await database.write(
        lambda session: session.execute(
            text("UPDATE job_runs SET status = 'queued', cursor = NULL, processed = 0, changed = 0")
        )
    )
    run = await club.jobs.work_one(run.id)
    assert (run.status, run.processed, run.changed) == (RunStatus.SUCCEEDED, 40, 40)
    assert len(telegram.arrived) == 40


async def test_a_pause_holds_at_once_and_a_resume_sends_the_rest(
    club: Gamification, telegram: Telegram
) -> None:
    telegram.delay = 0.05
    opened(club, telegram, quick=False)
    run = await club.mass_messages.start(ADMIN, EVERYONE, HELLO)
    working = asyncio.ensure_future(club.jobs.work_one(run.id))  # noqa: TID251
    await telegram.under_way.wait()
    await club.jobs.pause(run.id)
    assert (await working).status is RunStatus.PAUSED
    before = len(telegram.arrived)
    assert before < 40
    counts = await club.mass_messages.counts(run.id)
    assert (counts.sent, counts.unknown) == (before, 0)
    telegram.delay = 0.0
    opened(club, telegram)
    await club.jobs.resume(run.id)
    assert (await club.jobs.work_one(run.id)).status is RunStatus.SUCCEEDED
    assert sorted(telegram.arrived) == list(MEMBERS)


async def test_a_cancelled_run_sends_no_more(club: Gamification, telegram: Telegram) -> None:
    telegram.delay = 0.05
    opened(club, telegram, quick=False)
    run = await club.mass_messages.start(ADMIN, EVERYONE, HELLO)
    working = asyncio.ensure_future(club.jobs.work_one(run.id))  # noqa: TID251
    await telegram.under_way.wait()
    await club.jobs.cancel(run.id)
    assert (await working).status is RunStatus.CANCELLED
    counts = await club.mass_messages.counts(run.id)
    assert 0 < counts.sent == len(telegram.arrived) < 40


async def test_at_most_25_a_second(club: Gamification, telegram: Telegram) -> None:
    opened(club, telegram, quick=False)
    began = time.monotonic()
    await sent(club)
    assert len(telegram.arrived) / (time.monotonic() - began) < 30


async def test_a_process_without_a_bot_leaves_it_alone(club: Gamification, database: Database) -> None:
    run = await club.mass_messages.start(ADMIN, EVERYONE, HELLO)
    other = assemble(database)
    assert (await other.jobs.work_one(run.id)).status is RunStatus.QUEUED


async def test_files_go_through_the_bot_that_has_them(club: Gamification, telegram: Telegram) -> None:
    photo = MessageContent("Mira", (ContentFile("AgAC1", FileKind.PHOTO),), bot_id=42)
    await sent(club, photo)
    assert {type(method) for method in telegram.sent} == {SendPhoto}
    opened(club, telegram, bot_id=43)
    run, counts = await sent(club, photo)
    assert run.status is RunStatus.FAILED
    assert "does not run here" in (run.error or "")
    assert counts == SentCounts(0, 0, 0, 0)
