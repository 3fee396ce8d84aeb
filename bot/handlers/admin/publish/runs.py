"""The live message of a run that pays or writes to many: pause, resume and cancel."""

from contextlib import suppress

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode

from ....services.gamification.gamification import Gamification
from ....services.gamification.mass_messages import KIND as MESSAGES
from ....services.gamification.mass_payments import KIND as PAYMENTS
from ....services.jobs import Run, RunRefused, UnknownRun
from ....telegram.run_messages import LiveRuns
from ....ui.admin.run_screens import ControlRun
from ....ui.menu import Menu
from ....ui.screens import own_message
from ....ui.sweep_keyboards import RunAction
from ....ui.sweep_texts import STATES
from ....ui.texts import Texts
from ...fallbacks import stale_button
from ..access import is_admin

KINDS = frozenset({MESSAGES, PAYMENTS})


def router(_menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs. Updates of other members pass through."""
    router = Router(name="besitos.runs")
    router.callback_query.register(control_run, ControlRun.filter(), is_admin)
    return router


async def control_run(
    query: CallbackQuery,
    callback_data: ControlRun,
    bot: Bot,
    texts: Texts,
    gamification: Gamification,
    live_runs: LiveRuns,
) -> None:
    """Pause, resume or cancel it. If that is no longer possible, say so and show the run."""
    jobs = gamification.jobs
    try:
        run = await jobs.get(callback_data.run_id)
    except UnknownRun:
        await stale_button(query, texts)
        return
    if run.kind not in KINDS:
        await stale_button(query, texts)
        return
    request = {RunAction.PAUSE: jobs.pause, RunAction.RESUME: jobs.resume, RunAction.CANCEL: jobs.cancel}
    try:
        run = await request[callback_data.action](run.id)
    except RunRefused:
        run = await jobs.get(run.id)
        await _answer(query, texts.plain("error-run-conflict"))
    else:
        if callback_data.action is RunAction.RESUME:
            jobs.open()
        await _answer(query, texts.plain(STATES[run.status]))
    if (tapped := own_message(query)) is not None:
        await live_runs.attach(bot, run, tapped.chat.id, tapped.message_id, texts)
    else:  # too old to be edited
        await live_runs.send(bot, run, query.from_user.id, texts)


async def show_live(manager: DialogManager, run: Run) -> None:
    """Show a run in a message of its own, above the window, which follows it from now on."""
    data = manager.middleware_data
    live_runs: LiveRuns = data["live_runs"]
    await live_runs.send(data["bot"], run, data["member"].id, data["texts"])
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def _answer(query: CallbackQuery, text: str) -> None:
    with suppress(TelegramBadRequest):  # too old to be answered; the action is done anyway
        await query.answer(text)
