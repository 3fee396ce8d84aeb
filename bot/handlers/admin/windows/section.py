"""A section of the panel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiogram.fsm.state import State
from aiogram_dialog import Dialog


@dataclass(frozen=True, slots=True)
class Section:
    """One section: a button on the panel's first screen, and its dialogs.

    `title`: the key of its text, "admin-<name>-title". `opens`: the state of its first window. `dialogs`
    returns new dialogs, because each dispatcher needs its own.
    """

    name: str
    title: str
    opens: State
    dialogs: Callable[[], Sequence[Dialog]]
