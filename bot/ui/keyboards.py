"""The buttons of the member's screens, and their callback data. It begins with `bs.`, so that a host bot can
distinguish our buttons from its own, and an outdated button is recognised as ours even if no handler is left
for it.
"""

from enum import StrEnum

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from .texts import Texts

PREFIX = "bs."
IS_OURS = F.data.startswith(PREFIX)
"""A filter for taps on buttons of ours, of any version."""


class Place(StrEnum):
    """The screens that a button can open."""

    START = "start"
    PROFILE = "profile"
    HELP = "help"
    GIFT = "gift"
    HISTORY = "history"
    SHOP = "shop"
    PURCHASES = "purchases"
    REWARDS = "rewards"
    RANKING = "ranking"
    SWEEP = "sweep"
    """For admins; for others it acts like an unknown place."""


class Open(CallbackData, prefix=f"{PREFIX}open"):
    """A tap that opens another screen in the same message."""

    place: Place


class ClaimGift(CallbackData, prefix=f"{PREFIX}claim"):
    """A tap that claims today's gift."""


class OlderHistory(CallbackData, prefix=f"{PREFIX}older"):
    """A tap that opens the page of history before an entry."""

    before: int


def start_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Buttons of the welcome: every other screen."""
    return _rows(
        [_open(texts.plain("button-gift"), Place.GIFT), _open(texts.plain("button-rewards"), Place.REWARDS)],
        [
            _open(texts.plain("button-shop"), Place.SHOP),
            _open(texts.plain("button-purchases"), Place.PURCHASES),
        ],
        [
            _open(texts.plain("button-profile"), Place.PROFILE),
            _open(texts.plain("button-ranking"), Place.RANKING),
        ],
        [_open(texts.plain("button-help"), Place.HELP)],
    )


def profile_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Buttons of the profile card: gift, history, refresh, and back."""
    return _rows(
        [
            _open(texts.plain("button-gift"), Place.GIFT),
            _open(texts.plain("button-history"), Place.HISTORY),
        ],
        [
            _open(texts.plain("button-refresh"), Place.PROFILE),
            _open(texts.plain("button-back"), Place.START),
        ],
    )


def ranking_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Buttons of the ranking: refresh, and back."""
    return _rows(
        [
            _open(texts.plain("button-refresh"), Place.RANKING),
            _open(texts.plain("button-back"), Place.START),
        ]
    )


def help_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Buttons of the help: profile, and back."""
    return _rows(
        [
            _open(texts.plain("button-profile"), Place.PROFILE),
            _open(texts.plain("button-back"), Place.START),
        ]
    )


def gift_keyboard(texts: Texts, *, claimable: bool) -> InlineKeyboardMarkup:
    """Buttons of the gift: claim it if it is claimable, profile, and back."""
    claim = InlineKeyboardButton(text=texts.plain("button-claim"), callback_data=ClaimGift().pack())
    onward = [
        _open(texts.plain("button-profile"), Place.PROFILE),
        _open(texts.plain("button-back"), Place.START),
    ]
    return _rows([claim], onward) if claimable else _rows(onward)


def news_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """The button under news of a level or a gift: the profile."""
    return _rows([_open(texts.plain("button-profile"), Place.PROFILE)])


def history_keyboard(texts: Texts, *, older: int | None, newest: bool) -> InlineKeyboardMarkup:
    """Buttons of a history page: the page before entry `older`, the newest page, and back."""
    pages = []
    if newest:
        pages.append(_open(texts.plain("button-newest"), Place.HISTORY))
    if older is not None:
        data = OlderHistory(before=older).pack()
        pages.append(InlineKeyboardButton(text=texts.plain("button-older"), callback_data=data))
    back = [_open(texts.plain("button-back"), Place.PROFILE)]
    return _rows(pages, back) if pages else _rows(back)


def private_chat_keyboard(texts: Texts, bot_username: str, place: Place) -> InlineKeyboardMarkup:
    """The button in a group that opens a screen in the private chat."""
    url = f"https://t.me/{bot_username}?start={place}"
    return _rows([InlineKeyboardButton(text=texts.plain("button-open-chat"), url=url)])


def _open(text: str, place: Place) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=Open(place=place).pack())


def _rows(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))
