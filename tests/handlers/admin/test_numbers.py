"""The panel's numbers, through the real bot."""

from typing import Any

import pytest
from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import BufferedInputFile
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.services.gamification import Identity, TransactionType
from tests.kit.clock import WallClock
from tests.kit.panel import PanelDriver, open_panel
from tests.kit.recording_session import person
from tests.kit.voice import LANGUAGES, texts_in

CHARTS = (
    "Ganado y gastado", "Circulación", "Miembros", "De dónde sale", "Quién vuelve", "Niveles", "Rachas",
)  # fmt: skip


def sell(session: Session) -> None:
    session.execute(text("UPDATE content_sets SET file_ids = '[\"a\"]'"))


async def lived(panel: PanelDriver, clock: WallClock) -> None:
    """Two members play for a week."""
    club = panel.gamification
    await panel.application.database.write(sell)
    await club.profiles.ensure([Identity(1, "Ana <b>"), Identity(2, "Ben")])
    for _ in range(7):
        await club.daily_gift.claim(1)
        clock.passes(days=1)
    await club.wallet.credit(2, 5, TransactionType.EARN_OTHER, reason="x", key="k", source="quiz")
    await club.shop.buy(1, 1, price=50)


def sent(panel: PanelDriver, kind: type[Any]) -> list[Any]:
    return [one for one in panel.session.sent if isinstance(one, kind)]


async def test_numbers_charts_and_the_file(database_url: str) -> None:
    clock = WallClock()
    async with open_panel(database_url, clock=clock) as panel:
        await panel.tap("Números")
        assert "Aún no se ha ganado nada" in panel.text
        for chart in CHARTS:
            await panel.tap(chart)
            (photo,) = sent(panel, SendPhoto)
            assert isinstance(photo.photo, BufferedInputFile)
            assert photo.photo.data.startswith(b"\x89PNG")
            assert "Números" in panel.text  # the window follows the image
        await panel.tap("Más vendido")
        assert "no se ha vendido nada" in panel.text
        await panel.tap("Volver")
        await lived(panel, clock)
        await panel.open()
        await panel.tap("Números")
        assert "Ganado: <b>445</b> besitos" in panel.text
        assert "Gastado: <b>50</b>" in panel.text
        assert "De cada 100 que se ganan, se gastan 11." in panel.text
        assert "Regalos del día: 7 · Compras: 1" in panel.text
        await panel.tap("7 días")
        assert "Números · 7 días" in panel.text
        assert "• 7 días" in [label for label, _ in panel.buttons]
        for chart in CHARTS:
            await panel.tap(chart)
            assert len(sent(panel, SendPhoto)) == 1
        await panel.tap("Más vendido")
        assert "<b>1</b> · 50 besitos" in panel.text
        await panel.tap("90 días")
        assert "Más vendido · 90 días" in panel.text
        await panel.tap("Volver")
        await panel.tap("Quién gana más")
        assert "1. Ana &lt;b&gt; · <b>440</b>" in panel.text
        await panel.tap("👤 Ana")
        assert "Ana &lt;b&gt;" in panel.text
        assert "Quién gana más" not in panel.text
        await panel.tap("Volver")
        await panel.tap("Este mes")
        assert "este mes" in panel.text
        await panel.tap("Volver")
        await panel.tap("CSV")
        (file,) = sent(panel, SendDocument)
        lines = file.document.data.decode("utf-8-sig").splitlines()
        assert len(lines) == 91
        assert lines[0].startswith("Día,Ganado,Gastado,En circulación,Personas activas,Perfiles nuevos,")
        assert "Regalo del día (besitos)" in lines[0]
        assert "_" not in lines[0]
        assert file.document.filename.endswith(f"{clock().date().isoformat()}.csv")
        assert lines[-1].startswith(f"{clock().date().isoformat()},5,50,")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_not_many(language: str) -> None:
    texts = texts_in(language)
    sold = texts.html("admin-numbers-seller", place=1, name="Pack", purchases=1, amount=1)
    found = texts.html("admin-members-row", name="Ana", has_username="no", username="", came="yes", balance=1)
    assert sold.endswith("· 1 besito")
    assert found.endswith("· 1 besito")


async def test_what_is_not_counted_yet_is_said(database_url: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.services.gamification.statistics.stored.MAX_LIVE_ENTRIES", 1)
    clock = WallClock()
    async with open_panel(database_url, clock=clock) as panel:
        await lived(panel, clock)
        await panel.tap("Números")
        assert "Sigo contando lo de antes: llevo el 0 %" in panel.text
        await panel.tap("Circulación")
        assert len(sent(panel, SendPhoto)) == 1
        jobs = panel.gamification.jobs
        await jobs.work_one((await jobs.queue("daily_totals")).id)
        await panel.tap("30 días")
        assert "Sigo contando" not in panel.text


async def test_a_tap_on_a_number_of_days_that_is_not_offered_shows_the_usual_one(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await panel.tap("Números")
        data = next(data for label, data in panel.buttons if label == "7 días")
        for wrong in ("8", "-7", "x", "10" * 9):
            await panel.tap_data(data.replace("7", wrong) if data.endswith("7") else data + wrong)
            assert "30 días" in panel.text


async def test_numbers_are_not_for_members(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await panel.tap("Números")
        screen = panel.screen
        member = PanelDriver(panel.harness, person(5, "Ben", "es"))
        for label, data in panel.buttons:
            await member.tap_data(data, under=screen)
            assert not sent(member, SendPhoto), label
            assert not sent(member, SendDocument), label


async def test_everything_in_the_section_can_be_tapped(database_url: str) -> None:
    clock = WallClock()
    async with open_panel(database_url, clock=clock) as panel:
        await lived(panel, clock)
        clock.passes(minutes=1)
        await panel.open()
        for label in ("Números", "Niveles", "90 días", "Rachas", "Más vendido", "Volver", "Panel", "Números"):
            await panel.tap(label)
            assert panel.alerts == []
