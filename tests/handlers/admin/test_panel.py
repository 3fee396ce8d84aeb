"""The panel's frame, with a section of the test's own: who sees it, what a wizard takes, and what is kept."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.handlers.admin.panel import panel as panel_module
from bot.services.gamification import TransactionType
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.recording_session import message, person, tap
from tests.kit.toy_section import SECTION, STORED
from tests.kit.voice import texts_in

ES = texts_in("es")
ANA = person(1, "Ana", "es")


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    STORED[:] = [1, 2]
    monkeypatch.setattr(panel_module, "SECTIONS", (SECTION,))


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as driver:
        yield driver


async def test_a_section_opens_lists_and_leads_home(panel: PanelDriver) -> None:
    assert "Panel" in panel.text
    await panel.tap("Tienda")
    assert [text for text, _ in panel.buttons[:2]] == ["📦 Toy 1", "📦 Toy 2"]
    assert await panel.tap("Toy 2") == "⚠️ &lt;i&gt;x"
    await panel.tap("Recoger")
    await panel.tap("Sí")
    assert STORED == [1]
    assert panel.alerts == ["✅ Sí"]
    await panel.tap("Panel")
    await panel.tap("Cerrar")
    assert panel.screen.keyboard == []


async def test_a_wizard_takes_numbers_and_says_what_is_wrong(panel: PanelDriver) -> None:
    await panel.tap("Tienda")
    await panel.tap("regalo")
    number = ES.html("admin-trouble", why=ES.html("admin-input-whole-number", least=1, most=1_000))
    for wrong in ("diez", "10^12", "1000000000000", "x" * 4_096, "0", "-5", "٣٣", "1.5"):
        before = panel.screen.message_id
        assert await panel.send(wrong) == f"✅ Sí\n\n{number}", wrong
        assert panel.screen.message_id > before
        assert not panel.session.shown[before].keyboard, "the old window has no buttons any more"
    not_text = ES.html("admin-trouble", why=ES.html("admin-input-not-a-text"))
    assert await panel.sticker() == f"✅ Sí\n\n{not_text}"
    assert "unlucky" in await panel.send("13")
    assert await panel.send("1.000") == "✖️ No"
    await panel.send("5")
    assert STORED == [1, 2, 1_000]


async def test_commands_in_a_wizard_are_commands_and_cancel_ends_it(panel: PanelDriver) -> None:
    await panel.tap("Tienda")
    await panel.tap("regalo")
    await panel.send("/start")
    assert "Jefa" in max(panel.session.shown.values(), key=lambda one: one.message_id).text
    await panel.open()
    await panel.tap("Tienda")
    await panel.tap("regalo")
    await panel.tap("Cancelar")
    assert "Panel" in panel.text
    assert await panel.harness.gets(message(ADMIN, "7")) == [ES.html("error-not-understood")]
    assert STORED == [1, 2]


async def test_it_goes_on_after_a_restart(database_url: str) -> None:
    async with open_panel(database_url) as first:
        await first.tap("Tienda")
        await first.tap("regalo")
        await first.send("40")
    async with open_panel(database_url, opened=False) as second:
        second.session.shown = first.session.shown
        await second.send("5")
        assert STORED == [1, 2, 40]
        await second.tap("Toy 40")
        assert "&lt;i" in second.text


async def test_two_quick_taps_press_one_button(panel: PanelDriver) -> None:
    await panel.tap("Tienda")
    await panel.tap("Toy 1")
    data = next(
        data for text, data in panel.buttons if "Recoger" in text
    )  # "yes" here, and in the next window
    await asyncio.gather(panel.tap_data(data), panel.tap_data(data), panel.tap_data(data))
    assert STORED == [1, 2]
    assert "Sí" in panel.buttons[0][0]


async def test_a_refusal_is_an_alert_and_the_window_stays(panel: PanelDriver) -> None:
    await panel.tap("Tienda")
    await panel.tap("Ayuda")
    assert len(panel.alerts) == 1
    assert "refused" in panel.alerts[0]
    assert "Toy 1" in panel.buttons[0][0]


async def test_nobody_else_and_not_the_admin_of_a_moment_ago(panel: PanelDriver) -> None:
    data = panel.buttons[0][1]
    stale = await panel.harness.gets(tap(ANA, "bs.nosuch"))
    assert await panel.harness.gets(tap(ANA, data)) == stale
    unknown = await panel.harness.gets(message(ANA, "/nosuch"))
    assert await panel.harness.gets(message(ANA, "/admin")) == unknown
    await panel.tap("Tienda")
    await panel.tap("regalo")
    panel.gamification.admins._ids = frozenset({5})
    assert await panel.harness.gets(tap(ADMIN, panel.buttons[0][1])) == stale
    assert await panel.harness.gets(message(ADMIN, "40")) == [ES.html("error-not-understood")]


async def test_crawl(panel: PanelDriver) -> None:
    assert len(await panel.crawl()) > 10


async def test_the_first_screen_tells_of_today(panel: PanelDriver) -> None:
    credit = panel.gamification.wallet.credit
    await credit(ADMIN.id, 30, TransactionType.EARN_ADMIN, reason="x", key="a")
    said = await panel.open()
    assert "Hoy tu club ha ganado 30 besitos y ha gastado 0 · 0 personas activas de 1" in said


async def test_a_window_that_another_process_opened_a_moment_ago_takes_the_text(database_url: str) -> None:
    async with open_panel(database_url) as one, open_panel(database_url, opened=False) as other:
        await other.harness.gets(message(ADMIN, "hola"))  # it remembers that nothing is open
        await one.tap("Tienda")
        await one.tap("regalo")
        other.session.shown = one.session.shown
        await other.send("40")
        await one.send("5")
    assert STORED == [1, 2, 40]
