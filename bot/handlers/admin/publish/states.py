"""The windows of the section."""

from aiogram.fsm.state import State, StatesGroup


class Publish(StatesGroup):
    """The section's first window."""

    menu = State()


class NewPost(StatesGroup):
    """A post to a channel."""

    channel = State()
    content = State()
    options = State()
    when = State()
    done = State()


class Scheduled(StatesGroup):
    """Posts that wait for their time."""

    list = State()
    one = State()
    when = State()
    sure = State()


class NewMessage(StatesGroup):
    """A message to members."""

    segment = State()
    members = State()
    content = State()
    preview = State()


class NewPayment(StatesGroup):
    """Besitos for members."""

    segment = State()
    members = State()
    amount = State()
    reason = State()
    preview = State()
