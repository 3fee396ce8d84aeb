"""The states of the panel's own windows."""

from aiogram.fsm.state import State, StatesGroup


class Home(StatesGroup):
    """The panel's first screen."""

    main = State()
