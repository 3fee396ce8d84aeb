"""Opening our screens from a host's handlers. The services only know that this is possible, and nothing of
Telegram: what does it stands in handlers/opening.py."""

from typing import Any, Protocol


class Screens(Protocol):
    """The screens that members see in Telegram."""

    @property
    def names(self) -> tuple[str, ...]:
        """The screens that can be opened: those of the features that are on."""

    async def open(self, name: str, event: Any) -> None:
        """Show a screen to the person behind `event`, a Message or CallbackQuery of aiogram, as our own
        handlers do: in a private chat as a new message, or in place of the text of the bot's whose button was
        tapped; elsewhere as a link to the private chat. What no person sent is not answered. To others than
        admins, the screens of admins do not exist.

        Raises a ValueError that names the screens if there is none of that name or it is switched off,
        DatabaseUnavailable, and Telegram's errors: the handler that called this is the host's.
        """


class NoScreens:
    """Where there is no bot, or none of our handlers."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    @property
    def names(self) -> tuple[str, ...]:
        """None."""
        return ()

    async def open(self, name: str, event: Any) -> None:
        """Raise a RuntimeError with the reason."""
        raise RuntimeError(f"the screen {name!r} cannot be opened: {self._reason}")
