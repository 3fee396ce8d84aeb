"""Texts of the section of content sets and products."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ...services.gamification import ContentFile, ContentSetCard, FileKind, ProductCard
from ...services.gamification.rules.prices import Tier, has_ended, price_for_vip, tier_of
from ..displayed_text import displayed_paragraphs, name_in_list
from ..moments import date_and_time
from ..texts import Html, Texts

TIERS = {
    "FREE": "admin-shop-tier-free",
    "VIP": "admin-shop-tier-vip",
    "PREMIUM": "admin-shop-tier-premium",
    "GIFT": "admin-shop-tier-gift",
}
KINDS = {
    "PHOTO_SET": "admin-shop-kind-photos",
    "VIDEO": "admin-shop-kind-video",
    "AUDIO": "admin-shop-kind-audio",
    "MIXED": "admin-shop-kind-mixed",
}
ICONS = {
    FileKind.PHOTO: "🖼",
    FileKind.VIDEO: "🎬",
    FileKind.AUDIO: "🎵",
    FileKind.DOCUMENT: "📄",
    FileKind.VOICE: "🎙",
    FileKind.ANIMATION: "🎞",
    FileKind.VIDEO_NOTE: "📹",
    FileKind.STICKER: "🏷",
}
"""How a file is shown in a list, in any language."""


def content_text(card: ContentSetCard, texts: Texts) -> Html:
    """Describe a content set."""
    fields = card.fields
    facts = [
        texts.html("admin-shop-content-files", count=len(card.files), kinds=_kinds(card.files)),
        texts.html("admin-shop-content-kind", kind=texts.plain(KINDS[fields["content_type"]])),
        texts.html("admin-shop-for", tier=texts.plain(TIERS[fields["tier"]])),
        texts.html("admin-shop-owners", count=card.owners),
        texts.html("admin-shop-used", products=card.products, rewards=card.rewards),
    ]
    return _card(
        texts.html("admin-shop-content-name", name=fields["name"]),
        fields["description"],
        None if fields["is_active"] else texts.html("admin-shop-hidden"),
        facts,
        texts,
    )


def product_text(card: ProductCard, texts: Texts, zone: ZoneInfo, now: datetime) -> Html:
    """Describe a product."""
    fields = card.fields
    content = name_in_list(card.content_name)
    facts = [
        texts.html("admin-shop-product-content", name=content, count=card.files),
        price_text(card, texts),
        vip_text(card, texts),
        _for_whom(card, texts),
        stock_text(fields["stock"], texts),
        ends_text(fields["ends_at"], zone, texts),
        texts.html("admin-shop-sold", count=card.sold),
    ]
    return _card(
        texts.html("admin-shop-product-name", name=fields["name"]),
        fields["description"],
        _state(card, texts, now),
        facts,
        texts,
    )


def stock_text(stock: int | None, texts: Texts) -> Html:
    """Say how many are left."""
    if stock is None:
        return texts.html("admin-shop-stock-none")
    return texts.html("admin-shop-stock-left", left=stock)


def ends_text(ends_at: datetime | None, zone: ZoneInfo, texts: Texts) -> Html:
    """Say until when it is sold."""
    if ends_at is None:
        return texts.html("admin-shop-ends-none")
    return texts.html("admin-shop-ends-at", until=date_and_time(ends_at.astimezone(zone), texts.language))


def _card(
    name: Html, description: str | None, state: Html | None, facts: Iterable[Html], texts: Texts
) -> Html:
    parts = [name]
    if description:
        parts.append(texts.html("shop-description", text=displayed_paragraphs(description)))
    if state is not None:
        parts.append(state)
    return Html("\n\n".join([*parts, Html("\n".join(facts))]))


def _kinds(files: Sequence[ContentFile]) -> str:
    counted = Counter(file.kind for file in files)
    return " ".join(f"{ICONS[kind]} {count}" for kind, count in counted.items())


def price_text(card: ProductCard, texts: Texts) -> Html:
    """Say what it costs."""
    return texts.html(
        "admin-shop-product-price", price=texts.html("shop-price", price=card.fields["besitos_price"])
    )


def vip_text(card: ProductCard, texts: Texts) -> Html:
    """Say what VIP members pay."""
    fields = card.fields
    normal, percent, price = (
        fields["besitos_price"],
        fields["vip_discount_percentage"],
        fields["vip_besitos_price"],
    )
    shown = texts.html("shop-price", price=price_for_vip(normal, percent, price))
    if price is not None:
        return texts.html("admin-shop-vip-dearer" if price > normal else "admin-shop-vip-price", price=shown)
    if percent:
        return texts.html("admin-shop-vip-discount", percent=percent, price=shown)
    return texts.html("admin-shop-vip-same")


def _for_whom(card: ProductCard, texts: Texts) -> Html:
    own = card.fields["tier"]
    tier = tier_of(own, card.content_tier).value
    key = "admin-shop-for" if tier == own else "admin-shop-for-by-content"
    return texts.html(key, tier=texts.plain(TIERS[tier]))


def _state(card: ProductCard, texts: Texts, now: datetime) -> Html:
    """Say whether members can buy it, and what is missing if not."""
    fields = card.fields
    if not fields["is_active"]:
        return texts.html("admin-shop-state-off")
    if not card.content_is_active:
        return texts.html("admin-shop-state-content-off")
    if tier_of(fields["tier"], card.content_tier) is Tier.GIFT:
        return texts.html("admin-shop-state-gift")
    if has_ended(fields["ends_at"], now):
        return texts.html("admin-shop-state-ended")
    if not card.files:
        return texts.html("admin-shop-state-soon")
    if fields["stock"] is not None and fields["stock"] < 1:
        return texts.html("admin-shop-state-sold-out")
    return texts.html("admin-shop-state-on")
