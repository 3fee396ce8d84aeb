"""The audit log in the panel and in the terminal: in words, newest first, with names, page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.services.gamification import Identity
from bot.services.gamification.audit import Change, record
from bot.services.gamification.audit_log import AuditedChange
from bot.services.gamification.member_admin.erasure import NO_NAME
from bot.services.gamification.rules.settings import DEFAULTS
from bot.ui.admin.audit_texts import change_text
from bot.ui.admin.audit_values import field_title
from bot.ui.field_names import FIELDS
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.voice import LANGUAGES, texts_in

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
        "   sí → x &lt;",
        "",
        "<b>22 nov, 12:00</b> · el doctor: corrigió el nivel de miembro 4",
        "   Nivel: 9 → 1",
        "",
        "<b>22 nov, 12:00</b> · Jefa: borró la recompensa Vieja (900)",
        "   Nombre: Vieja",
        "   n: 1",
        "",
        "<b>22 nov, 12:00</b> · tu bot: cambió el VIP de &lt;b&gt;Ana&lt;/b&gt; (3)",
        "   — → 24 dic 2026, 00:00",
        "",
        "<b>22 nov, 12:00</b> · Jefa: cambió el ajuste «Regalo del día»",
        "   50 besitos → 8 besitos",
    ]


SAID = [
    (
        Change("edited", "product 2", {"ends_at": None, "tier": "FREE"},
               {"ends_at": "2026-12-31T23:00:00+00:00", "tier": "VIP"}),
        "cambió el producto 2\n   🗓 Fecha de fin: — → 1 ene 2027, 00:00\n"
        "   🔑 Para quién: todo el mundo → solo VIP",
    ),
    (
        Change("edited", "reward 3", {"reward_type": "BESITOS", "reward_value": {"amount": 1}},
               {"reward_type": "VIP_EXTENSION", "reward_value": {"days": 7}}),
        "cambió la recompensa 3\n   🎁 Qué da: 1 besito → 7 días VIP",
    ),
    (
        Change("edited", "reward 3", {"reward_value": {"badge_name": "Leal", "emoji": "💪"}},
               {"reward_value": {"content_set_id": 1000}}),
        "cambió la recompensa 3\n   🎁 Qué da: insignia 💪 Leal → contenido n.º 1000",
    ),
    (
        Change("edited", "reward 3", {"claim_window_hours": 168}, {"claim_window_hours": 72}),
        "cambió la recompensa 3\n   ⏳ Plazo: 168 h → 72 h",
    ),
    (
        Change("files-added", "content set 4", {"files": 1}, {"files": 3, "added": ["BQACAg", "AgACAg"]}),
        "añadió archivos al contenido 4\n   Archivos: 1 → 3",
    ),
    (
        Change("deleted", "content set 4", {"name": "Fotos", "file_ids": [{"id": "a"}, {"id": "b"}]}, None),
        "borró el contenido Fotos (4)\n   Nombre: Fotos\n   📎 Archivos: 2",
    ),
    (
        Change("emojis", "channel free", ["❤️"], ["❤️", "🔥"]),
        "cambió los emojis del canal gratis\n   ❤️ → ❤️ 🔥",
    ),
    (Change("channel", "channel vip", None, -1001234567890), "cambió el canal VIP\n   — → -1001234567890"),
    (Change("role", "member 9", "FREE", "VIP"), "cambió el papel de miembro 9\n   sin VIP → VIP"),
    (
        Change("credit", "member 9", {"balance": 0}, {"balance": 1500, "amount": 1500, "reason": "Sí"}),
        "abonó a miembro 9\n   Saldo: 0 → 1.500\n   💰 besitos: 1.500\n   📝 Motivo: Sí",
    ),
    (
        Change("erasure", "member 5060825110417749383", None, {"entries": 63, "balance": 5}),
        "borró los datos de miembro 5060825110417749383\n   Movimientos que quedan: 63\n   Saldo: 5",
    ),
    (
        Change("payments_started", "run 5", None, {"segment": "active", "amount": 20, "reason": "Fiesta"}),
        "empezó los pagos de la tarea 5\n   👥 A quién: 🔥 Activos esta semana\n   💰 besitos: 20\n"
        "   📝 Motivo: Fiesta",
    ),
    (
        Change("message_ended", "run 6", None, {"status": "succeeded", "sent": 3, "unreachable": 1}),
        "terminó los mensajes de la tarea 6\n   Cómo acabó: ✅ Terminado.\n   Enviados: 3\n"
        "   No les llegó: 1",
    ),
    (
        Change("setting", "setting level_formula", "sqrt(total_earned)", "1"),
        "cambió el ajuste «Fórmula de niveles»\n   <code>sqrt(total_earned)</code> → <code>1</code>",
    ),
    (
        Change("reward granted", "member 9", {"reward_id": 1, "name": "Leal", "status": "LOCKED"},
               {"reward_id": 1, "name": "Leal"}),
        "dio una recompensa a miembro 9\n   Nombre: Leal",
    ),
    (
        Change("setting", "setting of_tomorrow", 1, {"x": None}),
        'cambió el ajuste of_tomorrow\n   1 → {"x": null}',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), SAID)
def test_fields_and_values_are_in_the_words_of_the_panel(change: Change, expected: str) -> None:
    at = NOW.astimezone(ZoneInfo("Europe/Madrid"))
    name = NO_NAME if change.what == "erasure" else None
    said = change_text(AuditedChange(1, at, "admin 5", None, change, name), texts_in("es"))
    assert unescape(said) == f"<b>22 nov, 13:00</b> · admin 5: {expected}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_panel_and_every_setting_has_a_name_in_the_log(language: str) -> None:
    texts = texts_in(language)
    for name in FIELDS:
        assert "_" not in field_title(name, texts)
    for name, value in DEFAULTS.items():
        change = Change("setting", f"setting {name}", value, value)
        said = change_text(AuditedChange(1, NOW, "admin 5", None, change, None), texts)
        assert name not in said


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
