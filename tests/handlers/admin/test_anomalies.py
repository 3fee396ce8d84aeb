"""The panel's section of anomalies, through the real bot: sentences, what happened, seen and seen again."""

from collections.abc import AsyncIterator

import pytest

from bot.services.gamification import Identity, TransactionType
from tests.kit.clock import WallClock
from tests.kit.panel import PanelDriver, open_panel
from tests.kit.recording_session import person

CHANNEL = -1001234567890


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
async def panel(database_url: str, clock: WallClock) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url, clock=clock) as panel:
        yield panel


async def earn(panel: PanelDriver, user_id: int, amount: int) -> None:
    await panel.gamification.wallet.credit(
        user_id, amount, TransactionType.EARN_OTHER, reason="quiz <won>",
        key=f"{user_id} {panel.gamification.clock()}", source="quiz",
    )  # fmt: skip


async def club(panel: PanelDriver, clock: WallClock) -> None:
    """Twenty members; one far beyond the others, one with many reactions in a second."""
    await panel.gamification.profiles.ensure(Identity(n, f"<M{n}>") for n in range(1, 21))
    for user_id in range(1, 21):
        await earn(panel, user_id, 10)
    clock.passes(minutes=1)
    await earn(panel, 3, 5_000)
    for message in range(1, 8):
        await panel.gamification.reactions.react(4, CHANNEL, message, "❤")


async def test_a_quiet_club(panel: PanelDriver) -> None:
    shown = await panel.tap("Anomalías")
    assert "Nada que llame la atención" in shown
    assert "24 horas" in shown
    for window in ("7 días", "30 días", "Mirar otra vez", "24 horas"):
        assert "Nada que llame la atención" in await panel.tap(window)
    assert [label for label, _ in panel.buttons][:3] == ["• 24 horas", "7 días", "30 días"]


async def test_a_sentence_for_each_and_what_happened(panel: PanelDriver, clock: WallClock) -> None:
    await club(panel, clock)
    shown = await panel.tap("Anomalías")
    assert "1. 💰 <b>&lt;M3&gt;</b> ganó 5.010 besitos por quiz; los demás (17), como mucho 10." in shown
    assert "2. ⚡ <b>&lt;M4&gt;</b> puso 7 reacciones en un mismo segundo; se pagaron 5 besitos." in shown
    shown = await panel.tap("1")
    assert "2 veces, del" in shown
    assert "+5.000 (quiz &lt;won&gt;)" in shown
    assert "&lt;M3&gt;" in await panel.tap("Ver al miembro")
    assert "5.010" in panel.text
    assert "+5.000 (quiz" in await panel.tap("Volver")
    await panel.tap("Volver")
    shown = await panel.tap("2")
    assert '<a href="https://t.me/c/1234567890/7">mensaje 7</a>' in shown


async def test_seen_is_left_out_until_more_happens(panel: PanelDriver, clock: WallClock) -> None:
    await club(panel, clock)
    await panel.tap("Anomalías")
    await panel.tap("1")
    shown = await panel.tap("Visto")
    assert panel.alerts == ["Visto. Vuelve a salir si pasa algo más."]
    assert "M3" not in shown
    assert "1 ya vista" in shown
    clock.passes(minutes=2)
    await earn(panel, 3, 1)
    assert "M3" in await panel.tap("Mirar otra vez")
    await panel.open()
    shown = await panel.tap("Cambios")
    assert "marcó como vista una anomalía de" in shown


async def test_one_that_another_admin_has_just_marked_says_so(panel: PanelDriver, clock: WallClock) -> None:
    await club(panel, clock)
    await panel.tap("Anomalías")
    found = await panel.gamification.anomalies.get(panel.user.id, "earned quiz 3")
    assert found is not None
    await panel.gamification.anomalies.mark_seen(panel.user.id, found.anomaly)
    assert "ya no está en la lista" in await panel.tap("1")
    assert "M3" not in await panel.tap("Volver")


async def test_refunds_name_the_member_and_the_admin(panel: PanelDriver, clock: WallClock) -> None:
    gamification, admin = panel.gamification, panel.user.id
    await gamification.profiles.ensure([Identity(5, "Bea")])
    await gamification.wallet.credit(5, 500, TransactionType.EARN_ADMIN, reason="x", key="x")
    (welcome, *_) = await gamification.catalog.content_sets()
    await gamification.catalog.update_content_set(
        admin, welcome.id, file_ids=[{"file_id": "a", "kind": "photo"}]
    )
    offer = next(one for one in await gamification.shop.catalog(5) if one.tier == "FREE")
    for _ in range(3):
        purchase = await gamification.shop.buy(5, offer.id, price=offer.price)
        await gamification.shop.refund(admin, purchase.id)
    shown = await panel.tap("Anomalías")
    assert "A <b>Bea</b> se le devolvieron 3 compras: 150 besitos." in shown
    assert "<b>Jefa</b> devolvió 3 compras: 150 besitos." in shown
    assert "por el admin 99" in await panel.tap("1")
    await panel.tap("Volver")
    assert "al miembro 5" in await panel.tap("2")
    assert not [text for text, _ in panel.buttons if "Ver al miembro" in text]


async def test_a_page_has_eight_and_an_old_number_opens_nothing(panel: PanelDriver, clock: WallClock) -> None:
    await panel.gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 21))
    for user_id in range(1, 10):
        for message in range(1, 7):
            await panel.gamification.reactions.react(user_id, CHANNEL, message, "❤")
    await panel.tap("Anomalías")
    numbers = [text for text, _ in panel.buttons if text.isdecimal()]
    assert numbers == list("12345678")
    eighth = next(data for text, data in panel.buttons if text == "8")
    shown = await panel.tap("Siguiente")
    assert [text for text, _ in panel.buttons if text.isdecimal()] == ["1"]
    assert await panel.tap_data(eighth) == shown


async def test_others_see_nothing_of_it(panel: PanelDriver, clock: WallClock) -> None:
    await club(panel, clock)
    await panel.tap("Anomalías")
    data = next(data for text, data in panel.buttons if text == "1")
    stranger = PanelDriver(panel.harness, person(1, "Ana", "es"))
    await stranger.send("/start")
    assert "quiz" not in await stranger.tap_data(data)
