"""The windows of anomalies."""

from aiogram.fsm.state import State, StatesGroup


class Anomalies(StatesGroup):
    """What was found, and one of it with what happened."""

    list = State()
    one = State()
