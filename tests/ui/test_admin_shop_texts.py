"""The cards of content sets and products in the panel, in every language and state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.services.gamification import ContentFile, ContentSetCard, FileKind, ProductCard
from bot.ui.admin.shop_texts import KINDS, TIERS, content_text, product_text
from bot.ui.texts import Texts
from tests.kit.voice import LANGUAGES, texts_in

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRODUCT = ProductCard(
    1,
    {
        "name": "Pack <b>", "description": "Dos & <tres>", "code": None, "content_set_id": 1,
        "besitos_price": 1_000, "vip_discount_percentage": 0, "vip_besitos_price": None, "tier": "FREE",
        "is_active": True, "sort_order": 0, "stock": None, "ends_at": None,
    },
    "Fotos <i>", 3, True, 0,
)  # fmt: skip
CONTENT = ContentSetCard(
    1,
    {"name": "Fotos <i>", "description": None, "content_type": "MIXED", "tier": "VIP", "is_active": True},
    (ContentFile("a", FileKind.PHOTO), ContentFile("b", FileKind.VOICE)),
    5,
    1,
    0,
)


def said(texts: Texts, card: ProductCard = PRODUCT, **fields: Any) -> str:
    changed = replace(card, fields={**card.fields, **fields})
    return str(product_text(changed, texts, ZoneInfo("Europe/Madrid"), NOW))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_of_a_product_has_its_own_words(language: str) -> None:
    texts = texts_in(language)
    cards = [
        said(texts),
        said(texts, is_active=False),
        said(texts, replace(PRODUCT, content_is_active=False)),
        said(texts, replace(PRODUCT, content_tier="VIP")),
        said(texts, replace(PRODUCT, content_tier="GIFT")),
        said(texts, tier="GIFT"),
        said(texts, ends_at=NOW),
        said(texts, ends_at=NOW + timedelta(days=40)),
        said(texts, replace(PRODUCT, files=0)),
        said(texts, stock=0),
        said(texts, stock=1),
        said(texts, stock=1_234),
        said(texts, vip_discount_percentage=50),
        said(texts, vip_besitos_price=0),
        said(texts, tier="PREMIUM"),
    ]
    assert len(set(cards)) == len(cards)
    for card in cards:
        assert "Pack &lt;b&gt;" in card
        assert "Dos &amp; &lt;tres&gt;" in card
        assert "{" not in card
    assert "13:00" in cards[7]  # in the creator's zone


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_content_set_says_what_is_in_it_and_who_has_it(language: str) -> None:
    texts = texts_in(language)
    card = content_text(CONTENT, texts)
    assert "🖼 1 🎙 1" in card
    assert "Fotos &lt;i&gt;" in card
    hidden = content_text(replace(CONTENT, fields={**CONTENT.fields, "is_active": False}), texts)
    assert "🚫" in hidden
    assert "🖼" not in content_text(replace(CONTENT, files=()), texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tiers_and_kinds_have_names_of_their_own(language: str) -> None:
    texts = texts_in(language)
    for keys in (TIERS, KINDS):
        assert len({texts.plain(key) for key in keys.values()}) == len(keys)
