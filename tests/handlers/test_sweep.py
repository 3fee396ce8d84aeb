"""/barrido and /sweep: what admins see and can do, and that nobody else sees anything of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, EditMessageText, SendMessage
from aiogram.types import Message
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bot.app import Application
from bot.database.tables.host import User
from bot.database.tables.jobs import JobRun
from bot.services.gamification import Identity, RunStatus
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.sweep import KIND
from bot.services.jobs import JobRunner, Run
from bot.settings import load_settings
from bot.ui.keyboards import Open, Place
from bot.ui.sweep_keyboards import ControlSweep, RunAction, RunsPage, StartSweep
from tests.kit.clock import RunningClock
from tests.kit.harness import Harness
from tests.kit.recording_session import group, message, person, recording_bot, tap
from tests.kit.voice import texts_in

ADMIN = person(99, "Jefa", "es")
BOSS = person(98, "Boss", "en")
ANA = person(1, "Ana", "es")
PANEL = Open(place=Place.SWEEP).pack()
HOME = Open(place=Place.PANEL).pack()
TAPPED = 5
"""The message under every button of `tap`."""


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
async def harness(database_url: str, clock: RunningClock) -> AsyncIterator[Harness]:
    settings = load_settings(
        database_url=database_url, auto_upgrade=False, admin_ids=frozenset({ADMIN.id, BOSS.id})
    )
    async with Application(settings, clock=clock) as application:
        yield Harness(application, *recording_bot())


async def dormant(harness: Harness, members: int) -> None:
    """Members who never came back; with the admin, who has a profile from the first update on."""
    await harness.application.gamification.profiles.ensure(
        Identity(n, f"M{n}") for n in range(1_000, 1_000 + members)
    )
    await harness.application.database.write(
        lambda s: s.execute(text("DELETE FROM user_gamification_profiles WHERE user_id >= 1000"))
    )


async def from_terminal(harness: Harness, **options: object) -> Run:
    """A sweep that was started in a terminal, and that no bot works."""
    runner = JobRunner(
        harness.application.database, job_kinds(), clock=harness.application.gamification.clock
    )
    return await runner.queue(KIND, origin="terminal", **options)  # type: ignore[arg-type]


async def status(harness: Harness, run: Run) -> RunStatus:
    return (await harness.application.gamification.jobs.get(run.id)).status


async def change(harness: Harness, run: Run, **values: Any) -> None:
    """What a worker elsewhere would write."""
    await harness.application.database.write(
        lambda s: s.execute(update(JobRun).where(JobRun.id == run.id).values(**values))
    )


def edits(harness: Harness) -> list[EditMessageText]:
    """Edits of messages."""
    return [call for call in harness.session.sent if isinstance(call, EditMessageText)]


def control(what: RunAction, run: Run) -> str:
    return ControlSweep(action=what, run_id=run.id).pack()


def answered(harness: Harness) -> list[str | None]:
    """What taps were answered."""
    return [call.text for call in harness.session.sent if isinstance(call, AnswerCallbackQuery)]


# Nobody else


@pytest.mark.parametrize("words", ["/sweep", "/barrido", "/sweep start", "/sweep@besitos_bot"])
async def test_others_get_what_an_unknown_command_gets(harness: Harness, words: str) -> None:
    unknown = await harness.gets(message(ANA, "/nosuchcommand"))
    buttons = harness.buttons
    assert await harness.gets(message(ANA, words)) == unknown == [texts_in("es").html("error-not-understood")]
    assert harness.buttons == buttons


async def test_others_get_nothing_in_a_group_and_the_welcome_from_the_link(harness: Harness) -> None:
    assert await harness.gets(message(ANA, "/sweep", chat=group())) == []
    welcome = await harness.gets(message(ANA, "/start"))
    assert await harness.gets(message(ANA, "/start sweep")) == welcome


async def test_forged_buttons_of_others_are_buttons_that_do_not_exist(harness: Harness) -> None:
    run = await from_terminal(harness)
    unknown = await harness.gets(tap(ANA, "bs.nosuchbutton"))
    for data in (
        PANEL,
        StartSweep(dry=False, after=run.id).pack(),
        StartSweep(dry=False, after=0).pack(),
        *(control(what, run) for what in RunAction),
        RunsPage(page=0).pack(),
    ):
        assert await harness.gets(tap(ANA, data)) == unknown == [texts_in("es").plain("error-stale-button")]
    assert await status(harness, run) is RunStatus.QUEUED
    assert len(await harness.application.gamification.jobs.history()) == 1


async def test_an_admin_by_role_until_the_role_is_taken(harness: Harness) -> None:
    await harness.gets(message(ANA, "/start"))
    for role, sees in (("ADMIN", True), ("FREE", False)):
        became = update(User).where(User.user_id == ANA.id).values(role=role)
        await harness.application.database.write(Session.execute, became)
        [said] = await harness.gets(message(ANA, "/sweep"))
        assert ("Barrido" in said) is sees
        [said] = await harness.gets(tap(ANA, PANEL))
        assert ("Barrido" in said) is sees


# Starting


async def test_the_panel_tells_how_many_have_no_profile(harness: Harness) -> None:
    await dormant(harness, 12)
    [said] = await harness.gets(message(ADMIN, "/barrido"))
    assert "<b>12</b> personas todavía no tienen perfil" in said
    assert harness.buttons == [
        StartSweep(dry=True, after=0).pack(), StartSweep(dry=False, after=0).pack(), RunsPage(page=0).pack(),
        HOME,
    ]  # fmt: skip
    [said] = await harness.gets(message(BOSS, "/sweep"))
    assert "<b>12</b> people have no profile yet" in said


async def test_a_dry_run_counts_and_a_start_makes_them(harness: Harness) -> None:
    gamification = harness.application.gamification
    await dormant(harness, 12)
    await harness.gets(message(ADMIN, "/sweep"))
    await harness.gets(tap(ADMIN, StartSweep(dry=True, after=0).pack()))
    dry = await gamification.sweep.wait(1)
    assert (dry.status, dry.dry_run, dry.created, dry.origin) == (RunStatus.SUCCEEDED, True, 12, "telegram")
    assert dry.started_by == ADMIN.id
    assert await gamification.sweep.missing() == 12
    await harness.gets(tap(ADMIN, StartSweep(dry=False, after=1).pack()))
    assert (await gamification.sweep.wait(2)).created == 12
    assert await gamification.sweep.missing() == 0


async def test_taps_at_the_same_moment_start_one_run(harness: Harness) -> None:
    await dormant(harness, 3)
    await harness.gets(message(ADMIN, "/sweep"))
    await harness.gets(message(BOSS, "/sweep"))
    data = StartSweep(dry=False, after=0).pack()
    await asyncio.gather(*(harness.gets(tap(who, data)) for who in (ADMIN, BOSS, ADMIN, ADMIN)))
    await harness.application.gamification.sweep.wait(1)
    await harness.gets(tap(ADMIN, data))
    assert len(await harness.application.gamification.jobs.history()) == 1


async def test_an_old_start_button_shows_how_things_are(harness: Harness) -> None:
    run = await from_terminal(harness)
    await harness.gets(tap(ADMIN, StartSweep(dry=False, after=0).pack()))
    assert answered(harness) == [texts_in("es").plain("sweep-queued")]
    assert control(RunAction.PAUSE, run) in harness.buttons
    await harness.application.gamification.jobs.cancel(run.id)
    await harness.gets(tap(ADMIN, StartSweep(dry=True, after=0).pack()))
    assert texts_in("es").plain("sweep-changed") in answered(harness)
    assert StartSweep(dry=True, after=run.id).pack() in harness.buttons
    assert len(await harness.application.gamification.jobs.history()) == 1


# Watching and controlling


async def test_started_in_the_terminal_controlled_in_telegram(harness: Harness, clock: RunningClock) -> None:
    run = await from_terminal(harness, params={"only_vip": True, "limit": 500}, started_by=BOSS.id)
    await change(
        harness, run, status="running", processed=340, total=1_000, changed=12, rows_per_second=20.0,
        started_at=clock(), bad_rows=2,
    )  # fmt: skip
    [said] = await harness.gets(message(ADMIN, "/sweep"))
    for part in (
        f"Barrido nº {run.id}", "▰▰▰▱▱▱▱▱▱▱ 34 %", "<b>340</b> de 1.000", "Perfiles nuevos: <b>12</b>", "VIP",
        "los primeros 500", "20 por segundo", "quedan 33 s", "No se pudo con: <b>2</b>", "En marcha",
    ):  # fmt: skip
        assert part in said
    assert harness.buttons == [
        control(RunAction.PAUSE, run), control(RunAction.CANCEL, run), RunsPage(page=0, apart=True).pack()
    ]  # fmt: skip
    clock.ahead += timedelta(seconds=5)
    await harness.gets(tap(ADMIN, control(RunAction.PAUSE, run)))
    assert await status(harness, run) is RunStatus.PAUSED
    assert answered(harness) == [texts_in("es").plain("sweep-paused")]
    assert harness.buttons[:2] == [control(RunAction.RESUME, run), control(RunAction.CANCEL, run)]
    clock.ahead += timedelta(seconds=5)
    await harness.gets(tap(ADMIN, control(RunAction.RESUME, run)))
    assert answered(harness) == [texts_in("es").plain("sweep-queued")]
    assert (await harness.application.gamification.sweep.wait(run.id)).status is RunStatus.SUCCEEDED


async def test_cancelled_from_the_message(harness: Harness, clock: RunningClock) -> None:
    run = await from_terminal(harness)
    await harness.gets(message(ADMIN, "/sweep"))
    clock.ahead += timedelta(seconds=5)
    said = await harness.gets(tap(ADMIN, control(RunAction.CANCEL, run)))
    assert await status(harness, run) is RunStatus.CANCELLED
    assert answered(harness) == [texts_in("es").plain("sweep-cancelled")]
    assert "Lo que ya estaba hecho se queda" in said[-1]
    assert harness.buttons == [RunsPage(page=0).pack(), PANEL, HOME]


async def test_asked_twice_does_no_harm_and_too_late_is_said(harness: Harness) -> None:
    run = await from_terminal(harness)
    for _ in range(2):
        await harness.gets(tap(ADMIN, control(RunAction.PAUSE, run)))
        assert answered(harness) == [texts_in("es").plain("sweep-paused")]
    for _ in range(2):
        await harness.gets(tap(ADMIN, control(RunAction.CANCEL, run)))
        assert answered(harness) == [texts_in("es").plain("sweep-cancelled")]
    for what in (RunAction.PAUSE, RunAction.RESUME):
        await harness.gets(tap(ADMIN, control(what, run)))
        assert answered(harness) == [texts_in("es").plain("error-run-conflict")]
    assert await status(harness, run) is RunStatus.CANCELLED


@pytest.mark.parametrize(
    "data",
    ["bs.swrun:pause:999", "bs.swrun:pause:-1", "bs.swrun:explode:1",
     f"bs.swrun:pause:{2**63}", "bs.runs:-1:0",
     "bs.runs:1000000:0", "bs.swstart:1:-1", "bs.swstart:maybe:0", f"bs.swstart:1:{2**64}"],
)  # fmt: skip
async def test_buttons_that_carry_nonsense_are_answered(harness: Harness, data: str) -> None:
    assert await harness.gets(tap(ADMIN, data)) == [texts_in("es").plain("error-stale-button")]
    assert await harness.application.gamification.jobs.history() == []


async def test_runs_of_other_kinds_are_not_controlled_from_here(harness: Harness) -> None:
    run = await harness.application.gamification.jobs.queue("recompute_levels", {"level_formula": "1"})
    assert await harness.gets(tap(ADMIN, control(RunAction.CANCEL, run))) == [
        texts_in("es").plain("error-stale-button")
    ]
    assert await status(harness, run) is RunStatus.QUEUED


async def test_a_message_too_old_to_be_edited_gets_a_new_one(harness: Harness) -> None:
    run = await from_terminal(harness)
    await harness.gets(tap(ADMIN, control(RunAction.PAUSE, run), too_old=True))
    assert await status(harness, run) is RunStatus.PAUSED
    assert [type(call) for call in harness.session.sent] == [AnswerCallbackQuery, SendMessage]


async def test_there_is_one_message_for_a_run_in_a_chat(harness: Harness, clock: RunningClock) -> None:
    await from_terminal(harness)
    await harness.gets(message(ADMIN, "/sweep"))
    await harness.gets(message(ADMIN, "/sweep"))
    [deleted] = [call for call in harness.session.sent if isinstance(call, DeleteMessage)]
    clock.ahead += timedelta(seconds=5)
    await harness.gets(tap(ADMIN, PANEL))  # the panel becomes the message
    [deleted_then] = [call for call in harness.session.sent if isinstance(call, DeleteMessage)]
    [edited] = edits(harness)
    assert edited.message_id == TAPPED
    assert len({deleted.message_id, deleted_then.message_id, TAPPED}) == 3


async def test_a_failed_run_tells_why_and_goes_on(harness: Harness, clock: RunningClock) -> None:
    run = await from_terminal(harness)
    await change(harness, run, status="failed", error="disk <full>", finished_at=clock(), told_at=clock())
    [said] = await harness.gets(message(ADMIN, "/sweep"))
    assert f"El nº {run.id} se quedó a medias" in said
    assert harness.buttons[0] == control(RunAction.RESUME, run)
    await harness.gets(tap(ADMIN, control(RunAction.RESUME, run)))
    assert (await harness.application.gamification.sweep.wait(run.id)).status is RunStatus.SUCCEEDED


async def test_the_history_has_pages_of_all_runs(harness: Harness, clock: RunningClock) -> None:
    jobs = harness.application.gamification.jobs
    assert await harness.gets(tap(ADMIN, RunsPage(page=0).pack())) == [texts_in("es").html("runs-empty")]
    for n in range(1, 10):
        run = await from_terminal(harness, dry_run=n == 9)
        await jobs.cancel(run.id)
    await jobs.queue("tidy_streaks", origin="schedule")
    [said] = await harness.gets(tap(ADMIN, RunsPage(page=0).pack()))
    assert "⏳ <b>Rachas</b> nº 10" in said
    assert "⏹ <b>Ensayo</b> nº 9" in said
    assert "nº 2 " not in said
    assert harness.buttons == [RunsPage(page=1).pack(), PANEL, HOME]
    [said] = await harness.gets(tap(ADMIN, RunsPage(page=1).pack()))
    assert "<b>Barrido</b> nº 1 " in said
    assert "nº 3 " not in said
    assert harness.buttons == [RunsPage(page=0).pack(), PANEL, HOME]
    [said] = await harness.gets(tap(ADMIN, RunsPage(page=50).pack()))
    assert said == texts_in("es").html("runs-empty")


async def test_during_a_run_the_history_is_a_message_of_its_own(harness: Harness) -> None:
    await from_terminal(harness)
    await harness.gets(message(ADMIN, "/sweep"))
    await harness.gets(tap(ADMIN, RunsPage(page=0, apart=True).pack()))
    assert [type(call) for call in harness.session.sent] == [AnswerCallbackQuery, SendMessage]


async def test_in_a_group_an_admin_is_invited_to_the_private_chat(harness: Harness) -> None:
    assert await harness.gets(message(ADMIN, "/sweep", chat=group())) == [
        texts_in("es").html("group-in-private")
    ]
    assert harness.buttons == ["https://t.me/besitos_bot?start=sweep"]
    [said] = await harness.gets(message(ADMIN, "/start sweep"))
    assert "Barrido" in said
    in_group = tap(ADMIN, StartSweep(dry=False, after=0).pack())
    assert in_group.callback_query is not None
    assert isinstance(in_group.callback_query.message, Message)
    forged = in_group.callback_query.message.model_copy(update={"chat": group()})
    in_group = in_group.model_copy(
        update={"callback_query": in_group.callback_query.model_copy(update={"message": forged})}
    )
    assert await harness.gets(in_group) == [texts_in("es").plain("error-stale-button")]
