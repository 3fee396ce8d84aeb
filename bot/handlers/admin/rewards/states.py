"""The windows of the section."""

from aiogram.fsm.state import State, StatesGroup


class Rewards(StatesGroup):
    """The list, a reward's card, and the question before it is deleted."""

    list = State()
    card = State()
    sure = State()


class RewardField(StatesGroup):
    """A step for one field of a stored reward."""

    name = State()
    about = State()
    hours = State()


class Gift(StatesGroup):
    """The wizard for what a reward gives."""

    kind = State()
    besitos = State()
    days = State()
    emoji = State()
    badge = State()
    content = State()


class Conditions(StatesGroup):
    """The editor of conditions."""

    edit = State()
    one = State()
    kind = State()
    value = State()


class NewReward(StatesGroup):
    """The wizard for a new reward."""

    name = State()
    about = State()
    summary = State()
