"""What was wrong with the last input: said once, in the last line of the window."""

from dataclasses import asdict

from aiogram_dialog import DialogManager

from ....services.clock import system_clock
from ....ui.refusals import refusal_of

TROUBLE = "besitos_trouble"


class InvalidInput(ValueError):
    """What an admin sent cannot be used. `key`: the text that says why and what to send instead."""

    def __init__(self, key: str, /, **variables: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.variables = variables


def trouble(manager: DialogManager, key: str, /, **variables: str | int) -> None:
    """Let the window say once, in its last line, what is wrong and what to do."""
    manager.dialog_data[TROUBLE] = {"key": key, "variables": dict(variables), "about": ""}


def refused(manager: DialogManager, error: BaseException) -> bool:
    """The same for the refusal of a service; False if the error is none."""
    gamification = manager.middleware_data.get("gamification")
    now = gamification.clock() if gamification is not None else system_clock()
    if (refusal := refusal_of(error, now, manager.middleware_data["texts"])) is None:
        return False
    manager.dialog_data[TROUBLE] = asdict(refusal)
    return True
