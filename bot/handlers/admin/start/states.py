"""The states of the section."""

from aiogram.fsm.state import State, StatesGroup


class StartHere(StatesGroup):
    """The checklist, and one channel."""

    main = State()
    channel = State()
    sure = State()


class ConnectChannel(StatesGroup):
    """The way to a connected channel: which one, and as what."""

    which = State()
    kind = State()


class ChannelEmojis(StatesGroup):
    """The emojis of one channel."""

    choose = State()
