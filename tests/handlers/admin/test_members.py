"""The panel's members: search, card, every wizard finished, cancelled and fed nonsense."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, Chat, Contact, MessageOriginHiddenUser, MessageOriginUser
from aiogram_dialog import DialogManager

from bot.handlers.admin.members.acting import open_member_card
from bot.handlers.admin.members.vip import day_or_days
from bot.handlers.admin.windows.trouble import InvalidInput
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.rules.ids import FIRST_PSEUDONYM
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock
from tests.kit.databases import Kind
from tests.kit.harness import NOON
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.recording_session import message, person, tap
from tests.kit.voice import texts_in

ANA, BEA, CAT = 1001, 1002, 1003
ES = texts_in("es")
NONSENSE = ("letras", "10^12", "1000000000000", "x" * 4_096, "0", "-5", "1.5", " ")


@pytest.fixture
def kind() -> Kind:
    return "sqlite"


@pytest.fixture
def clock() -> WallClock:
    return WallClock(NOON)


@asynccontextmanager
async def open_members(database_url: str, clock: WallClock) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url, clock=clock) as panel:
        await panel.gamification.profiles.ensure(
            [Identity(ANA, "Ana <b>", "ana_g", "García"), Identity(BEA, "Bea"), Identity(CAT, "Beatriz")]
        )
        await panel.gamification.wallet.credit(ANA, 500, TransactionType.EARN_ADMIN, reason="x", key="start")
        await panel.tap("Miembros")
        yield panel


@pytest.fixture
async def panel(database_url: str, clock: WallClock) -> AsyncIterator[PanelDriver]:
    async with open_members(database_url, clock) as panel:
        yield panel


async def card(panel: PanelDriver, who: int = ANA) -> str:
    await panel.open()
    await panel.tap("Miembros")
    return await panel.send(str(who))


async def is_well(panel: PanelDriver) -> None:
    doctor = Doctor(panel.application.database, panel.gamification.clock)
    assert [str(one) async for one in doctor.examine() if one.wrong] == []


def trouble(key: str, **variables: Any) -> str:
    return str(ES.html("admin-trouble", why=ES.html(key, **variables)))


async def test_whom_the_search_finds(panel: PanelDriver) -> None:
    user = person(ANA, "Ana", "es")
    contact = Contact(phone_number="1", first_name="x", user_id=ANA)
    for content in (
        {"text": "1001"},
        {"text": "@ANA_G"},
        {"text": "garcia"},
        {"text": "hola", "forward_origin": MessageOriginUser(date=NOON, sender_user=user)},
        {"text": "hola", "forward_origin": MessageOriginHiddenUser(date=NOON, sender_user_name="García")},
        {"contact": contact},
        {"contact": contact.model_copy(update={"user_id": None, "first_name": "Ana", "last_name": None})},
    ):
        await panel.open()
        await panel.tap("Miembros")
        assert "Ana &lt;b&gt; García" in await panel.send(**content), content
        assert "@ana_g" in panel.text
    await panel.tap("Volver")
    assert "buscas" in panel.text
    assert trouble("admin-members-none") in await panel.send("nadie así")
    assert trouble("admin-members-not-a-person") in await panel.sticker()
    post = Chat(id=-1001, type="channel", title="Ana")
    assert trouble("admin-members-not-a-person") in await panel.forward(post, text="Ana")
    assert trouble("admin-input-too-long", most=100) in await panel.send("x" * 4_096)
    assert trouble("admin-members-none") in await panel.send("%")
    await panel.send("be")
    assert [text for text, _ in panel.buttons[:2]] == ["Bea · 0 besitos", "Beatriz · 0 besitos"]
    assert "Beatriz" in await panel.tap("Beatriz")
    await panel.tap("Volver")
    assert "Beatriz" in await panel.send("beatriz")


async def test_a_long_list_has_pages(panel: PanelDriver) -> None:
    await panel.gamification.profiles.ensure(Identity(5000 + n, f"Zoe {n:02}") for n in range(20))
    await panel.send("zoe")
    assert panel.buttons[0][0].startswith("Zoe 00")
    await panel.tap("Seguir")
    await panel.tap("Seguir")
    assert [text.split(" ·")[0] for text, _ in panel.buttons if "Zoe" in text] == [
        "Zoe 16", "Zoe 17", "Zoe 18", "Zoe 19",
    ]  # fmt: skip
    await panel.tap("Desde el principio")
    assert panel.buttons[0][0].startswith("Zoe 00")
    await panel.tap("Volver")
    assert "buscas" in panel.text


async def test_give_and_take(panel: PanelDriver) -> None:
    before = await card(panel)
    assert "<b>500</b> besitos" in before
    await panel.tap("Dar")
    number = trouble("admin-input-whole-number", least=1, most=1_000_000_000)
    for wrong in NONSENSE:
        assert number in await panel.send(wrong), wrong
    assert trouble("admin-input-not-a-text") in await panel.sticker()
    await panel.send("1.250")
    assert trouble("admin-input-too-long", most=255) in await panel.send("x" * 256)
    assert trouble("admin-input-not-a-text") in await panel.sticker()
    assert "500 → <b>1750</b>" in (await panel.send("premio <b>")).replace(".", "").replace("\u2060", "")
    assert "premio &lt;b&gt;" in panel.text
    yes = next(data for text, data in panel.buttons if "Sí" in text)
    await asyncio.gather(*(panel.tap_data(yes) for _ in range(4)))
    assert await panel.gamification.wallet.balance(ANA) == 1_750
    assert "1750" in panel.text.replace(".", "")
    await panel.tap("Quitar")
    assert trouble("admin-members-too-much", balance=1_750) in await panel.send("1751")
    await panel.send("50")
    await panel.send("error")
    await panel.gamification.wallet.debit(ANA, 1_740, TransactionType.SPEND_ADMIN, reason="x", key="k")
    await panel.tap("Sí")  # meanwhile there is less
    assert panel.alerts == [ES.plain("admin-members-too-much", balance=10)]
    await panel.send("10")
    await panel.send("error")
    await panel.tap("Sí")
    assert "10 → 0" in panel.alerts[0]
    for step in ("", "5", "motivo"):
        await panel.tap("Dar")
        if step:
            await panel.send("5")
        if step == "motivo":
            await panel.send(step)
            await panel.tap("No")
        else:
            await panel.tap("Cancelar")
        assert "Ana" in panel.text
    assert await panel.gamification.wallet.balance(ANA) == 0
    await panel.tap("Movimientos")
    assert "premio &lt;b&gt;" in panel.text
    await is_well(panel)


async def test_the_ledger_in_pages(panel: PanelDriver) -> None:
    for n in range(25):
        await panel.gamification.wallet.credit(
            ANA, n + 1, TransactionType.EARN_OTHER, reason="x", key=f"q{n}", source="quiz"
        )
    await card(panel)
    await panel.tap("Movimientos")
    assert panel.text.count("(quiz)") == 10
    assert "+25<" in panel.text
    await panel.tap("Anteriores")
    await panel.tap("Anteriores")
    assert panel.text.count("(quiz)") == 5
    assert "De parte del equipo (x)" in panel.text
    await panel.tap("Más recientes")
    assert panel.text.count("(quiz)") == 10
    await panel.tap("Volver")
    assert "Nivel" in panel.text


async def test_a_purchase_is_refunded(panel: PanelDriver) -> None:
    product = await add_product(panel.application.database, "Fotos <i>", 300)
    await panel.gamification.shop.buy(ANA, product, price=300)
    await card(panel)
    await panel.tap("Compras")
    await panel.tap("Fotos")
    assert "300 besitos" in panel.text
    await panel.tap("Devolver")
    assert "200 → <b>500</b>" in panel.text
    await panel.tap("No")
    await panel.tap("Devolver")
    yes = next(data for text, data in panel.buttons if "Sí" in text)
    await asyncio.gather(*(panel.tap_data(yes) for _ in range(3)))
    assert "Devuelto" in panel.text
    assert await panel.gamification.wallet.balance(ANA) == 500
    assert not [text for text, _ in panel.buttons if "Devolver" in text]
    await panel.tap("Volver")
    assert "↩️ Fotos" in panel.buttons[0][0]
    await is_well(panel)


async def test_a_streak_is_repaired(panel: PanelDriver, clock: WallClock) -> None:
    await card(panel)
    assert not [text for text, _ in panel.buttons if "Racha" in text], "there is none to repair"
    for _ in range(3):
        await panel.gamification.daily_gift.claim(ANA)
        clock.now += timedelta(days=1)
    clock.now += timedelta(days=2)
    await card(panel)
    await panel.tap("Racha")
    number = trouble("admin-input-whole-number", least=1, most=3_650)
    for wrong in NONSENSE:
        assert number in await panel.send(wrong), wrong
    assert "0 → <b>3</b>" in await panel.send("3")
    await panel.tap("No")
    await panel.tap("Racha")
    await panel.send("3")
    await panel.tap("Sí")
    assert "Racha: 3" in panel.text
    assert (await panel.gamification.daily_gift.claim(ANA)).day == 4
    await panel.tap("Racha")
    await panel.send("9")
    await panel.gamification.member_admin.repair_streak(ADMIN.id, ANA, 7)  # another admin
    await panel.tap("Sí")
    assert panel.alerts == [ES.plain("admin-told-changed")]
    assert "Ahora: 7" in panel.text
    await panel.tap("Cancelar")
    await is_well(panel)


async def test_vip_until(panel: PanelDriver, clock: WallClock) -> None:
    await card(panel)
    assert "No es VIP" in panel.text
    await panel.tap("VIP")
    bad = trouble("admin-members-vip-bad", most=3_650)
    for wrong in (*NONSENSE, "2020-01-01", "31/02/2027", "9999-12-31", "2027-13-01"):
        assert bad in await panel.send(wrong), wrong
    assert trouble("admin-input-not-a-text") in await panel.sticker()
    await panel.tap("7 días")
    assert "no es VIP → <b>hasta el" in panel.text
    await panel.tap("No")
    await panel.tap("30 días")
    await panel.tap("Sí")
    status = await panel.gamification.members.status(ANA)
    assert status.vip_until == clock.now + timedelta(days=30)
    await panel.tap("VIP")
    await panel.tap("7 días")
    await panel.tap("Sí")
    status = await panel.gamification.members.status(ANA)
    assert status.vip_until == clock.now + timedelta(days=37)
    await panel.tap("VIP")
    assert "31 dic 2026" in await panel.send("31/12/2026")
    await panel.tap("Sí")
    status = await panel.gamification.members.status(ANA)
    assert status.vip_until is not None
    assert status.vip_until.isoformat() == "2026-12-31T23:59:59+00:00"
    assert "VIP hasta el 31 dic 2026" in panel.text
    await panel.tap("VIP")
    await panel.tap("Terminar")
    await panel.gamification.member_admin.set_vip(ADMIN.id, ANA, until=clock.now + timedelta(days=99))
    await panel.tap("Sí")
    assert panel.alerts == [ES.plain("admin-told-changed")]
    await panel.tap("Terminar")
    await panel.tap("Sí")
    assert not (await panel.gamification.members.status(ANA)).vip
    assert "No es VIP" in panel.text


async def test_content_and_rewards_are_given(panel: PanelDriver) -> None:
    for n in range(9):
        await add_product(panel.application.database, f"Set {n}", 300)
    reward = await add_reward(panel.application.database, "Premio", active=False)
    await card(panel)
    await panel.tap("Regalar")
    await panel.tap("Contenido")
    await panel.tap("Siguiente")
    await panel.tap("Set 8 · 2 archivos")
    await panel.tap("No")
    await panel.tap("Set 8")
    assert "Set 8" in panel.text
    await panel.tap("Sí")
    assert panel.alerts == [ES.plain("admin-members-content-given", files=2)]
    assert "contenido que tiene: 1" in panel.text
    await panel.tap("Regalar")
    await panel.tap("Contenido")
    await panel.tap("Siguiente")
    await panel.tap("Set 8")
    await panel.tap("Sí")
    assert panel.alerts == [ES.plain("admin-members-has-it")]
    await panel.tap("Volver")
    await panel.tap("Una recompensa")
    await panel.tap("Premio (oculta)")
    await panel.tap("Sí")
    assert "2 por recoger" in panel.text
    await panel.gamification.rewards.claim(ANA, reward)
    await panel.tap("Recompensas")
    assert "✅ Premio" in panel.text
    await panel.tap("Volver")
    await panel.tap("Regalar")
    await panel.tap("Una recompensa")
    await panel.tap("Premio")
    await panel.tap("Sí")
    assert panel.alerts == [ES.plain("admin-members-claimed-it")]
    await panel.tap("Cancelar")
    assert "Nivel" in panel.text
    await panel.tap("Compras")
    assert "✅ Set 8" in panel.buttons[0][0]
    assert "Del equipo" in await panel.tap("Set 8")
    await is_well(panel)


async def test_the_data_as_a_file(panel: PanelDriver) -> None:
    await card(panel)
    await panel.tap("Sus datos")
    await panel.tap("Enviar el archivo")
    (sent,) = [one for one in panel.session.sent if isinstance(one, SendDocument)]
    assert sent.chat_id == ADMIN.id
    assert isinstance(sent.document, BufferedInputFile)
    assert sent.document.filename == "member-1001.json"
    assert json.loads(sent.document.data)["tables"]["transactions"][0]["amount"] == 500
    assert "Datos" in panel.text


async def test_an_erasure_wants_the_id(panel: PanelDriver) -> None:
    await card(panel)
    await panel.tap("Sus datos")
    await panel.tap("Borrar a")
    wrong = trouble("admin-members-erase-wrong", id="1001")
    for typed in ("sí", "1002", "x" * 4_096, "10^12", " "):
        assert wrong in await panel.send(typed), typed
    assert trouble("admin-input-not-a-text") in await panel.sticker()
    await panel.tap("Cancelar")
    await panel.tap("Sus datos")
    await panel.tap("Borrar a")
    assert "seudónimo" in await panel.send("1001")
    pseudonym = int(panel.text.partition("<code>")[2].partition("</code>")[0])
    assert pseudonym >= FIRST_PSEUDONYM
    await panel.tap("Panel")
    await panel.tap("Miembros")
    assert trouble("admin-members-none") in await panel.send("García")
    assert "Se borró a esta persona" in await panel.send(str(pseudonym))
    assert [text for text, _ in panel.buttons] == [
        "🧾 Movimientos", "🛍 Compras y contenido", "‹ Volver", "🏠 Panel",
    ]  # fmt: skip
    assert "+500" in await panel.tap("Movimientos")
    await is_well(panel)


async def test_a_member_who_is_erased_meanwhile(panel: PanelDriver) -> None:
    await card(panel, BEA)
    await panel.tap("Dar")
    await panel.gamification.member_admin.erase(ADMIN.id, BEA)
    await panel.send("5")
    assert "¿Qué quieres hacer?" in panel.text


async def test_everything_survives_a_restart(database_url: str, clock: WallClock) -> None:
    async with open_members(database_url, clock) as first:
        await first.send("1001")
        await first.tap("Dar")
        await first.send("5")
    async with open_panel(database_url, clock=clock, opened=False) as second:
        second.session.shown = first.session.shown
        await second.send("motivo")
        await second.tap("Sí")
        assert await second.gamification.wallet.balance(ANA) == 505


async def test_nobody_else_changes_anything(panel: PanelDriver) -> None:
    for path in (
        ("Movimientos",), ("Compras",), ("Recompensas",), ("Regalar", "Contenido"),
        ("Regalar", "Una recompensa"), ("VIP", "7 días"), ("VIP", "30 días"),
        ("Sus datos", "Borrar a"), ("Quitar",),
    ):  # fmt: skip
        await card(panel)
        for label in path:
            await panel.tap(label)
    seen = set(panel.seen)
    assert len(seen) > 30
    await card(panel)
    await panel.tap("Dar")
    await panel.send("5")
    await panel.send("motivo")
    yes = next(data for text, data in panel.buttons if "Sí" in text)
    ana = person(ANA, "Ana", "es")
    stale = await panel.harness.gets(tap(ana, "bs.nosuch"))
    for data in (*sorted(seen)[::5], yes):
        if data.startswith("bs.a:"):
            assert await panel.harness.gets(tap(ana, data)) == stale
    panel.gamification.admins._ids = frozenset({5})  # an admin a moment ago
    assert await panel.harness.gets(tap(ADMIN, yes)) == stale
    await panel.harness.gets(message(ADMIN, "1001"))
    assert await panel.gamification.wallet.balance(ANA) == 500


async def test_other_sections_open_a_card() -> None:
    opened: list[Any] = []

    class Manager:
        async def start(self, state: Any, data: Any) -> None:
            opened.append((state.state, data))

    manager: DialogManager = Manager()  # type: ignore[assignment]
    await open_member_card(manager, ANA)
    assert opened == [("MemberCard:card", {"member": ANA})]


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("7", 7),
        ("+30", 30),
        ("3650", 3650),
        ("2026-12-31", "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("31-12-2026", "2026-12-31"),
    ],
)
def test_a_day_or_days(text: str, is_: Any) -> None:
    assert str(day_or_days(text)) == str(is_)


@pytest.mark.parametrize("text", ["0", "3651", "", "mañana", "2026/12/31", "٣"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InvalidInput):
        day_or_days(text)
