"""The panel's section of the economy's settings, through the real bot: meaning, effect before saving,
bad input, two admins at one setting."""

from collections.abc import AsyncIterator

import pytest

from bot.handlers.admin.economy.proposals import proposals
from bot.handlers.admin.economy.zones import zone_written
from bot.services.gamification import EconomySettings, TransactionType
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.rules.settings import NAMES, RANGES, check
from bot.ui.admin.economy_texts import FORMULAS, MEANINGS
from bot.ui.field_names import SETTINGS
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.voice import LANGUAGES, texts_in

ES = texts_in("es")
_EARNED = TransactionType.EARN_ADMIN


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as panel:
        yield panel


async def economy_of(panel: PanelDriver) -> EconomySettings:
    return (await panel.gamification.economy.preview()).before


async def open_setting(panel: PanelDriver, name: str) -> str:
    await panel.open()
    await panel.tap("Economía")
    return await panel.tap(ES.plain(SETTINGS[name]) + ":")


async def test_every_setting_has_a_window_with_meaning_value_range_and_default(panel: PanelDriver) -> None:
    assert set(SETTINGS) == set(MEANINGS) == set(NAMES)
    await panel.tap("Economía")
    labels = [text for text, _ in panel.buttons]
    assert "Regalo del día: 50" in labels
    assert "Cómo se ve la racha: 🔥 7 días" in labels
    assert f"Fórmula de niveles: {ES.plain('admin-economy-pace-normal')}" in labels
    for name in NAMES:
        shown = await open_setting(panel, name)
        assert ES.html(MEANINGS[name]) in shown
        assert [text for text, _ in panel.buttons] == ["✏️ Cambiar", "‹ Volver", "🏠 Panel"]
        if name in RANGES:
            least, most = RANGES[name]
            assert ES.html("admin-economy-range", least=least, most=most) in shown
    assert "🔥 {days} days" in await open_setting(panel, "streak_display_format")
    assert "<code>floor(sqrt(total_earned / 100)) + 1</code>" in await open_setting(panel, "level_formula")


async def test_the_effect_is_shown_before_saving_and_cancel_changes_nothing(panel: PanelDriver) -> None:
    await open_setting(panel, "besitos_daily_gift")
    await panel.tap("Cambiar")
    shown = await panel.send("70")
    assert "50 besitos → 70 besitos" in shown
    assert "Día 1 de racha: 50 → <b>70</b>" in shown
    assert "Día 30 de racha: 100 → <b>120</b>" in shown
    assert await economy_of(panel) == EconomySettings()
    assert "Ahora: 50 besitos" in await panel.tap("Cancelar")
    assert await economy_of(panel) == EconomySettings()


async def test_save_counts_at_once_is_audited_and_goes_back_by_default(panel: PanelDriver) -> None:
    await open_setting(panel, "besitos_per_reaction")
    await panel.tap("Cambiar")
    shown = await panel.send("1.000")
    assert "Una reacción: 5 → <b>1.000</b>" in shown
    assert "como mucho: 100 → <b>20.000</b>" in shown
    assert "Escribe el valor nuevo" in await panel.tap("Otro valor")
    await panel.send("8")
    shown = await panel.tap("Guardar")
    assert panel.alerts == ["Guardado. Ya cuenta."]
    assert "Ahora: 8 besitos" in shown
    assert (await economy_of(panel)).besitos_per_reaction == 8
    assert "8 besitos → 5 besitos" in await panel.tap("Valor de fábrica")
    assert "Ahora: 5 besitos" in await panel.tap("Guardar")
    changes = await panel.application.database.read(latest_changes, 10)
    assert [(row.who, row.change.before, row.change.after) for row in changes] == [
        (f"admin {ADMIN.id}", 8, 5), (f"admin {ADMIN.id}", 5, 8),
    ]  # fmt: skip
    assert "Valor de fábrica" not in " ".join(text for text, _ in panel.buttons)


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("besitos_daily_gift", ["muchos", "0", str(10**12), "-5", "4.5"], "60"),
        ("max_reactions_per_day", ["10001", "x"], "0"),
        ("reaction_cooldown_seconds", ["86401"], "0"),
        ("streak_display_format", ["sin número", "{days} {otra}", "{days}" + "x" * 50], "{days} <b>días</b>"),
        ("day_timezone", ["Marte", "Europa/Madrid"], "America/Mexico_City"),
        (
            "level_formula",
            [
                "nivel", "import os", "0", "-3", "total_earned + 1", "100 - min(total_earned, 50)",
                "1 / total_earned", "log(total_earned)", "1" + "+1" * 200, "9**9**9**9",
            ],
            "1 + min(total_earned // 100, 99)",
        ),
    ],
)  # fmt: skip
async def test_bad_input_says_what_to_do_and_stays(
    panel: PanelDriver, name: str, bad: list[str], good: str
) -> None:
    await open_setting(panel, name)
    await panel.tap("Cambiar")
    for text in [*bad, "x" * 4_097, "\0"]:
        shown = await panel.send(text)
        assert "⚠️" in shown, text
        assert "Escribe el valor nuevo" in shown
        assert not any(word in shown for word in ("must", "gives", "error")), shown
    assert "⚠️ Aquí necesito un texto" in await panel.sticker()
    assert "⚠️ Ya es ese valor" in await panel.send(str(getattr(EconomySettings(), name)))
    assert "¿Lo guardo?" in await panel.send(good)
    await panel.tap("Guardar")
    assert str(getattr(await economy_of(panel), name)) == good


async def test_a_command_in_the_step_works_as_a_command(panel: PanelDriver) -> None:
    await open_setting(panel, "besitos_daily_gift")
    await panel.tap("Cambiar")
    assert "Panel" in await panel.send("/admin")
    assert await economy_of(panel) == EconomySettings()


async def test_the_second_of_two_admins_sees_what_it_is_now(panel: PanelDriver) -> None:
    await open_setting(panel, "besitos_daily_gift")
    await panel.tap("Cambiar")
    await panel.send("70")
    await panel.gamification.economy.update(ADMIN.id, besitos_daily_gift=90)
    shown = await panel.tap("Guardar")
    assert "Otra persona lo ha cambiado" in panel.alerts[0]
    assert "90 besitos → 70 besitos" in shown
    assert (await economy_of(panel)).besitos_daily_gift == 90
    await panel.tap("Guardar")
    assert (await economy_of(panel)).besitos_daily_gift == 70


async def test_a_new_formula_says_who_changes_level_and_that_a_run_corrects_them(panel: PanelDriver) -> None:
    await panel.gamification.wallet.credit(ADMIN.id, 5_000, _EARNED, reason="x", key="x")
    await open_setting(panel, "level_formula")
    await panel.tap("Cambiar")
    shown = await panel.send("1 + min(total_earned // 100, 99)")
    assert "Con 1.000 ganados: nivel 4 → <b>11</b>" in shown
    assert "1 miembro sube de nivel" in shown
    await panel.tap("Guardar")
    assert "Los niveles nuevos ya se ven" in panel.alerts[0]
    latest = await panel.gamification.jobs.latest("recompute_levels")
    assert latest is not None
    assert latest.started_by == ADMIN.id


async def test_a_new_zone_says_when_the_day_ends(panel: PanelDriver) -> None:
    await open_setting(panel, "day_timezone")
    await panel.tap("Cambiar")
    shown = await panel.send("America/Mexico_City")
    assert "(UTC)" in shown
    assert "(America/Mexico_City)" in shown
    assert "18 horas" in shown


async def test_a_streak_is_shown_as_it_will_be(panel: PanelDriver) -> None:
    await open_setting(panel, "streak_display_format")
    await panel.tap("Cambiar")
    assert "🔥 7 días → <b>&lt;i&gt;7 noches</b>" in await panel.send("<i>{days} noches")


async def test_the_wait_between_reactions_says_how_long_the_most_takes(panel: PanelDriver) -> None:
    await open_setting(panel, "reaction_cooldown_seconds")
    await panel.tap("Cambiar")
    shown = await panel.send("600")
    assert "Una reacción:" not in shown
    assert "Ganar ese máximo lleva al menos: 9 min 30 s → <b>3 h 10 min</b>" in shown
    await panel.tap("Otro valor")
    assert "9 min 30 s → <b>0 s</b>" in await panel.send("0")


async def test_a_level_formula_is_picked_without_writing_one(panel: PanelDriver) -> None:
    await open_setting(panel, "level_formula")
    assert "O elige una propuesta:" in await panel.tap("Cambiar")
    labels = [label for label, _ in panel.buttons]
    assert labels[:3] == ["🐇 Niveles rápidos", "🐢 Niveles lentos", "📏 Un nivel cada 500 ganados"]
    shown = await panel.tap("Un nivel cada 500")
    assert "Con 1.000 ganados: nivel 4 → <b>3</b>" in shown
    await panel.tap("Guardar")
    assert (await economy_of(panel)).level_formula == "1 + min(total_earned // 500, 99)"


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_proposed_formula_is_legal(formula: str) -> None:
    check("level_formula", formula)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_proposed_zone_is_legal_and_named_by_its_city(language: str) -> None:
    zones = proposals("day_timezone", texts_in(language))
    assert zones
    for zone, city in zones.items():
        check("day_timezone", zone)
        assert "/" not in city


async def test_a_zone_is_picked_or_written_as_its_city(panel: PanelDriver) -> None:
    await open_setting(panel, "day_timezone")
    await panel.tap("Cambiar")
    assert "(America/Mexico_City)" in await panel.tap("Ciudad de México")
    await panel.tap("Otro valor")
    assert "(America/Bogota)" in await panel.send("bogotá")


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("madrid", "Europe/Madrid"), ("europe/madrid", "Europe/Madrid"), ("São Paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"), ("utc", "UTC"), ("Marte", "Marte"), ("", ""),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
    ],
)  # fmt: skip
def test_zones_are_read_as_creators_write_them(written: str, zone: str) -> None:
    assert zone_written(written) == zone


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_differ_and_fit_into_a_button(language: str) -> None:
    titles = [texts_in(language).plain(key) for key in SETTINGS.values()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 30
