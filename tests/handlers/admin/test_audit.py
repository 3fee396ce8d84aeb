"""The audit log in the panel and in the terminal: in words, newest first, with names, page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.services.gamification import Identity
from bot.services.gamification.audit import Change, record
from bot.services.gamification.audit_log import AuditedChange
from bot.ui.admin.audit_texts import change_text
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.voice import texts_in

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as driver:
        yield driver


async def note(panel: PanelDriver, who: str, *changes: Change) -> None:
    def noted(session: Session) -> None:
        record(session, who, changes, NOW)

    await panel.application.database.write(noted)


async def test_every_change_in_words_with_names(panel: PanelDriver) -> None:
    assert "Aquí aún no hay cambios." in await panel.tap("Cambios")
    await panel.gamification.profiles.ensure([Identity(3, "<b>Ana</b>")])
    await panel.gamification.economy.update(ADMIN.id, besitos_daily_gift=8)
    await note(panel, "host", Change("vip", "member 3", None, "2026-12-24T00:00:00+00:00"))
    await note(panel, f"admin {ADMIN.id}", Change("deleted", "reward 900", {"name": "Vieja", "n": 1}, None))
    await note(panel, "besitos doctor --fix", Change("stored level", "member 4", {"level": 9}, {"level": 1}))
    await note(panel, "somebody", Change("did <i>", "thing", True, ["x", "<"]))
    said = await panel.tap("Actualizar")
    lines = said.splitlines()
    assert lines[2:] == [
        "<b>22 nov, 12:00</b> · somebody: did &lt;i&gt; thing",
        '   sí → ["x", "&lt;"]',
        "",
        "<b>22 nov, 12:00</b> · el doctor: corrigió el nivel de miembro 4",
        "   level: 9 → 1",
        "",
        "<b>22 nov, 12:00</b> · Jefa: borró la recompensa Vieja (900)",
        "   name: Vieja → —",
        "   n: 1 → —",
        "",
        "<b>22 nov, 12:00</b> · tu bot: cambió el VIP de &lt;b&gt;Ana&lt;/b&gt; (3)",
        "   — → 2026-12-24T00:00:00+00:00",
        "",
        "<b>22 nov, 12:00</b> · Jefa: cambió el ajuste besitos_daily_gift",
        "   50 → 8",
    ]


async def test_pages(panel: PanelDriver) -> None:
    await note(panel, "host", *(Change("role", f"member {n}", "FREE", "VIP") for n in range(15)))
    said = await panel.tap("Cambios")
    assert "miembro 14" in said
    assert "miembro 9" in said
    assert "miembro 8" not in said
    await panel.tap("Anteriores")
    assert "miembro 2" in await panel.tap("Anteriores")
    assert not [text for text, _ in panel.buttons if "Anteriores" in text]
    assert "miembro 14" in (await panel.tap("Más recientes")) + (await panel.tap("Más recientes"))


@pytest.mark.parametrize("language", ["es", "en", "pt"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        ({}, {"a": "x" * 5_000}),
        ({f"f{n}": n for n in range(40)}, None),
        (1.5, "\u202e\n<"),
        ([], {}),
    ],
)
def test_whatever_is_stored_stays_short(language: str, before: Any, after: Any) -> None:
    for what, subject in (("x" * 64, "y" * 200), ("", ""), ("edited", "content set 5"), ("$%&", "member ")):
        audited = AuditedChange(1, NOW, "admin 5", None, Change(what, subject, before, after), None)
        said = change_text(audited, texts_in(language))
        assert len(said) < 1_200
        assert "None" not in said
        assert "\u202e" not in said
