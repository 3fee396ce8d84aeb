"""The bot's texts in the member's language, from the Fluent files of bot/locales. Only this module turns text
into HTML: every value in a message is cleaned and escaped here, so a member called `<b>Tag</b>` is shown
literally, and handlers need not escape anything. `name` cleans names of members.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from aiogram_i18n.cores import FluentRuntimeCore

from .displayed_text import Displayed, displayed, displayed_name
from .menu import Menu
from .patterns import MAX_VALUE_LENGTH, LeftToFluent, Pattern

MAX_WORD_LENGTH = 16
"""Values up to this length, such as emojis, are cleaned once."""


class Html(str):
    """Text that is already HTML, because it comes from another message."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language. Whole numbers are formatted for the language: 1.234 or 1,234."""

    language: str
    _core: FluentRuntimeCore
    menu: Menu = field(default_factory=Menu)
    """The features that screens may lead to."""
    _pattern: Callable[[str], Pattern | None] = lambda _key: None
    """Returns a text that needs no Fluent, by its key."""

    def html(self, key: str, /, **variables: str | int) -> Html:
        """Return a text for a message sent as HTML. Values become one clean, escaped line, except Html;
        Displayed ones are only escaped."""
        values = {name: _escaped(value) for name, value in variables.items()}
        # Fluent refuses values of more than 2,500 characters, and a page of lines may have more, so they are
        # inserted afterwards. The mark is NUL, which no text of Telegram contains.
        long = {f"\0{n}\0": name for n, name in enumerate(values) if _is_long(values[name])}
        marks = {name: mark for mark, name in long.items()}
        text = self._get(key, values | marks if marks else values)
        for mark, name in long.items():
            text = text.replace(mark, str(values[name]))
        return Html(text)

    def plain(self, key: str, /, **variables: str | int) -> str:
        """Return a text for places without HTML: buttons, alerts, command menus. Values become one clean
        line."""
        values = {name: _cleaned(value) for name, value in variables.items()}
        return self._get(key, values)

    def name(self, name: str) -> Displayed:
        """Return a member's name for use in `html`: short, in one line, without links."""
        return displayed_name(name, self.plain("nameless"))

    def _get(self, key: str, values: Mapping[str, str | int]) -> str:
        pattern = self._pattern(key)
        if pattern is not None:
            try:
                return pattern.write(values)
            except LeftToFluent:
                pass
        return self._core.get(key, self.language, **values)


def _escaped(value: str | int) -> str | int:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return escape(_one_line(value), quote=False)


def _cleaned(value: str | int) -> str | int:
    return _one_line(value) if isinstance(value, str) else value


def _one_line(value: str) -> str:
    # Fluent needs plain strings, not subclasses.
    return _word(value) if type(value) is str and len(value) <= MAX_WORD_LENGTH else str(displayed(value))


@lru_cache(maxsize=2_048)
def _word(value: str) -> str:
    return str(displayed(value))


def _is_long(value: str | int) -> bool:
    return isinstance(value, str) and len(value) > MAX_VALUE_LENGTH
