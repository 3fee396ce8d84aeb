"""The section's first window, and all its dialogs."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Start

from ....services.gamification import Gamification
from ..windows.questions import told
from ..windows.say import Say
from ..windows.section import Section
from ..windows.window import panel_window
from .live import show_live
from .message import message_dialog
from .payment import payment_dialog
from .post import post_dialog
from .scheduled import scheduled_dialog
from .states import NewMessage, NewPayment, NewPost, Publish, Scheduled


def dialogs() -> Sequence[Dialog]:
    """Return new dialogs."""
    return [
        Dialog(
            panel_window(
                Say("admin-publish-menu"),
                Start(Say("admin-publish-button-post"), id="post", state=NewPost.channel),
                Start(Say("admin-publish-button-scheduled"), id="times", state=Scheduled.list),
                Start(Say("admin-publish-button-message"), id="message", state=NewMessage.segment),
                Start(Say("admin-publish-button-payment"), id="payment", state=NewPayment.segment),
                Button(Say("admin-publish-button-progress"), id="runs", on_click=_show_runs),
                state=Publish.menu,
            )
        ),
        post_dialog(),
        scheduled_dialog(),
        message_dialog(),
        payment_dialog(),
    ]


SECTION = Section("publish", "admin-publish-title", Publish.menu, dialogs)


async def _show_runs(_query: CallbackQuery, _button: Any, manager: DialogManager) -> None:
    """Show the newest message and the newest payment to many, live."""
    gamification: Gamification = manager.middleware_data["gamification"]
    newest = [await gamification.mass_messages.latest(), await gamification.mass_payments.latest()]
    runs = [run for run in newest if run is not None and not run.dry_run]
    if not runs:
        await told(manager, "admin-publish-told-no-runs", alert=True)
        return
    for run in runs:
        await show_live(manager, run)
