"""Content sets and products, made, edited and deleted by a creator in the chat."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.methods import SendMediaGroup, SendPhoto, SendVoice
from aiogram.types import Animation, Audio, Document, Voice
from aiogram.types import Chat as TelegramChat

from bot.services.gamification import Identity, TransactionType
from tests.kit.panel import PanelDriver, a_photo, open_panel

ANA = 1001


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as panel:
        await panel.tap("Tienda y contenido")
        yield panel


async def new_content(panel: PanelDriver, name: str) -> None:
    """Leaves the panel at the step that takes files."""
    await panel.tap("Contenidos")
    await panel.tap("Nuevo contenido")
    await panel.send(name)
    assert name in panel.text


async def kinds(panel: PanelDriver) -> list[tuple[str, str]]:
    """The files of the newest content set."""
    [newest] = await panel.gamification.catalog.content_set_page(0, 1)
    card = await panel.gamification.catalog.content_set(newest.id)
    return [(file.file_id, file.kind) for file in card.files]


def named(kind: type[Any], file_id: str, **more: Any) -> Any:
    return kind(file_id=file_id, file_unique_id=f"u-{file_id}", **more)


async def test_content_is_made_of_what_is_sent_and_forwarded(panel: PanelDriver) -> None:
    await new_content(panel, "Fotos de verano")
    await panel.photo(1)
    assert "Añadido 1 archivo" in panel.text
    await panel.send(voice=named(Voice, "voz", duration=3))
    await panel.send(audio=named(Audio, "canción", duration=3))
    await panel.send(document=named(Document, "pdf"))
    gif = named(Animation, "gif", width=9, height=9, duration=1)
    await panel.send(animation=gif, document=named(Document, "gif"))
    channel = TelegramChat(id=-100, type="channel", title="Canal")
    await panel.forward(channel, photo=[a_photo(2)])
    assert "Ahora hay 6" in panel.text
    assert await kinds(panel) == [
        ("photo-1", "photo"), ("voz", "voice"), ("canción", "audio"), ("pdf", "document"),
        ("gif", "animation"), ("photo-2", "photo"),
    ]  # fmt: skip
    await panel.photo(1)
    assert "ya estaba" in panel.text
    for bad in ({"text": "hola"}, {"text": "x" * 4_097}):
        await panel.send(**bad)
        assert "Eso no lo puedo guardar" in panel.text
    await panel.sticker()
    assert "Eso no lo puedo guardar" in panel.text
    await panel.tap("Listo")
    assert "🖼 2" in panel.text
    assert "variado" in panel.text
    await panel.tap("Añadir archivos")  # what came before is not counted again
    assert "Mándame o reenvíame" in panel.text


async def test_a_finished_wizard_leaves_no_list_behind(panel: PanelDriver) -> None:
    await make_product(panel)
    lists = ("🗂 <b>Contenidos</b>", "🏷 <b>Productos</b>")
    assert not [one for one in panel.session.shown.values() if one.text.startswith(lists)]
    assert "🏷 <b>Productos</b>" in await panel.tap("Volver")


async def test_a_product_is_for_whom_its_content_is(panel: PanelDriver) -> None:
    await make_product(panel)
    made = await newest_product(panel)
    for tier, says in (
        ("VIP", "Para: solo VIP, porque así es su contenido"),
        ("GIFT", "No sale en la tienda"),
    ):
        await panel.gamification.catalog.update_content_set(99, made["content_set_id"], tier=tier)
        await panel.tap("Vista previa")
        assert says in await panel.tap("Volver")


async def test_a_product_without_any_content_begins_with_one(panel: PanelDriver) -> None:
    for product in (1, 2):
        await panel.gamification.catalog.delete_product(99, product)
        await panel.gamification.catalog.delete_content_set(99, product)
    await panel.tap("Productos")
    await panel.tap("Nuevo producto")
    assert "Aún no hay contenido que vender" in await panel.send("Pack")
    await panel.tap("Nuevo contenido")
    await panel.send("Fotos")
    await panel.photo(1)
    await panel.tap("Listo")
    assert "¿Qué contenido vende?" in await panel.tap("Volver")
    await panel.tap("Fotos")
    await panel.send("5")
    assert "🏷 <b>Pack</b>" in await panel.tap("Saltar")


async def test_what_is_asked_for_is_shown_as_it_is_now(panel: PanelDriver) -> None:
    await make_product(panel)
    for button, now in (
        ("💰 Precio", "Precio: 100 besitos"), ("⭐ Precio VIP", "Con VIP: 20 % menos, 80 besitos"),
        ("Unidades", "Sin límite de unidades"), ("Fecha de fin", "Sin fecha de fin"),
    ):  # fmt: skip
        assert now in await panel.tap(button)
        await panel.tap("Volver")
    await panel.tap("Para quién")
    assert [label for label, _ in panel.buttons][:2] == ["• Todo el mundo", "Solo VIP"]
    await panel.tap("Volver")
    await panel.tap("⭐ Precio VIP")
    assert "Con VIP: 300 besitos ⚠️ más que los demás" in await panel.send("300")


async def test_an_album_is_confirmed_once_and_keeps_its_order(panel: PanelDriver) -> None:
    await new_content(panel, "Álbum")
    before = len(panel.session.shown)
    # As they come where two of them overtake each other.
    for number, message_id in ((1, 9_001), (3, 9_003), (2, 9_002), (4, 9_004)):
        await album_part(panel, number, message_id)
    assert "Añadidos 4 archivos" in panel.text
    assert len(panel.session.shown) == before + 1
    assert [file_id for file_id, _ in await kinds(panel)] == [f"photo-{n}" for n in (1, 2, 3, 4)]
    # And at once.
    await asyncio.gather(*(album_part(panel, n, 9_010 + n, album="at once") for n in (8, 6, 9, 7)))
    assert [file_id for file_id, _ in await kinds(panel)][4:] == [f"photo-{n}" for n in (6, 7, 8, 9)]
    assert "Añadidos 4 archivos" in panel.text
    await album_part(panel, 4, 9_050, album="another")
    await album_part(panel, 5, 9_051, album="another")
    assert "Añadidos: 1. 🔁 Ya estaban: 1" in panel.text


async def album_part(panel: PanelDriver, number: int, message_id: int, album: str = "album") -> None:
    await panel.photo(number, media_group_id=album, message_id=message_id)


async def test_files_are_sorted_seen_and_removed(panel: PanelDriver) -> None:
    await new_content(panel, "Fotos")
    for number in (1, 2, 3):
        await panel.photo(number)
    await panel.tap("Listo")
    await panel.tap("Ordenar y quitar")
    await panel.tap("3 ·")
    assert "Archivo 3 de 3" in panel.text
    await panel.tap("⏫")
    assert "Archivo 1 de 3" in panel.text
    await panel.tap("⬇️")
    assert [file_id for file_id, _ in await kinds(panel)] == ["photo-1", "photo-3", "photo-2"]
    await panel.tap("Ver")
    assert [one.photo for one in panel.session.sent if isinstance(one, SendPhoto)] == ["photo-3"]
    # Another admin removes it meanwhile.
    [newest] = await panel.gamification.catalog.content_set_page(0, 1)
    await panel.gamification.catalog.remove_file(99, newest.id, "photo-3")
    await panel.tap("Quitar")
    assert panel.alerts
    assert [file_id for file_id, _ in await kinds(panel)] == ["photo-1", "photo-2"]
    await panel.tap("1 ·")
    await panel.tap("Quitar")
    assert [file_id for file_id, _ in await kinds(panel)] == ["photo-2"]


async def test_the_preview_is_sent_as_a_member_gets_it(panel: PanelDriver) -> None:
    await new_content(panel, "Fotos")
    await panel.photo(1)
    await panel.photo(2)
    await panel.send(voice=named(Voice, "voz", duration=3))
    await panel.tap("Listo")
    await panel.tap("Vista previa")
    [album] = [one for one in panel.session.sent if isinstance(one, SendMediaGroup)]
    [voice] = [one for one in panel.session.sent if isinstance(one, SendVoice)]
    assert [str(one.media) for one in album.media] == ["photo-1", "photo-2"]
    assert album.protect_content
    assert voice.protect_content
    assert "Fotos" in panel.text  # the card is at the bottom again


async def test_a_content_set_is_renamed_described_and_deleted(panel: PanelDriver) -> None:
    await new_content(panel, "Viejo")
    await panel.tap("Listo")
    await panel.tap("Nombre")
    for bad in ("x" * 201, "x" * 4_097):
        await panel.send(bad)
        assert "Demasiado largo" in panel.text
    await panel.sticker()
    assert "Aquí necesito un texto" in panel.text
    await panel.send("Nuevo <b>&")
    assert "Nuevo &lt;b&gt;&amp;" in panel.text
    await panel.tap("Descripción")
    await panel.send("Dos\nlíneas")
    assert "Dos\nlíneas" in panel.text
    await panel.tap("Descripción")
    await panel.tap("Sin descripción")
    await panel.tap("Para quién")
    await panel.tap("Solo VIP (premium)")
    assert "premium" in panel.text
    await panel.tap("Tipo")
    await panel.tap("Audio")
    assert "Tipo: audio" in panel.text
    await panel.tap("Ocultar")
    assert "Oculto" in panel.text
    await panel.tap("Mostrar")
    await panel.tap("Borrar")
    await panel.tap("No")
    await panel.tap("Borrar")
    await panel.tap("Sí")
    assert "Borrado." in panel.alerts
    assert "Nuevo &lt;b" not in str(panel.buttons)
    assert "Contenidos" in panel.text


async def make_product(panel: PanelDriver, name: str = "Pack", price: str = "100", vip: str = "20 %") -> None:
    """A product of a new content set with one photo; its card is open."""
    await new_content(panel, f"Fotos de {name}")
    await panel.photo(1)
    await panel.tap("Listo")
    await panel.tap("Volver")
    await panel.tap("Volver")
    await panel.tap("Productos")
    await panel.tap("Nuevo producto")
    await panel.send(name)
    await panel.tap(f"Fotos de {name}")
    await panel.send(price)
    await panel.send(vip)
    assert f"<b>{name}</b>" in panel.text


async def newest_product(panel: PanelDriver) -> dict[str, Any]:
    rows = await panel.gamification.catalog.products()
    return dict(rows[-1].fields) | {"id": rows[-1].id}


async def test_a_product_is_made_by_the_wizard_and_bought(panel: PanelDriver) -> None:
    await make_product(panel)
    made = await newest_product(panel)
    assert (made["besitos_price"], made["vip_discount_percentage"], made["is_active"]) == (100, 20, True)
    assert "A la venta" in panel.text
    assert "20 % menos, 80" in panel.text
    await panel.gamification.profiles.provision(Identity(ANA, "Ana"))
    await panel.gamification.wallet.credit(ANA, 100, TransactionType.EARN_ADMIN, reason="x", key="a")
    await panel.gamification.shop.buy(ANA, made["id"], price=100)
    await panel.tap("Borrar")
    await panel.tap("Sí")
    assert "lo he ocultado" in str(panel.alerts)
    assert len(await panel.gamification.shop.owned(ANA)) == 1


async def test_the_wizard_refuses_bad_input_in_words_and_is_cancelled(panel: PanelDriver) -> None:
    await panel.tap("Productos")
    await panel.tap("Nuevo producto")
    await panel.sticker()
    assert "Aquí necesito un texto" in panel.text
    await panel.send("x" * 4_097)
    assert "Demasiado largo" in panel.text
    await panel.send("Bueno")
    await panel.tap("Welcome Pack")
    for bad in ("muchos", str(10**12), "-1", "1.5", "", "x" * 4_097):
        await panel.send(bad or " ")
        assert "⚠️" in panel.text, bad
        assert "¿Cuánto cuesta?" in panel.text
    await panel.send("1.000")
    for bad in ("101 %", "%", str(10**12), "gratis"):
        await panel.send(bad)
        assert "⚠️" in panel.text, bad
    await panel.tap("Cancelar")
    assert "Productos" in panel.text
    assert len(await panel.gamification.catalog.products()) == 2
    await panel.tap("Nuevo producto")
    await panel.send("Bueno")
    await panel.tap("Welcome Pack")
    await panel.send("0")
    await panel.tap("Saltar")
    made = await newest_product(panel)
    assert (made["besitos_price"], made["vip_besitos_price"], made["vip_discount_percentage"]) == (0, None, 0)
    assert "muy pronto" in panel.text  # without files


async def test_every_field_of_a_product_is_edited(panel: PanelDriver) -> None:
    await make_product(panel)
    await panel.tap("Precio")  # the first one; the other says VIP
    await panel.send("250")
    await panel.tap("Precio VIP")
    await panel.send("90")
    assert (await newest_product(panel))["vip_besitos_price"] == 90
    await panel.tap("Precio VIP")
    await panel.tap("Lo mismo que los demás")
    await panel.tap("Unidades")
    await panel.send("muchas")
    assert "⚠️" in panel.text
    await panel.send("3")
    assert "Quedan 3" in panel.text
    await panel.tap("Fecha de fin")
    for bad in ("mañana", "31/02/2027", "1/1/2020", "2026-13-01", "31/12/2026 25:00", "1/1/2100"):
        await panel.send(bad)
        assert "⚠️" in panel.text, bad
    await panel.send("31/12/2026")
    assert "31 dic 2026, 23:59" in panel.text
    await panel.tap("Fecha de fin")
    await panel.send("2026-12-31 18:00")
    assert "31 dic 2026, 18:00" in panel.text
    for button in ("En una semana", "En un mes", "Sin fecha de fin"):
        await panel.tap("Fecha de fin")
        await panel.tap(button)
    await panel.tap("Unidades")
    await panel.tap("Sin límite")
    await panel.tap("Nombre")
    await panel.send("Otro")
    await panel.tap("Descripción")
    await panel.send("Algo bonito")
    await panel.tap("Para quién")
    await panel.tap("Solo VIP")
    await panel.tap("🗂 Contenido")
    await panel.tap("Welcome Pack")
    await panel.tap("Apagar")
    assert "Apagado" in panel.text
    made = await newest_product(panel)
    assert made == made | {
        "name": "Otro", "description": "Algo bonito", "besitos_price": 250, "vip_besitos_price": None,
        "vip_discount_percentage": 0, "tier": "VIP", "content_set_id": 1, "stock": None, "ends_at": None,
        "is_active": False,
    }  # fmt: skip
    await panel.tap("Poner a la venta")
    await panel.tap("Antes")
    rows = await panel.gamification.catalog.product_page(0, 10)
    assert [row.id for row in rows].index(made["id"]) < len(rows) - 1


async def test_the_preview_is_the_card_of_such_a_member(panel: PanelDriver) -> None:
    await make_product(panel)
    await panel.tap("Vista previa")
    assert "no es VIP" in panel.text
    assert "🛍 <b>Pack</b>" in panel.text
    assert "⭐ Con VIP: 80" in panel.text
    assert [label for label, _ in panel.buttons][:2] == ["• Sin VIP", "Con VIP"]
    await panel.tap("Con VIP")
    assert [label for label, _ in panel.buttons][:2] == ["Sin VIP", "• Con VIP"]
    assert "<s>100</s> 80" in panel.text
    made = await newest_product(panel)
    await panel.gamification.catalog.update_product(99, made["id"], tier="GIFT")
    await panel.tap("Sin VIP")
    assert "solo se regala" in panel.text


async def test_the_second_admin_is_told_what_the_first_one_changed(panel: PanelDriver) -> None:
    await make_product(panel)
    made = await newest_product(panel)
    await panel.tap("Precio")
    await panel.gamification.catalog.update_product(99, made["id"], besitos_price=75)
    await panel.send("250")
    assert "75" in panel.text
    assert (await newest_product(panel))["besitos_price"] == 75
    await panel.send("250")
    assert (await newest_product(panel))["besitos_price"] == 250
    await panel.gamification.catalog.update_product(99, made["id"], is_active=False)
    await panel.tap("Apagar")
    assert panel.alerts
    # Deleted meanwhile: the panel's first screen, and no error.
    await panel.gamification.catalog.delete_product(99, made["id"])
    await panel.tap("Unidades")
    assert "error" not in panel.text.lower()
