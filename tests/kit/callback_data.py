"""All callback data that our buttons can have, found in the code, so that a new one cannot be forgotten."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import Enum
from itertools import product
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

import bot
from bot.ui.keyboards import PANEL, PREFIX


def handlers_of(router: Router) -> Iterator[HandlerObject]:
    yield from router.callback_query.handlers
    for inner in router.sub_routers:
        yield from handlers_of(inner)


def data_class_of(handler: HandlerObject) -> type[CallbackData] | None:
    classes = [one.callback.callback_data for one in handler.filters or []
               if isinstance(one.callback, CallbackQueryFilter)]  # fmt: skip
    assert len(classes) <= 1
    return classes[0] if classes else None


def classes_in_the_code() -> set[type[CallbackData]]:
    def below(kind: type[CallbackData]) -> Iterator[type[CallbackData]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {one for one in below(CallbackData) if one.__module__.startswith("bot.")}


def values_of(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)
    values: dict[Any, list[Any]] = {bool: [False, True], int: [1, 2], str: ["❤️", "🔥", "x"]}
    return values[annotation]


def every_data() -> list[str]:
    """Return each kind of callback data with each of its choices, and some invalid data."""
    packed = []
    for kind in sorted(classes_in_the_code(), key=lambda one: one.__prefix__):
        choices = [values_of(field.annotation) for field in kind.model_fields.values()]
        packed += [
            kind(**dict(zip(kind.model_fields, values, strict=True))).pack() for values in product(*choices)
        ]
    of_the_panel = [f"{PANEL}abc123:0:{button}" for button in ("home", "close", "yes", "sweep")]
    return [
        *packed,
        *of_the_panel,
        PANEL,
        f"{PREFIX}nosuch",
        PREFIX,
        f"{PREFIX}open:nosuch",
        f"{PREFIX}react",
        "bs.open:profile:x",
    ]
