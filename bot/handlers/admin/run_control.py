"""The buttons that pause, resume and cancel a run, of any kind, and the message that shows it."""

from collections.abc import Container
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

from ...services.gamification.gamification import Gamification
from ...services.jobs import Run, RunRefused, UnknownRun
from ...telegram.run_messages import LiveRuns
from ...ui.admin.run_screens import ControlRun
from ...ui.screens import own_message
from ...ui.sweep_keyboards import ControlSweep, RunAction
from ...ui.sweep_texts import STATES
from ...ui.texts import Texts
from ..fallbacks import stale_button


async def control(
    query: CallbackQuery,
    tapped: ControlSweep | ControlRun,
    kinds: Container[str],
    bot: Bot,
    texts: Texts,
    gamification: Gamification,
    live_runs: LiveRuns,
) -> None:
    """Do what was tapped to a run of one of these kinds. If that is no longer possible, say so and show the
    run."""
    jobs = gamification.jobs
    try:
        run = await jobs.get(tapped.run_id)
    except UnknownRun:
        await stale_button(query, texts)
        return
    if run.kind not in kinds:
        await stale_button(query, texts)
        return
    request = {RunAction.PAUSE: jobs.pause, RunAction.RESUME: jobs.resume, RunAction.CANCEL: jobs.cancel}
    try:
        run = await request[tapped.action](run.id)
    except RunRefused:
        run = await jobs.get(run.id)
        await answer(query, texts.plain("error-run-conflict"))
    else:
        if tapped.action is RunAction.RESUME:
            jobs.open()  # as after a start: this process works it, unless another is quicker
        await answer(query, texts.plain(STATES[run.status]))
    await show_run(query, bot, run, texts, live_runs)


async def show_run(query: CallbackQuery, bot: Bot, run: Run, texts: Texts, live_runs: LiveRuns) -> None:
    """Show a run in the message that was tapped, which follows it from now on."""
    if (tapped := own_message(query)) is not None:
        await live_runs.attach(bot, run, tapped.chat.id, tapped.message_id, texts)
    else:  # too old to be edited
        await live_runs.send(bot, run, query.from_user.id, texts)


async def answer(query: CallbackQuery, text: str | None = None) -> None:
    """Answer the tap, if it can still be answered."""
    with suppress(TelegramBadRequest):  # too old; the action is done anyway
        await query.answer(text)
