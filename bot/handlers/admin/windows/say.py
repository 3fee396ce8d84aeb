"""Texts of windows, from our Fluent files."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.text import Text

from ....ui.texts import Texts

IN_BUTTON = "besitos_in_button"

Key = str | Callable[[Mapping[str, Any]], str]


class Say(Text):
    """A text of our Fluent files in the admin's language: HTML in a message, plain in a button.

    Its variables are what the getter returned, and the fields of the item in a list. `key` may be a function
    of that data. True and False become "yes" and "no".
    """

    def __init__(self, key: Key, when: Any = None) -> None:
        super().__init__(when=when)
        self.key = key

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        texts: Texts = manager.middleware_data["texts"]
        whole = data.get("data") if isinstance(data.get("data"), dict) and "item" in data else None
        everything = {**(whole or data), **_fields(data.get("item"))}
        key = self.key if isinstance(self.key, str) else self.key(everything)
        variables = _variables(everything)
        if everything.get(IN_BUTTON):
            return texts.plain(key, **variables)
        return texts.html(key, **variables)


class Chosen(Say):
    """A button for one of a few values: with a dot if the getter says under `name` that it is the present
    one."""

    def __init__(self, key: Key, name: str, value: Any) -> None:
        super().__init__(key)
        self._name = name
        self._value = value

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        text = await super()._render_text(data, manager)
        return marked(text, is_chosen=data.get(self._name) == self._value)


def marked(text: str, *, is_chosen: bool) -> str:
    """Return the text of a button, with a dot if it is for the present value."""
    return f"• {text}" if is_chosen else text


def _fields(item: Any) -> dict[str, Any]:
    if isinstance(item, Mapping):
        return dict(item)
    if is_dataclass(item) and not isinstance(item, type):
        return {one.name: getattr(item, one.name) for one in fields(item)}
    return {} if item is None else {"item": item}


def _variables(data: Mapping[str, Any]) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for name, value in data.items():
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, str | int):
            found[name] = value
    return found
