"""The windows of the section."""

from aiogram.fsm.state import State, StatesGroup


class Numbers(StatesGroup):
    """The numbers of the club."""

    overview = State()
    sellers = State()
    top = State()
