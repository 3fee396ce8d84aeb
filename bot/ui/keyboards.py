"""The buttons of the member's screens, and their callback data. It begins with `bs.`, so that a host bot can
distinguish our buttons from its own, and an outdated button is recognised as ours even if no handler is left
for it.
"""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from .menu import Place as Place
from .texts import Texts

PREFIX = "bs."
PANEL = f"{PREFIX}a:"
"""How the data of the panel's own buttons begins."""


def is_ours(data: str) -> bool:
    """Return True for the callback data of a button of ours, of any version."""
    return data.startswith(PREFIX)


class Open(CallbackData, prefix=f"{PREFIX}open"):
    """A tap that opens another screen in the same message."""

    place: Place


class ClaimGift(CallbackData, prefix=f"{PREFIX}claim"):
    """A tap that claims today's gift."""


class OlderHistory(CallbackData, prefix=f"{PREFIX}older"):
    """A tap that opens the page of history before an entry."""

    before: int


def start_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of the welcome: every other screen."""
    every = [
        *opening(texts, "button-gift", Place.GIFT),
        *opening(texts, "button-rewards", Place.REWARDS),
        *opening(texts, "button-shop", Place.SHOP),
        *opening(texts, "button-purchases", Place.PURCHASES),
        *opening(texts, "button-profile", Place.PROFILE),
        *opening(texts, "button-ranking", Place.RANKING),
    ]
    pairs = [every[at : at + 2] for at in range(0, len(every), 2)]
    return keyboard_of(*pairs, opening(texts, "button-help", Place.HELP))


def profile_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of the profile card: gift, history, refresh, and back."""
    return keyboard_of(
        [*opening(texts, "button-gift", Place.GIFT), *opening(texts, "button-history", Place.HISTORY)],
        [*opening(texts, "button-refresh", Place.PROFILE), *back(texts)],
    )


def ranking_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of the ranking: refresh, and back."""
    return keyboard_of([*opening(texts, "button-refresh", Place.RANKING), *back(texts)])


def help_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """Buttons of the help: profile, and back."""
    return keyboard_of([*opening(texts, "button-profile", Place.PROFILE), *back(texts)])


def gift_keyboard(texts: Texts, *, claimable: bool) -> InlineKeyboardMarkup | None:
    """Buttons of the gift: claim it if it is claimable, profile, and back."""
    claim = InlineKeyboardButton(text=texts.plain("button-claim"), callback_data=ClaimGift().pack())
    onward = [*opening(texts, "button-profile", Place.PROFILE), *back(texts)]
    return keyboard_of([claim] if claimable else [], onward)


def news_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """The button under news of a level or a gift: the profile."""
    return keyboard_of(opening(texts, "button-profile", Place.PROFILE))


def history_keyboard(texts: Texts, *, older: int | None, newest: bool) -> InlineKeyboardMarkup | None:
    """Buttons of a history page: the page before entry `older`, the newest page, and back."""
    pages = []
    if newest:
        pages += opening(texts, "button-newest", Place.HISTORY)
    if older is not None:
        data = OlderHistory(before=older).pack()
        pages.append(InlineKeyboardButton(text=texts.plain("button-older"), callback_data=data))
    return keyboard_of(pages, opening(texts, "button-back", Place.PROFILE) or back(texts))


def screen_button(name: str, text: str) -> InlineKeyboardButton:
    """A button for a host's keyboard that opens a screen of ours; its callback data is `bs.open:<name>`.
    Raises a ValueError that names the screens if there is none of that name."""
    if name not in list(Place):
        raise ValueError(f"the screen {name!r} does not exist; the screens are: {', '.join(Place)}")
    return InlineKeyboardButton(text=text, callback_data=Open(place=Place(name)).pack())


def private_chat_keyboard(texts: Texts, bot_username: str, place: Place) -> InlineKeyboardMarkup:
    """The button in a group that opens a screen in the private chat."""
    link = InlineKeyboardButton(
        text=texts.plain("button-open-chat"), url=private_chat_link(bot_username, place)
    )
    return InlineKeyboardMarkup(inline_keyboard=[[link]])


def private_chat_link(bot_username: str, place: Place) -> str:
    """The link that opens a screen in the private chat."""
    return f"https://t.me/{bot_username}?start={place}"


def back(texts: Texts) -> list[InlineKeyboardButton]:
    """The button back to the welcome, or no button if that is switched off."""
    return opening(texts, "button-back", Place.START)


def opening(texts: Texts, key: str, place: Place) -> list[InlineKeyboardButton]:
    """A button that opens a screen, or no button if the screen is switched off."""
    if not texts.menu.has(place):
        return []
    return [InlineKeyboardButton(text=texts.plain(key), callback_data=Open(place=place).pack())]


def keyboard_of(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """A keyboard without its empty rows; None if no button is left."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=filled) if filled else None
