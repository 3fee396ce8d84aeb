"""The buttons of the sweep, and their callback data, which is not trusted: forged data is checked like any
other."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from ..services.jobs import Run, RunStatus
from .keyboards import PREFIX, Place, keyboard_of, opening
from .texts import Texts

LAST_PAGE = 99


class StartSweep(CallbackData, prefix=f"{PREFIX}swstart"):
    """A tap that starts a sweep; `after` is the newest run when the button was made, 0 if there was none."""

    dry: bool
    after: int = Field(ge=0, lt=2**63)


class RunAction(StrEnum):
    """The actions on a run."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


ACTIONS: dict[RunStatus, tuple[RunAction, ...]] = {
    RunStatus.QUEUED: (RunAction.PAUSE, RunAction.CANCEL),
    RunStatus.RUNNING: (RunAction.PAUSE, RunAction.CANCEL),
    RunStatus.PAUSING: (RunAction.RESUME, RunAction.CANCEL),
    RunStatus.PAUSED: (RunAction.RESUME, RunAction.CANCEL),
    RunStatus.CANCELLING: (),
    RunStatus.CANCELLED: (),
    RunStatus.SUCCEEDED: (),
    RunStatus.FAILED: (RunAction.RESUME,),
}
"""What can be done about a run in each state."""
ACTION_NAMES = {
    RunAction.PAUSE: "sweep-button-pause",
    RunAction.RESUME: "sweep-button-resume",
    RunAction.CANCEL: "sweep-button-cancel",
}


class ControlSweep(CallbackData, prefix=f"{PREFIX}swrun"):
    """A tap that pauses, resumes or cancels a sweep."""

    action: RunAction
    run_id: int = Field(gt=0, lt=2**63)


class RunsPage(CallbackData, prefix=f"{PREFIX}runs"):
    """A tap that opens a page of past runs, counted from 0; `apart`: in a new message."""

    page: int = Field(ge=0, le=LAST_PAGE)
    apart: bool = False


def panel_keyboard(newest: Run | None, texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of the panel; `newest` is the newest sweep, which is over."""
    after = newest.id if newest is not None else 0
    rows = [
        [
            _button(texts.plain("sweep-button-dry"), StartSweep(dry=True, after=after)),
            _button(texts.plain("sweep-button-start"), StartSweep(dry=False, after=after)),
        ],
        [_button(texts.plain("sweep-button-runs"), RunsPage(page=0))],
        _home(texts),
    ]
    if newest is not None and newest.status is RunStatus.FAILED:
        rows.insert(0, [_action(RunAction.RESUME, newest, texts)])
    return keyboard_of(*rows)


def run_keyboard(run: Run, texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of a sweep: the actions that its state allows, and the past runs."""
    if not texts.menu.has(Place.SWEEP):
        return None
    actions = [_action(action, run, texts) for action in ACTIONS[run.status]]
    # Past runs open in a new message, because this one is overwritten in a moment.
    onward = [_button(texts.plain("sweep-button-runs"), RunsPage(page=0, apart=not run.ended))]
    if run.ended:
        onward += _panel(texts)
    return keyboard_of(actions, onward, _home(texts) if run.ended else [])


def end_keyboard(run: Run, texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons after the end of a run: resume a failed one, and the sweep."""
    row = _panel(texts)
    if row and run.status is RunStatus.FAILED:
        row.insert(0, _action(RunAction.RESUME, run, texts))
    return keyboard_of(row)


def runs_keyboard(*, page: int, more: bool, texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of a page of past runs: previous, next, the sweep, and the panel."""
    pages = []
    if page > 0:
        pages.append(_button(texts.plain("sweep-button-newer"), RunsPage(page=page - 1)))
    if more and page < LAST_PAGE:
        pages.append(_button(texts.plain("button-older"), RunsPage(page=page + 1)))
    return keyboard_of(pages, _panel(texts), _home(texts))


def _action(action: RunAction, run: Run, texts: Texts) -> InlineKeyboardButton:
    return _button(texts.plain(ACTION_NAMES[action]), ControlSweep(action=action, run_id=run.id))


def _panel(texts: Texts) -> list[InlineKeyboardButton]:
    return opening(texts, "sweep-button-panel", Place.SWEEP)


def _home(texts: Texts) -> list[InlineKeyboardButton]:
    return opening(texts, "admin-button-home", Place.PANEL)


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
