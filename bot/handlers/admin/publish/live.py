"""Shows a run that pays or writes to many while the panel is open."""

from aiogram_dialog import DialogManager, ShowMode

from ....services.jobs import Run
from ....telegram.run_messages import LiveRuns


async def show_live(manager: DialogManager, run: Run) -> None:
    """Show a run in a message of its own, above the window, which follows it from now on."""
    data = manager.middleware_data
    live_runs: LiveRuns = data["live_runs"]
    await live_runs.send(data["bot"], run, data["member"].id, data["texts"])
    manager.show_mode = ShowMode.DELETE_AND_SEND
