"""Steps that take a text, and what makes numbers and texts of it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.types import Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput

from ....services.gamification import GamificationError
from .trouble import InvalidInput, refused, trouble

MAX_INPUT = 4_096

T = TypeVar("T")


def text_step(
    parse: Callable[[str], T],
    on_done: Callable[[DialogManager, T], Awaitable[None]],
    *,
    longest: int = MAX_INPUT,
) -> MessageInput:
    """An input step of a window: takes a text, parses it, and goes on with `on_done`.

    `parse` raises InvalidInput (or ValueError with the key of a text). For that, for a refusal of a service
    in `on_done`, for a sticker and for a text longer than `longest`, the window is shown again with a line
    that says so.
    """

    async def taken(message: Message, _input: MessageInput, manager: DialogManager) -> None:
        if message.text is None:
            trouble(manager, "admin-input-not-a-text")
            return
        if len(message.text) > longest:
            trouble(manager, "admin-input-too-long", most=longest)
            return
        try:
            value = parse(message.text.strip())
        except InvalidInput as error:
            trouble(manager, error.key, **error.variables)
            return
        except GamificationError as error:
            refused(manager, error)
            return
        except ValueError as error:
            trouble(manager, str(error))
            return
        await on_done(manager, value)

    return MessageInput(taken)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A `parse` for whole numbers; also with separators: 1.000 or 1,000."""

    def parse(text: str) -> int:
        digits = text.replace(" ", "").replace("\u00a0", "")
        for separator in (".", ","):
            head, *groups = digits.split(separator)
            if groups and head.lstrip("+-") and all(len(one) == 3 for one in groups):
                digits = head + "".join(groups)
        unsigned = digits.removeprefix("-").removeprefix("+")
        if not (unsigned.isascii() and unsigned.isdecimal()) or len(unsigned) > 18:
            raise InvalidInput("admin-input-whole-number", least=least, most=most)
        value = int(digits)
        if not least <= value <= most:
            raise InvalidInput("admin-input-whole-number", least=least, most=most)
        return value

    return parse


def some_text(longest: int) -> Callable[[str], str]:
    """A `parse` for texts of 1 to `longest` characters."""

    def parse(text: str) -> str:
        if not 1 <= len(text) <= longest:
            raise InvalidInput("admin-input-too-long", most=longest)
        return text

    return parse
