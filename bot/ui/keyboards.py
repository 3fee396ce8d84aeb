"""The buttons of the member's screens, and what a tap on each carries.

Callback data of ours begins with `bs.`: a host bot can tell our buttons from its own, and a button
of an older version is recognised as ours even where nothing handles it any more.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from .texts import Texts

PREFIX = "bs."


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
    """For admins; to others it opens what an unknown place does."""


class Open(CallbackData, prefix=f"{PREFIX}open"):
    """A tap that opens a screen in place of the one it is on."""

    place: Place


class ClaimGift(CallbackData, prefix=f"{PREFIX}claim"):
    """A tap that claims the gift of the day; who and which day is known without it."""


class OlderHistory(CallbackData, prefix=f"{PREFIX}older"):
    """A tap that opens the page of history before an entry."""

    before: int


def start_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Under the welcome: to every other screen."""
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
    """Under the profile card: to the gift and the history, the same card as of now, and back."""
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
    """Under the ranking: as it is now, and back."""
    return _rows(
        [
            _open(texts.plain("button-refresh"), Place.RANKING),
            _open(texts.plain("button-back"), Place.START),
        ]
    )


def help_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Under the help: to the profile, and back."""
    return _rows(
        [
            _open(texts.plain("button-profile"), Place.PROFILE),
            _open(texts.plain("button-back"), Place.START),
        ]
    )


def gift_keyboard(texts: Texts, *, claimable: bool) -> InlineKeyboardMarkup:
    """Under the gift: claim it, if it is there to be claimed; to the profile, and back."""
    claim = InlineKeyboardButton(text=texts.plain("button-claim"), callback_data=ClaimGift().pack())
    onward = [
        _open(texts.plain("button-profile"), Place.PROFILE),
        _open(texts.plain("button-back"), Place.START),
    ]
    return _rows([claim], onward) if claimable else _rows(onward)


def history_keyboard(texts: Texts, *, older: int | None, newest: bool) -> InlineKeyboardMarkup:
    """Under a page of history: to the page before entry `older`, to the newest page, and back."""
    pages = []
    if newest:
        pages.append(_open(texts.plain("button-newest"), Place.HISTORY))
    if older is not None:
        data = OlderHistory(before=older).pack()
        pages.append(InlineKeyboardButton(text=texts.plain("button-older"), callback_data=data))
    back = [_open(texts.plain("button-back"), Place.PROFILE)]
    return _rows(pages, back) if pages else _rows(back)


def private_chat_keyboard(texts: Texts, bot_username: str, place: Place) -> InlineKeyboardMarkup:
    """In a group: one button that opens the bot's private chat at a screen."""
    url = f"https://t.me/{bot_username}?start={place}"
    return _rows([InlineKeyboardButton(text=texts.plain("button-open-chat"), url=url)])


def _open(text: str, place: Place) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=Open(place=place).pack())


def _rows(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))
