"""The buttons of the shop and of the purchases, and their callback data. It is not trusted: the service
checks whether the product exists, its price for this member, and who owns the content.
"""

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from ..services.gamification import Offer, OwnedContent
from .displayed_text import name_on_button
from .keyboards import PREFIX, Place, back, keyboard_of, opening
from .texts import Texts


class ShopPage(CallbackData, prefix=f"{PREFIX}shop"):
    """A tap that opens a page of the shop, counted from 0."""

    page: int


class OpenProduct(CallbackData, prefix=f"{PREFIX}product"):
    """A tap that opens a product; `page` is the page to go back to."""

    product_id: int
    page: int


class AskToBuy(CallbackData, prefix=f"{PREFIX}ask"):
    """A tap that asks whether the member really wants to buy."""

    product_id: int
    page: int


class Buy(CallbackData, prefix=f"{PREFIX}buy"):
    """A tap that buys at the shown price, in besitos, if the number of earlier purchases is still the same:
    the same tap delivered again after a refund buys nothing."""

    product_id: int
    price: int
    bought: int
    page: int


class BuyAsBefore(CallbackData, prefix=f"{PREFIX}buy"):
    """The same for a button of an older version without that number: it asks again."""

    product_id: int
    price: int
    page: int


class PurchasesPage(CallbackData, prefix=f"{PREFIX}owned"):
    """A tap that opens a page of what the member owns, counted from 0."""

    page: int


class SendAgain(CallbackData, prefix=f"{PREFIX}send"):
    """A tap that sends owned content again."""

    content_set_id: int


def shop_keyboard(
    offers: Iterable[Offer], *, page: int, pages: int, texts: Texts
) -> InlineKeyboardMarkup | None:
    """Buttons of a shop page: each product, the other pages, the purchases, and back."""
    products = [
        [_button(name_on_button(offer.name), OpenProduct(product_id=offer.id, page=page))] for offer in offers
    ]
    turn = []
    if page > 0:
        turn.append(_button(texts.plain("button-previous-page"), ShopPage(page=page - 1)))
    if page < pages - 1:
        turn.append(_button(texts.plain("button-next-page"), ShopPage(page=page + 1)))
    return keyboard_of(*products, turn, [*_purchases(texts), *back(texts)])


def product_keyboard(
    offer: Offer, *, page: int, texts: Texts, affordable: bool
) -> InlineKeyboardMarkup | None:
    """Buttons of a product: buy it, send it again, or how to get more besitos; and back."""
    rows = []
    if offer.owned:
        if texts.menu.has(Place.PURCHASES):
            again = SendAgain(content_set_id=offer.content_set_id)
            rows.append([_button(texts.plain("button-send-again"), again)])
    elif offer.buyable and affordable:
        ask = AskToBuy(product_id=offer.id, page=page)
        rows.append([_button(texts.plain("button-buy", price=offer.price), ask)])
    elif offer.buyable:
        rows.append(opening(texts, "button-gift", Place.GIFT))
    return keyboard_of(*rows, [_back(texts, ShopPage(page=page))])


def confirm_keyboard(offer: Offer, *, page: int, texts: Texts) -> InlineKeyboardMarkup:
    """Buttons of the question: yes, at this price; or back to the product."""
    yes = Buy(product_id=offer.id, price=offer.price, bought=offer.bought, page=page)
    no = OpenProduct(product_id=offer.id, page=page)
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(texts.plain("button-confirm-buy", price=offer.price), yes)],
            [_back(texts, no)],
        ]
    )


def bought_keyboard(texts: Texts, *, page: int) -> InlineKeyboardMarkup | None:
    """Buttons after a purchase: all purchases, and back to the shop."""
    return keyboard_of([*_purchases(texts), _back(texts, ShopPage(page=page))])


def purchases_keyboard(
    owned: Iterable[OwnedContent], *, page: int, pages: int, texts: Texts
) -> InlineKeyboardMarkup | None:
    """Buttons of the purchases: send each again, the other pages, the shop, and back."""
    rows = [
        [
            _button(
                texts.plain("button-send", name=name_on_button(one.name)),
                SendAgain(content_set_id=one.content_set_id),
            )
        ]
        for one in owned
        if one.files
    ]
    turn = []
    if page > 0:
        turn.append(_button(texts.plain("button-previous-page"), PurchasesPage(page=page - 1)))
    if page < pages - 1:
        turn.append(_button(texts.plain("button-next-page"), PurchasesPage(page=page + 1)))
    return keyboard_of(*rows, turn, [*opening(texts, "button-shop", Place.SHOP), *back(texts)])


def try_again_keyboard(texts: Texts) -> InlineKeyboardMarkup | None:
    """The button for a failed delivery: the purchases."""
    return keyboard_of(_purchases(texts))


def _purchases(texts: Texts) -> list[InlineKeyboardButton]:
    return opening(texts, "button-purchases", Place.PURCHASES)


def _back(texts: Texts, to: CallbackData) -> InlineKeyboardButton:
    return _button(texts.plain("button-back"), to)


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
