"""Texts of the shop and of the purchases."""

from collections.abc import Iterable
from enum import StrEnum

from ..services.gamification import Offer, OwnedContent, Purchase
from .displayed_text import displayed_paragraphs, name_in_list
from .moments import day_and_time, weekday_and_time
from .texts import Html, Texts


def shop_text(offers: list[Offer], balance: int, texts: Texts) -> Html:
    """A page of the shop: each product with this member's price."""
    if not offers:
        return texts.html("shop-empty")
    return texts.html("shop-page", balance=balance, lines=_lines(_line(offer, texts) for offer in offers))


def _line(offer: Offer, texts: Texts) -> Html:
    name, price = name_in_list(offer.name), price_text(offer, texts)
    if offer.owned:
        return texts.html("shop-line-owned", name=name)
    if offer.coming_soon:
        return texts.html("shop-line-soon", name=name, price=price)
    if not offer.allowed:
        return texts.html("shop-line-vip", name=name, price=price)
    if offer.sold_out:
        return texts.html("shop-line-sold-out", name=name)
    line = texts.html("shop-line", name=name, price=price)
    return Html(" · ".join([line, *_limits(offer, texts, "shop-left", "shop-until")]))


def _limits(offer: Offer, texts: Texts, left: str, until: str) -> list[Html]:
    """Say how many are left and until when it is sold, where there is such a limit, by these texts."""
    limits = []
    if offer.stock is not None:
        limits.append(texts.html(left, left=offer.stock))
    if offer.ends_at is not None:
        limits.append(texts.html(until, until=weekday_and_time(offer.ends_at, texts.language)))
    return limits


def price_text(offer: Offer, texts: Texts) -> Html:
    """Describe what this member pays, after the normal price, struck through, if that differs."""
    if offer.price < offer.normal_price:
        return texts.html("shop-price-vip", price=offer.price, normal=offer.normal_price)
    return texts.html("shop-price", price=offer.price)


def product_text(offer: Offer, balance: int, texts: Texts) -> Html:
    """Describe a product, and why the member cannot buy it, if so."""
    parts = [texts.html("shop-product", name=offer.name)]
    if offer.description:
        parts.append(texts.html("shop-description", text=displayed_paragraphs(offer.description)))
    facts = [texts.html("shop-costs", price=price_text(offer, texts))]
    if offer.vip_price < offer.price:
        facts.append(texts.html("shop-with-vip", price=texts.html("shop-price", price=offer.vip_price)))
    if offer.files:
        facts.append(texts.html("shop-files", count=offer.files))
    if not (offer.owned or offer.ended or offer.sold_out):
        facts += _limits(offer, texts, "shop-fact-left", "shop-fact-until")
    return Html("\n\n".join([*parts, _lines(facts), _standing(offer, balance, texts)]))


def _standing(offer: Offer, balance: int, texts: Texts) -> Html:
    if offer.owned:
        return texts.html("shop-owned")
    if offer.ended:
        return texts.html("shop-ended")
    if offer.coming_soon:
        return texts.html("shop-soon")
    if offer.sold_out:
        return texts.html("shop-sold-out")
    if not offer.allowed:
        return texts.html("shop-vip-only")
    if balance < offer.price:
        return texts.html("shop-missing", missing=offer.price - balance)
    return texts.html("shop-balance", balance=balance)


class News(StrEnum):
    """Why the question before a purchase is asked again; the values are keys of texts."""

    PRICE = "shop-price-changed"
    BOUGHT_SINCE = "shop-asked-again"


def confirm_text(offer: Offer, balance: int, texts: Texts, *, news: News | None = None) -> Html:
    """Return the question before a purchase, with the reason if it is asked again."""
    name, price = offer.name, price_text(offer, texts)
    if offer.price:
        question = texts.html("shop-confirm", name=name, price=price, left=balance - offer.price)
    else:
        question = texts.html("shop-confirm-free", name=name, price=price)
    return question if news is None else Html(f"{texts.html(news.value)}\n\n{question}")


def bought_text(purchase: Purchase, texts: Texts) -> Html:
    """Describe what was bought, and the balance left."""
    if not purchase.price:
        return texts.html("shop-bought-free", name=purchase.name)
    return texts.html("shop-bought", name=purchase.name, balance=purchase.balance)


def purchases_text(owned: list[OwnedContent], texts: Texts) -> Html:
    """A page of what the member owns."""
    if not owned:
        return texts.html("purchases-empty")
    return texts.html("purchases-page", lines=_lines(_owned_line(one, texts) for one in owned))


def _owned_line(one: OwnedContent, texts: Texts) -> Html:
    name = name_in_list(one.name)
    if not one.files:
        return texts.html("purchases-line-soon", name=name)
    if one.until is not None:
        until = day_and_time(one.until, texts.language)
        return texts.html("purchases-line-until", name=name, count=one.files, until=until)
    return texts.html("purchases-line", name=name, count=one.files)


def _lines(lines: Iterable[Html]) -> Html:
    return Html("\n".join(lines))
