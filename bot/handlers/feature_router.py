"""The router of one feature, which an update passes by where no handler of it can be meant.

aiogram asks each filter of each handler of each router in turn, and takes some 25 µs for a router without any
handler for the update: for a tap on the last button, three times the time of everything else
(docs/decisions/0103).
"""

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

SEPARATOR = ":"
"""Ends the prefix of callback data: aiogram's own, which none of our data classes changes."""


class FeatureRouter(Router):
    """A router without routers below it and without outer middlewares: passing it by skips nothing else."""

    def __init__(self, *, name: str, takes: Callable[[str], bool] | None = None) -> None:
        """`takes`: whether a handler may be meant by this callback data. By default that is read off the
        handlers' own filters of data classes."""
        super().__init__(name=name)
        self._takes = takes
        self._prefixes: frozenset[str] | None = None

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Pass the update to the handlers, if one of them may be meant."""
        observer = self.observers.get(update_type)
        if observer is None or not observer.handlers:
            return UNHANDLED
        if type(event) is CallbackQuery and not self._may_take(event.data):
            return UNHANDLED
        return await super().propagate_event(update_type, event, **kwargs)

    def _may_take(self, data: str | None) -> bool:
        if data is None:
            return False
        if self._takes is not None:
            return self._takes(data)
        if self._prefixes is None:
            self._prefixes = frozenset(map(_prefix_of, self.callback_query.handlers))
        return data.partition(SEPARATOR)[0] in self._prefixes


def _prefix_of(handler: HandlerObject) -> str:
    for one in handler.filters or ():
        if isinstance(one.callback, CallbackQueryFilter):
            return one.callback.callback_data.__prefix__
    raise TypeError(f"{handler.callback} is not registered for one kind of callback data: say what it takes")
