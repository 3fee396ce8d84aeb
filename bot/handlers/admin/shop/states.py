"""The windows of the section."""

from aiogram.fsm.state import State, StatesGroup


class ShopAdmin(StatesGroup):
    """The section's first screen, and its lists."""

    main = State()
    contents = State()
    products = State()


class NewContent(StatesGroup):
    """Makes a content set."""

    name = State()


class ContentAdmin(StatesGroup):
    """One content set."""

    card = State()
    add = State()
    files = State()
    file = State()
    name = State()
    description = State()
    tier = State()
    kind = State()
    sure = State()


class NewProduct(StatesGroup):
    """Makes a product."""

    name = State()
    content = State()
    price = State()
    vip = State()


class ProductAdmin(StatesGroup):
    """One product."""

    card = State()
    name = State()
    description = State()
    content = State()
    price = State()
    vip = State()
    tier = State()
    stock = State()
    ends = State()
    preview = State()
    sure = State()
