"""The shop and the purchases as members meet them in Telegram."""

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.services.gamification import TransactionType
from tests.kit.catalog_rows import add_product
from tests.kit.harness import Harness
from tests.kit.recording_session import group, message, person, tap

ANA = person(1, "Ana", "es")
BEN = person(2, "Ben", "en")


@pytest.fixture
async def pack(harness: Harness) -> int:
    """A product of 50 besitos with two photos, the only one with files; Ana has 120."""
    await harness.gets(message(ANA, "/start"))
    await harness.gets(message(BEN, "/start"))
    await gives(harness, 1, 120)
    return await add_product(harness.application.database, "Pack <3", 50, discount=20, sort_order=0)


async def gives(harness: Harness, user_id: int, amount: int) -> None:
    wallet = harness.application.gamification.wallet
    await wallet.credit(user_id, amount, TransactionType.EARN_ADMIN, reason="x", key=f"g{user_id}{amount}")


async def run(harness: Harness, statement: str) -> None:
    await harness.application.database.write(lambda session: session.execute(sql(statement)))


def charges(session: Session) -> int:
    counted = sql("SELECT count(*) FROM transactions WHERE type = 'SPEND_SHOP'")
    return int(session.execute(counted).scalar_one())


def sent_files(harness: Harness) -> list[str]:
    return [
        str(one.media)
        for method in harness.session.sent
        if isinstance(method, SendMediaGroup)
        for one in method.media
    ]


def alert_of(harness: Harness) -> str:
    [answer] = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.show_alert
    return answer.text or ""


async def balance(harness: Harness, user_id: int = 1) -> int:
    return await harness.application.gamification.wallet.balance(user_id)


@pytest.mark.parametrize("command", ["/tienda", "/shop"])
async def test_the_shop_shows_products_with_the_members_own_price(
    harness: Harness, pack: int, command: str
) -> None:
    [text] = await harness.gets(message(ANA, command))
    assert "Tienes <b>120</b> besitos" in text
    assert "<b>Pack &lt;3</b> · 50 besitos" in text
    assert "muy pronto" in text  # the seeded ones have no files
    assert harness.buttons[0] == f"bs.product:{pack}:0"
    assert harness.buttons[-2:] == ["bs.open:purchases", "bs.open:start"]


async def test_a_vip_sees_the_normal_price_struck_through(harness: Harness, pack: int) -> None:
    await run(harness, "UPDATE users SET role = 'VIP' WHERE user_id = 1")
    [text] = await harness.gets(message(ANA, "/tienda"))
    assert "<s>50</s> 40 besitos con VIP" in text
    [text] = await harness.gets(message(BEN, "/shop"))
    assert "· 50 besitos" in text
    assert "· 200 besitos · coming soon" in text
    await run(harness, "UPDATE content_sets SET file_ids = '[\"AgACx\"]'")
    [text] = await harness.gets(message(BEN, "/shop"))
    assert "🔒" in text
    assert "VIP only" in text


async def test_from_the_shop_to_the_files(harness: Harness, pack: int) -> None:
    await harness.gets(message(ANA, "/tienda"))
    [product] = await harness.gets(tap(ANA, harness.buttons[0]))
    assert "Pack &lt;3" in product
    assert "2 archivos" in product
    assert "Con VIP: 40 besitos" in product
    ask, back = harness.buttons
    assert (ask, back) == (f"bs.ask:{pack}:0", "bs.shop:0")
    [question] = await harness.gets(tap(ANA, ask))
    assert "Te quedarán 70 besitos" in question
    yes, no = harness.buttons
    assert (yes, no) == (f"bs.buy:{pack}:50:0:0", f"bs.product:{pack}:0")
    assert await balance(harness) == 120  # nothing happened yet
    [bought] = await harness.gets(tap(ANA, yes))
    assert "¡Es tuyo!" in bought
    assert "<b>70</b> besitos" in bought
    assert [type(method) for method in harness.session.sent] == [
        AnswerCallbackQuery, EditMessageText, SendMediaGroup,
    ]  # fmt: skip
    album = harness.session.sent[-1]
    assert isinstance(album, SendMediaGroup)
    assert (album.chat_id, album.protect_content, len(album.media)) == (1, True, 2)
    assert await balance(harness) == 70
    [product] = await harness.gets(tap(ANA, no))
    assert "Ya es tuyo" in product
    assert harness.buttons[0].startswith("bs.send:")


async def test_a_double_tap_buys_once(harness: Harness, pack: int) -> None:
    harness.session.sent.clear()
    data = f"bs.buy:{pack}:50:0:0"
    await asyncio.gather(
        *(harness.application.dispatcher.feed_update(harness.bot, tap(ANA, data)) for _ in range(10))
    )
    assert await harness.application.database.read(charges) == 1
    assert await balance(harness) == 70
    assert len(sent_files(harness)) == 2
    answers = [method for method in harness.session.sent if isinstance(method, AnswerCallbackQuery)]
    assert len(answers) == 10
    assert sum("ya es tuyo" in (answer.text or "") for answer in answers) == 9


async def test_a_changed_price_is_asked_about_again(harness: Harness, pack: int) -> None:
    await run(harness, f"UPDATE shop_products SET besitos_price = 60 WHERE id = {pack}")
    [text] = await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    assert "El precio acaba de cambiar" in text
    assert "60 besitos" in text
    assert (await balance(harness), sent_files(harness)) == (120, [])
    yes = harness.buttons[0]
    assert yes == f"bs.buy:{pack}:60:0:0"
    await harness.gets(tap(ANA, yes))
    assert await balance(harness) == 60
    await run(harness, f"UPDATE shop_products SET besitos_price = 500 WHERE id = {pack}")
    [text] = await harness.gets(tap(BEN, f"bs.buy:{pack}:60:0:0"))  # and now beyond what is there
    assert "500 besitos short" in text


async def test_a_buy_that_is_delivered_again_after_a_refund_charges_nothing(
    harness: Harness, pack: int
) -> None:
    await harness.gets(tap(ANA, f"bs.ask:{pack}:0"))
    data = harness.buttons[0]
    buys = tap(ANA, data)
    await harness.gets(buys)
    (owned,) = await harness.application.gamification.shop.owned(1)
    await harness.application.gamification.shop.refund(7, owned.id)
    assert await harness.gets(buys) == []  # the very same update: worked already
    assert await balance(harness) == 120
    [text] = await harness.gets(tap(ANA, data))  # the same tap under another id
    assert "No te he cobrado nada" in text
    assert "Te quedarán 70 besitos" in text
    assert await harness.application.database.read(charges) == 1
    assert (await balance(harness), sent_files(harness)) == (120, [])
    yes = harness.buttons[0]
    assert yes == f"bs.buy:{pack}:50:1:0"
    await harness.gets(tap(ANA, yes))  # asked anew, and wanted
    assert await balance(harness) == 70
    await harness.gets(tap(ANA, data))
    assert "ya es tuyo" in alert_of(harness)
    assert await balance(harness) == 70


@pytest.mark.parametrize("bought", ["1", "-1", str(2**70)])
async def test_a_forged_state_is_asked_about_anew(harness: Harness, pack: int, bought: str) -> None:
    [text] = await harness.gets(tap(ANA, f"bs.buy:{pack}:50:{bought}:0"))
    assert "No te he cobrado nada" in text
    assert harness.buttons[0] == f"bs.buy:{pack}:50:0:0"
    assert await balance(harness) == 120


async def test_a_button_of_an_older_version_asks_anew(harness: Harness, pack: int) -> None:
    [text] = await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0"))
    assert "No te he cobrado nada" in text
    assert harness.buttons[0] == f"bs.buy:{pack}:50:0:0"
    assert await balance(harness) == 120
    await harness.gets(tap(ANA, "bs.buy:999:50:0"))
    assert "no está a la venta" in alert_of(harness)


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ("bs.product:999:0", "no está a la venta"),
        ("bs.product:-1:0", "no está a la venta"),
        (f"bs.ask:{2**80}:0", "no está a la venta"),
        ("bs.buy:999:50:0:0", "no está a la venta"),
        ("bs.buy:{pack}:-5:0:0", "número entero"),
        (f"bs.buy:{{pack}}:{2**70}:0:0", "número entero"),
        ("bs.buy:{pack}:x:0:0", "ya no funciona"),
        ("bs.buy:{pack}", "ya no funciona"),
        ("bs.buy:{pack}:50:x:0", "ya no funciona"),
        ("bs.buy:{pack}:50:0:0:0", "ya no funciona"),
        ("bs.send:999", "no está entre tus compras"),
        (f"bs.send:-{2**80}", "no está entre tus compras"),
    ],
)
async def test_a_forged_or_old_button_gets_an_answer_and_does_nothing(
    harness: Harness, pack: int, data: str, answer: str
) -> None:
    await harness.gets(tap(ANA, data.format(pack=pack)))
    assert answer in alert_of(harness)
    assert await balance(harness) == 120


@pytest.mark.parametrize("page", ["-3", "99", str(2**70)])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(
    harness: Harness, pack: int, page: str
) -> None:
    for kind in ("shop", "owned"):
        [text] = await harness.gets(tap(ANA, f"bs.{kind}:{page}"))
        assert text.startswith(("🛍 <b>La tienda", "📦 <b>Tus compras"))
    await harness.gets(tap(ANA, f"bs.product:{pack}:{page}"))
    assert all(len(button.encode()) <= 64 for button in harness.buttons)


async def test_content_of_somebody_else_is_not_sent(harness: Harness, pack: int) -> None:
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    (owned,) = await harness.application.gamification.shop.owned(1)
    await harness.gets(tap(BEN, f"bs.send:{owned.content_set_id}"))
    assert "isn’t among your purchases" in alert_of(harness)


async def test_without_enough_besitos_the_product_says_what_is_missing(harness: Harness, pack: int) -> None:
    [text] = await harness.gets(tap(BEN, f"bs.product:{pack}:0"))
    assert "50 besitos short" in text
    assert harness.buttons == ["bs.open:gift", "bs.shop:0"]
    await harness.gets(tap(BEN, f"bs.buy:{pack}:50:0:0"))
    assert "50" in alert_of(harness)


async def test_what_is_for_vip_or_not_ready_has_no_button_to_buy(harness: Harness, pack: int) -> None:
    database = harness.application.database
    special = await add_product(database, "Special", 10, tier="VIP")
    soon = await add_product(database, "Soon", 10, files=[])
    for product, words in ((special, "solo para VIP"), (soon, "Muy pronto")):
        for data in (f"bs.product:{product}:0", f"bs.ask:{product}:0"):
            [text] = await harness.gets(tap(ANA, data))
            assert words in text
            assert harness.buttons == ["bs.shop:0"]
    await harness.gets(tap(ANA, f"bs.buy:{special}:10:0:0"))
    assert "solo para VIP" in alert_of(harness)
    await harness.gets(tap(ANA, f"bs.buy:{soon}:10:0:0"))
    assert "no está a la venta" in alert_of(harness)


async def test_what_is_free_is_taken_with_the_same_two_taps(harness: Harness, pack: int) -> None:
    free = await add_product(harness.application.database, "Regalo", 0)
    await harness.gets(tap(BEN, f"bs.product:{free}:0"))
    await harness.gets(tap(BEN, harness.buttons[0]))
    [text] = await harness.gets(tap(BEN, harness.buttons[0]))
    assert "It’s yours!" in text
    assert len(sent_files(harness)) == 2
    assert await balance(harness, 2) == 0


async def test_purchases_are_sent_again_for_nothing(harness: Harness, pack: int) -> None:
    [text] = await harness.gets(message(ANA, "/compras"))
    assert "Aún no tienes nada" in text
    assert harness.buttons == ["bs.open:shop", "bs.open:start"]
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    [text] = await harness.gets(message(ANA, "/purchases"))
    assert "<b>Pack &lt;3</b> · 2 archivos" in text
    send = harness.buttons[0]
    harness.session.sent.clear()
    await asyncio.gather(
        *(harness.application.dispatcher.feed_update(harness.bot, tap(ANA, send)) for _ in range(5))
    )
    assert len(sent_files(harness)) == 2  # a double tap sends once
    toasts = [text for text in harness.session.texts if text]
    assert sorted(set(toasts)) == ["Ahí va 👇", "Ya va de camino."]
    assert await balance(harness) == 70


async def test_a_refused_delivery_leaves_the_purchase_and_says_where_to_ask_again(
    harness: Harness, pack: int
) -> None:
    refusal = TelegramBadRequest(method=None, message="Bad Request: wrong file")  # type: ignore[arg-type]
    harness.session.refusals = {SendMediaGroup: refusal, SendPhoto: refusal}
    bought, told = await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    assert "¡Es tuyo!" in bought
    assert "No he podido mandártelo" in told
    assert "/compras" in told
    assert harness.buttons == ["bs.open:purchases"]
    assert await balance(harness) == 70
    harness.session.refusals = {}
    await harness.gets(tap(ANA, "bs.open:purchases"))
    await harness.gets(tap(ANA, harness.buttons[0]))
    assert len(sent_files(harness)) == 2


async def test_after_a_failed_sending_the_next_tap_is_a_new_try(harness: Harness, pack: int) -> None:
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    await harness.gets(tap(ANA, "bs.open:purchases"))
    send = harness.buttons[0]
    harness.session.refusals = {SendMediaGroup: TelegramForbiddenError(method=None, message="blocked")}  # type: ignore[arg-type]
    harness.session.refusals[SendMessage] = harness.session.refusals[SendMediaGroup]
    await harness.gets(tap(ANA, send))
    harness.session.refusals = {}
    await harness.gets(tap(ANA, send))
    assert len(sent_files(harness)) == 2


async def test_a_purchase_is_delivered_even_where_its_screen_cannot_be_shown(
    harness: Harness, pack: int
) -> None:
    for product, refused in ((pack, EditMessageText), (None, AnswerCallbackQuery)):
        bought: Any = product or await add_product(harness.application.database, "Otro", 50)
        harness.session.refusals = {
            refused: TelegramBadRequest(method=None, message="Bad Request: query is too old")  # type: ignore[arg-type]
        }
        await harness.gets(tap(ANA, f"bs.buy:{bought}:50:0:0"))
        assert len(sent_files(harness)) == 2
    assert await balance(harness) == 20


async def test_pages_of_products_and_of_purchases(harness: Harness, pack: int) -> None:
    database = harness.application.database
    products = [await add_product(database, f"Cosa {n:02}", 0, sort_order=-1) for n in range(9)]
    for product in products:
        await harness.application.gamification.shop.buy(1, product, price=0)
    [first] = await harness.gets(message(ANA, "/tienda"))
    assert "Cosa 05" in first
    assert "Cosa 06" not in first
    onward = next(button for button in harness.buttons if button == "bs.shop:1")
    [second] = await harness.gets(tap(ANA, onward))
    assert "Cosa 06" in second
    assert "bs.shop:0" in harness.buttons
    [owned] = await harness.gets(message(ANA, "/compras"))
    assert owned.count("• <b>") == 8
    assert "bs.owned:1" in harness.buttons
    [rest] = await harness.gets(tap(ANA, "bs.owned:1"))
    assert rest.count("• <b>") == 1


async def test_content_without_files_is_owned_but_cannot_be_sent_yet(harness: Harness, pack: int) -> None:
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    (owned,) = await harness.application.gamification.shop.owned(1)
    await run(harness, "UPDATE content_sets SET file_ids = '[]'")
    [text] = await harness.gets(message(ANA, "/compras"))
    assert "muy pronto" in text
    assert harness.buttons == ["bs.open:shop", "bs.open:start"]
    await harness.gets(tap(ANA, f"bs.send:{owned.content_set_id}"))
    assert "Todavía no hay nada que mandarte" in alert_of(harness)


async def test_what_is_left_and_until_when_is_shown(harness: Harness, pack: int) -> None:
    await run(
        harness, f"UPDATE shop_products SET stock = 1, ends_at = '2030-01-04 18:00:00' WHERE id = {pack}"
    )
    [text] = await harness.gets(message(ANA, "/tienda"))
    assert "50 besitos · queda 1 · hasta el vie 4 ene, 18:00" in text
    [text] = await harness.gets(tap(BEN, f"bs.product:{pack}:0"))
    assert "1 left" in text
    assert "Until Fri 4 Jan" in text
    await gives(harness, 2, 120)
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    await harness.gets(tap(BEN, f"bs.buy:{pack}:50:0:0"))
    assert "It has just sold out" in alert_of(harness)
    assert await balance(harness, 2) == 120
    [text] = await harness.gets(message(BEN, "/shop"))
    assert "sold out" in text
    [text] = await harness.gets(tap(BEN, f"bs.ask:{pack}:0"))  # an old button: the product, not the question
    assert "Sold out" in text


async def test_after_its_end_an_old_button_is_told_so(harness: Harness, pack: int) -> None:
    await run(harness, f"UPDATE shop_products SET ends_at = '2020-01-01 00:00:00' WHERE id = {pack}")
    [text] = await harness.gets(message(ANA, "/tienda"))
    assert "Pack &lt;3" not in text
    [text] = await harness.gets(tap(ANA, f"bs.product:{pack}:0"))
    assert "Ya no está a la venta" in text
    await harness.gets(tap(ANA, f"bs.buy:{pack}:50:0:0"))
    assert "se acabó el plazo" in alert_of(harness)
    assert await balance(harness) == 120


async def test_in_a_group_both_lead_to_the_private_chat(harness: Harness, pack: int) -> None:
    for command, place, title in (
        ("/tienda", "shop", "La tienda"),
        ("/compras", "purchases", "Tus compras"),
    ):
        [text] = await harness.gets(message(ANA, command, chat=group()))
        assert "privado" in text
        assert harness.buttons == [f"https://t.me/besitos_bot?start={place}"]
        [text] = await harness.gets(message(ANA, f"/start {place}"))
        assert title in text


async def test_an_empty_shop_says_so(harness: Harness) -> None:
    await harness.gets(message(ANA, "/start"))
    await run(harness, "UPDATE shop_products SET is_active = false")
    [text] = await harness.gets(tap(ANA, "bs.open:shop"))
    assert "Ahora mismo no hay nada" in text


async def test_the_longest_names_fit_into_a_message(harness: Harness, pack: int) -> None:
    for n in range(6):
        product = await add_product(
            harness.application.database, f"{n}" + "<&" * 99, 1_000_000_000, description="&" * 1_000,
            sort_order=-1,
        )  # fmt: skip
    [text] = await harness.gets(message(ANA, "/tienda"))
    assert len(text) < 4_096
    [text] = await harness.gets(tap(ANA, f"bs.product:{product}:0"))
    assert text.replace("&amp;", "&").replace("&lt;", "<").count("&") >= 1_000
