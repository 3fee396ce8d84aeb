"""/barrido and /sweep, for admins: start the sweep, watch it, pause, resume and cancel it; past runs."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType, ParseMode
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...services.gamification.sweep import KIND as SWEEP
from ...services.jobs import Run
from ...telegram.run_messages import LiveRuns
from ...ui.keyboards import Open, Place
from ...ui.menu import Menu
from ...ui.screens import Screen, is_private, own_message, show
from ...ui.sweep_keyboards import (
    ControlSweep,
    RunsPage,
    StartSweep,
    end_keyboard,
    panel_keyboard,
    run_keyboard,
    runs_keyboard,
)
from ...ui.sweep_texts import STATES, end_text, panel_text, run_text, runs_text
from ...ui.texts import Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from ..member.group import invite_to_private_chat
from .access import is_admin
from .run_control import answer, control, show_run

RUNS_A_PAGE = 8


def router(menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs. It comes first; updates of other members pass
    through."""
    router = FeatureRouter(name="besitos.sweep")
    on_command(router, menu, Place.SWEEP, sweep_command, is_admin)
    link = CommandStart(deep_link=True, magic=F.args == Place.SWEEP)
    router.message.register(sweep_command, link, F.chat.type == ChatType.PRIVATE, is_admin)
    for handler, data in (
        (open_panel, Open.filter(F.place == Place.SWEEP)),
        (start_sweep, StartSweep.filter()),
        (control_sweep, ControlSweep.filter()),
        (open_runs, RunsPage.filter()),
    ):
        router.callback_query.register(handler, data, is_admin)
    return router


async def sweep_command(
    message: Message, bot: Bot, texts: Texts, gamification: Gamification, live_runs: LiveRuns
) -> None:
    """Show the current sweep, or how many members have no profile; in a group, a link to the private chat."""
    if not is_private(message):
        await invite_to_private_chat(message, bot, texts, Place.SWEEP)
        return
    newest = await gamification.sweep.status()
    if newest is not None and not newest.ended:
        await live_runs.send(bot, newest, message.chat.id, texts)
    else:
        await show(message, await _panel(gamification, newest, texts))


async def open_panel(
    query: CallbackQuery, bot: Bot, texts: Texts, gamification: Gamification, live_runs: LiveRuns
) -> None:
    """The same in place of another screen."""
    newest = await gamification.sweep.status()
    if newest is not None and not newest.ended:
        await answer(query, texts.plain(STATES[newest.status]))
        await show_run(query, bot, newest, texts, live_runs)
    else:
        await _show_else(query, await _panel(gamification, newest, texts), live_runs)


async def start_sweep(
    query: CallbackQuery,
    callback_data: StartSweep,
    bot: Bot,
    member: Member,
    texts: Texts,
    gamification: Gamification,
    live_runs: LiveRuns,
) -> None:
    """Start a sweep, once per button: a double tap and an older button show the existing run."""
    newest = await gamification.sweep.status()
    if (newest.id if newest is not None else 0) == callback_data.after:
        once_key = f"telegram:{'dry run' if callback_data.dry else 'sweep'} after {callback_data.after}"
        newest = await gamification.sweep.start(
            member.id, dry_run=callback_data.dry, origin="telegram", once_key=once_key
        )
    elif newest is None or newest.ended:
        await answer(query, texts.plain("sweep-changed"))
        await _show_else(query, await _panel(gamification, newest, texts), live_runs)
        return
    await answer(query, texts.plain(STATES[newest.status]))
    await show_run(query, bot, newest, texts, live_runs)


async def control_sweep(
    query: CallbackQuery,
    callback_data: ControlSweep,
    bot: Bot,
    texts: Texts,
    gamification: Gamification,
    live_runs: LiveRuns,
) -> None:
    """Pause, resume or cancel it. If that is no longer possible, say so and show the run."""
    await control(query, callback_data, {SWEEP}, bot, texts, gamification, live_runs)


async def open_runs(
    query: CallbackQuery,
    callback_data: RunsPage,
    bot: Bot,
    texts: Texts,
    gamification: Gamification,
    live_runs: LiveRuns,
) -> None:
    """Show a page of past runs: in place, or in a new message if this one shows a current run."""
    screen = await runs_screen(gamification, callback_data.page, texts)
    if callback_data.apart:
        await answer(query)
        await bot.send_message(
            query.from_user.id, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
        )
    else:
        await _show_else(query, screen, live_runs)


def run_screen(run: Run, texts: Texts) -> Screen:
    """A sweep as it is now."""
    return Screen(run_text(run, texts), run_keyboard(run, texts))


def end_screen(run: Run, texts: Texts) -> Screen:
    """The announcement that a run has ended; with buttons if it was a sweep."""
    return Screen(end_text(run, texts), end_keyboard(run, texts) if run.kind == SWEEP else None)


async def runs_screen(gamification: Gamification, page: int, texts: Texts) -> Screen:
    """A page of all runs, newest first."""
    first = page * RUNS_A_PAGE
    runs = (await gamification.jobs.history(limit=first + RUNS_A_PAGE + 1))[first:]
    return Screen(
        runs_text(runs[:RUNS_A_PAGE], texts),
        runs_keyboard(page=page, more=len(runs) > RUNS_A_PAGE, texts=texts),
    )


async def _panel(gamification: Gamification, newest: Run | None, texts: Texts) -> Screen:
    missing = await gamification.sweep.missing()
    return Screen(panel_text(missing, newest, texts), panel_keyboard(newest, texts))


async def _show_else(query: CallbackQuery, screen: Screen, live_runs: LiveRuns) -> None:
    if (tapped := own_message(query)) is not None:
        await live_runs.detach(tapped.chat.id, tapped.message_id)
    await show(query, screen)
