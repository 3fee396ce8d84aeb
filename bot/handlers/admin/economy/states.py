"""The windows of the economy's settings."""

from aiogram.fsm.state import State, StatesGroup


class Settings(StatesGroup):
    """The list, and one setting."""

    list = State()
    one = State()


class ChangeSetting(StatesGroup):
    """A new value, and what it does before it is saved."""

    value = State()
    preview = State()
