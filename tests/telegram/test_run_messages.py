"""Messages that follow a run: how often they are edited, by whom, after a restart; and the news of its
end."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bot.app import Application
from bot.database import Database
from bot.database.tables.jobs import JobRun
from bot.handlers.admin.sweep import run_screen
from bot.services.gamification import RunStatus
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.sweep import KIND
from bot.services.jobs import JobRunner, Run, RunMessages, requests
from bot.services.jobs.run import MAX_LEASE
from bot.settings import load_settings
from bot.telegram.bots import Bots
from bot.telegram.run_messages import EVERY_SECONDS, LiveRuns
from tests.kit.clock import RunningClock
from tests.kit.eventually import eventually
from tests.kit.harness import Harness
from tests.kit.recording_session import RecordingSession, message, person, recording_bot, tap
from tests.kit.runners import looked_again
from tests.kit.voice import VOICE, texts_in

ADMIN = person(99, "Jefa", "es")
EVERY = 0.4


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
async def serving(database_url: str, clock: RunningClock) -> AsyncIterator["Serving"]:
    async with AsyncExitStack() as stack:
        yield Serving(database_url, clock, stack)


class Serving:
    """Starts bots on one database, as processes that serve it would be."""

    def __init__(self, url: str, clock: RunningClock, stack: AsyncExitStack) -> None:
        self._url = url
        self._clock = clock
        self._stack = stack

    async def bot(self, *, starts: bool = True) -> Harness:
        settings = load_settings(database_url=self._url, auto_upgrade=False, admin_ids=frozenset({ADMIN.id}))
        application = await self._stack.enter_async_context(Application(settings, clock=self._clock))
        harness = Harness(application, *recording_bot())
        if starts:
            await self.start(harness)
        return harness

    async def start(self, harness: Harness) -> None:
        """What `serve` does before the first update."""
        dispatcher = harness.application.dispatcher
        await dispatcher.emit_startup(bot=harness.bot, dispatcher=dispatcher, **dispatcher.workflow_data)


class Timed(RecordingSession):
    """Notes when edits arrive; Telegram takes a moment for each."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    async def make_request(self, bot: Any, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if isinstance(method, EditMessageText):
            self.times.append(time.monotonic())
            await asyncio.sleep(0.02)
        return await super().make_request(bot, method, timeout)


async def a_run(database: Database, clock: RunningClock, *, started_by: int | None = None) -> Run:
    """A sweep under way in another process: nobody here takes it up.

    It is queued and taken in one transaction, so that no runner of the test sees it waiting. The lease is a
    second below the longest: a runner that read its clock before this one did must not count it as too long.
    """

    def unit(session: Session) -> int:
        run, _new = requests.queue(session, KIND, {}, False, started_by, "terminal", None, 100, 100, clock())
        session.execute(
            update(JobRun)
            .where(JobRun.id == run.id)
            .values(
                status="running", lease_owner="elsewhere", started_at=clock(), total=1_000,
                lease_until=clock() + MAX_LEASE - timedelta(seconds=1),
            )
        )  # fmt: skip
        return run.id

    return await JobRunner(database, job_kinds(), clock=clock).get(await database.write(unit))


async def change(database: Database, run: Run, **values: Any) -> None:
    await database.write(lambda s: s.execute(update(JobRun).where(JobRun.id == run.id).values(**values)))


def edits(session: RecordingSession) -> list[EditMessageText]:
    return [call for call in session.sent if isinstance(call, EditMessageText)]


def texts_of(session: RecordingSession) -> list[str]:
    """What messages were edited to say."""
    return [str(edit.text) for edit in edits(session)]


def messages(session: RecordingSession) -> list[SendMessage]:
    return [call for call in session.sent if isinstance(call, SendMessage)]


def test_the_interval_is_three_seconds() -> None:
    assert EVERY_SECONDS == 3.0


async def test_two_processes_and_hasty_taps_edit_a_message_no_oftener_than_allowed(
    database: Database, clock: RunningClock
) -> None:
    run = await a_run(database, clock)
    followers, sessions = [], []
    for _ in range(2):
        bot, _session = recording_bot()
        bot.session = session = Timed()
        live = LiveRuns(
            RunMessages(database), run_screen, clock, VOICE, every_seconds=EVERY, look_every_seconds=0.03
        )
        followers.append((live, bot))
        sessions.append(session)
    texts = texts_in("es")
    await followers[0][0].attach(followers[0][1], run, ADMIN.id, 5, texts)
    for live, bot in followers:
        live.open(Bots(bot))
    until = time.monotonic() + 7 * EVERY
    processed = 0
    while time.monotonic() < until:
        processed += 1
        await change(database, run, processed=processed)
        live, bot = followers[processed % 2]
        await live.attach(bot, run, ADMIN.id, 5, texts)
    last = f"<b>{processed}</b> de 1.000"
    await eventually(lambda: any(last in said for session in sessions for said in texts_of(session)))
    for live, _bot in followers:
        await live.close()
    times = sorted(moment for session in sessions for moment in session.times)
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) >= EVERY
    assert 4 <= len(times) <= 9
    assert processed > 2 * len(times)


async def test_what_did_not_change_is_not_edited(database: Database, clock: RunningClock) -> None:
    run = await a_run(database, clock)
    await change(database, run, status="paused", lease_owner=None, lease_until=None)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    await live.attach(bot, run, ADMIN.id, 5, texts_in("es"))
    for _ in range(5):
        clock.ahead += timedelta(seconds=5)
        await live.refresh_due(bot)
    assert len(edits(session)) == 1


async def test_a_restart_picks_the_message_up_in_its_language(
    serving: Serving, database: Database, clock: RunningClock
) -> None:
    before = await serving.bot()
    run = await a_run(database, clock)
    english = person(ADMIN.id, "Jefa", "en")
    await before.gets(message(english, "/sweep"))
    await before.application.close()
    await change(database, run, processed=500)
    clock.ahead += timedelta(minutes=30)
    after = await serving.bot()
    await eventually(lambda: edits(after.session))
    [edit] = edits(after.session)
    assert edit.chat_id == ADMIN.id
    assert "<b>500</b> of 1,000" in str(edit.text)
    clock.ahead += timedelta(seconds=5)
    await change(database, run, status="cancelled", finished_at=clock())
    await eventually(lambda: len(edits(after.session)) == 2)
    assert {edit.message_id for edit in edits(after.session)} == {edit.message_id}
    assert "Cancelled" in texts_of(after.session)[-1]
    for _ in range(3):
        clock.ahead += timedelta(seconds=5)
        await after.application.live_runs.refresh_due(after.bot)
    assert len(edits(after.session)) == 2


async def test_a_failed_run_resumed_elsewhere_goes_on_in_its_message(
    database: Database, clock: RunningClock
) -> None:
    run = await a_run(database, clock)
    await change(database, run, status="failed", error="away", lease_owner=None, lease_until=None)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    await live.attach(bot, run, ADMIN.id, 5, texts_in("es"))
    assert "away" in texts_of(session)[-1]
    await JobRunner(database, job_kinds(), clock=clock).resume(run.id)
    clock.ahead += timedelta(seconds=5)
    await live.refresh_due(bot)
    assert "Empieza enseguida" in texts_of(session)[-1]


async def test_a_message_that_shows_something_else_is_left_alone(
    database: Database, clock: RunningClock
) -> None:
    run = await a_run(database, clock)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    await live.attach(bot, run, ADMIN.id, 5, texts_in("es"))
    await live.detach(ADMIN.id, 5)
    await change(database, run, processed=7)
    clock.ahead += timedelta(seconds=5)
    await live.refresh_due(bot)
    assert len(edits(session)) == 1


EDIT = EditMessageText(text="x", chat_id=1, message_id=5)


@pytest.mark.parametrize(
    ("error", "again_after"),
    [
        (TelegramRetryAfter(EDIT, "flood", 30), 30),
        (TelegramNetworkError(EDIT, "away"), 10),
        (TelegramBadRequest(EDIT, "Bad Request: message to edit not found"), None),
        (TelegramForbiddenError(EDIT, "bot was blocked by the user"), None),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_telegram_refuses(
    database: Database, clock: RunningClock, error: Exception, again_after: int | None
) -> None:
    run = await a_run(database, clock)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    session.refusals[EditMessageText] = error
    await live.attach(bot, run, ADMIN.id, 5, texts_in("es"))
    assert len(edits(session)) == 1
    session.refusals.clear()
    clock.ahead += timedelta(seconds=(again_after or 30) - 2)
    await live.refresh_due(bot)
    assert len(edits(session)) == 1
    clock.ahead += timedelta(seconds=3)
    await live.refresh_due(bot)
    assert len(edits(session)) == (1 if again_after is None else 2)


async def test_an_edit_that_would_change_nothing_counts_as_made(
    database: Database, clock: RunningClock
) -> None:
    run = await a_run(database, clock)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    session.refusals[EditMessageText] = TelegramBadRequest(EDIT, "Bad Request: message is not modified: ...")
    await live.attach(bot, run, ADMIN.id, 5, texts_in("es"))
    clock.ahead += timedelta(seconds=5)
    await live.refresh_due(bot)
    assert len(edits(session)) == 1


async def test_two_chats_follow_one_run(database: Database, clock: RunningClock) -> None:
    run = await a_run(database, clock)
    bot, session = recording_bot()
    live = LiveRuns(RunMessages(database), run_screen, clock, VOICE)
    await live.send(bot, run, ADMIN.id, texts_in("es"))
    await live.send(bot, run, 98, texts_in("en"))
    await change(database, run, status="succeeded", processed=1_000)
    clock.ahead += timedelta(seconds=5)
    await live.refresh_due(bot)
    assert {edit.chat_id: str(edit.text).splitlines()[-1] for edit in edits(session)} == {
        ADMIN.id: "✅ Terminado.", 98: "✅ Done."
    }  # fmt: skip


# The news of the end


async def test_the_end_is_told_once_by_one_of_the_processes(serving: Serving, clock: RunningClock) -> None:
    first, second = await serving.bot(), await serving.bot()
    run = await JobRunner(first.application.database, job_kinds(), clock=clock).queue(
        KIND, origin="terminal", started_by=ADMIN.id
    )
    for one in (first, second):
        one.application.gamification.jobs.open()
    await eventually(lambda: messages(first.session) + messages(second.session))
    await looked_again(*(one.application.gamification.jobs for one in (first, second)))
    [told] = messages(first.session) + messages(second.session)
    assert told.chat_id == ADMIN.id
    assert f"Barrido nº {run.id} terminado" in told.text


@pytest.mark.parametrize("starter", [None, ADMIN.id], ids=["schedule", "admin"])
async def test_a_run_of_the_schedule_is_told_to_nobody_and_a_failure_to_its_admin(
    serving: Serving, clock: RunningClock, starter: int | None
) -> None:
    harness = await serving.bot(starts=False)
    database = harness.application.database
    run = await a_run(database, clock, started_by=starter)
    await change(
        database, run, status="failed", error="no <space> left", finished_at=clock(), lease_owner=None,
        lease_until=None,
    )  # fmt: skip
    await serving.start(harness)  # it ended while no bot was there
    harness.application.gamification.jobs.open()
    if starter is None:
        await looked_again(harness.application.gamification.jobs)
        assert messages(harness.session) == []
        return
    await eventually(lambda: messages(harness.session))
    [told] = messages(harness.session)
    assert "no &lt;space&gt; left" in told.text
    assert harness.buttons == [f"bs.swrun:resume:{run.id}", "bs.open:sweep"]


async def test_an_admin_out_of_reach_is_not_tried_for_ever(serving: Serving, clock: RunningClock) -> None:
    harness = await serving.bot()
    database = harness.application.database
    error = TelegramForbiddenError(SendMessage(chat_id=1, text="x"), "bot was blocked by the user")
    harness.session.refusals[SendMessage] = error
    run = await a_run(database, clock, started_by=ADMIN.id)
    await change(database, run, status="succeeded", finished_at=clock(), lease_owner=None, lease_until=None)
    harness.application.gamification.jobs.open()
    await eventually(lambda: messages(harness.session))
    async with asyncio.timeout(30):
        while await database.read(lambda s: s.execute(text("SELECT told_at FROM job_runs")).scalar()) is None:
            await asyncio.sleep(0.02)
    assert len(messages(harness.session)) == 1


async def test_paused_in_telegram_while_another_process_works_it(
    serving: Serving, clock: RunningClock
) -> None:
    harness = await serving.bot()
    run = await a_run(harness.application.database, clock)
    await harness.gets(message(ADMIN, "/sweep"))
    clock.ahead += timedelta(seconds=5)
    await harness.gets(tap(ADMIN, f"bs.swrun:pause:{run.id}"))
    assert (await harness.application.gamification.jobs.get(run.id)).status is RunStatus.PAUSING
    assert texts_in("es").plain("sweep-pausing") in harness.session.texts
    clock.ahead += timedelta(seconds=5)
    await change(  # the worker's end of the batch
        harness.application.database, run, status="paused", lease_owner=None, lease_until=None
    )
    await eventually(lambda: any("En pausa" in said for said in texts_of(harness.session)))
