"""The screens of runs by their kind, for the messages that follow a run and tell of its end."""

from ...services.jobs import Run
from ...ui.admin.run_screens import mass_run_screen
from ...ui.screens import Screen
from ...ui.texts import Texts
from . import sweep
from .publish.runs import KINDS


def run_screen(run: Run, texts: Texts) -> Screen:
    """A run as it is now."""
    return mass_run_screen(run, texts) if run.kind in KINDS else sweep.run_screen(run, texts)


def end_screen(run: Run, texts: Texts) -> Screen:
    """The announcement that a run has ended."""
    return mass_run_screen(run, texts) if run.kind in KINDS else sweep.end_screen(run, texts)
