"""The live message of a run that pays or writes to many: pause, resume and cancel."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from ....services.gamification.gamification import Gamification
from ....services.gamification.mass_messages import KIND as MESSAGES
from ....services.gamification.mass_payments import KIND as PAYMENTS
from ....telegram.run_messages import LiveRuns
from ....ui.admin.run_screens import ControlRun
from ....ui.menu import Menu
from ....ui.texts import Texts
from ...feature_router import FeatureRouter
from ..access import is_admin
from ..run_control import control

KINDS = frozenset({MESSAGES, PAYMENTS})


def router(_menu: Menu) -> Router:
    """Return a new router, which each dispatcher needs. Updates of other members pass through."""
    router = FeatureRouter(name="besitos.runs")
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
    await control(query, callback_data, KINDS, bot, texts, gamification, live_runs)
