"""The bot's texts in the member's language, from the Fluent files of bot/locales. Only this module turns text
into HTML: every value in a message is cleaned and escaped here, so a member called `<b>Tag</b>` is shown
literally, and handlers need not escape anything. `name` cleans names of members.
"""

from dataclasses import dataclass, field
from html import escape

from aiogram_i18n.cores import FluentRuntimeCore

from .displayed_text import Displayed, displayed, displayed_name
from .menu import Menu

MAX_FLUENT_VALUE_LENGTH = 2_000


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

    def html(self, key: str, /, **variables: str | int) -> Html:
        """Return a text for a message sent as HTML. Values become one clean, escaped line, except Html;
        Displayed ones are only escaped."""
        values = {name: _escaped(value) for name, value in variables.items()}
        # Fluent refuses values of more than 2,500 characters, and a page of lines may have more, so they are
        # inserted afterwards. The mark is NUL, which no text of Telegram contains.
        long = {f"\0{n}\0": name for n, name in enumerate(values) if _is_long(values[name])}
        marks = {name: mark for mark, name in long.items()}
        text = self._core.get(key, self.language, **(values | marks))
        for mark, name in long.items():
            text = text.replace(mark, str(values[name]))
        return Html(text)

    def plain(self, key: str, /, **variables: str | int) -> str:
        """Return a text for places without HTML: buttons, alerts, command menus. Values become one clean
        line."""
        values = {name: _cleaned(value) for name, value in variables.items()}
        return self._core.get(key, self.language, **values)

    def name(self, name: str) -> Displayed:
        """Return a member's name for use in `html`: short, in one line, without links."""
        return displayed_name(name, self.plain("nameless"))


def _escaped(value: str | int) -> str | int:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return escape(displayed(value), quote=False)


def _cleaned(value: str | int) -> str | int:
    # Fluent needs plain strings, not subclasses.
    return str(displayed(value)) if isinstance(value, str) else value


def _is_long(value: str | int) -> bool:
    return isinstance(value, str) and len(value) > MAX_FLUENT_VALUE_LENGTH
