"""The section for rewards: every window, and what happens in it, through the real bot."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.services.gamification import Condition, ConditionType, HostCondition, Reward, TransactionType
from bot.services.gamification.members.identity import Identity
from tests.kit.panel import PanelDriver, open_panel
from tests.kit.recording_session import person
from tests.kit.voice import texts_in

ES = texts_in("es")
C = ConditionType
ANA, ADMIN = 1, 99
LONG = "x" * 4_096
BESITO: dict[str, Any] = {"reward_type": "BESITOS", "reward_value": {"amount": 1}}


@pytest.fixture
def kind() -> str:
    """The services are tested on both databases; the screens send no SQL."""
    return "sqlite"


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as panel:
        await panel.tap("Recompensas")
        yield panel


async def stored(panel: PanelDriver, reward_id: int) -> Reward | None:
    return next((one for one in await panel.gamification.catalog.rewards() if one.id == reward_id), None)


async def newest(panel: PanelDriver) -> Reward:
    return max(await panel.gamification.catalog.rewards(), key=lambda one: one.id)


def labels(panel: PanelDriver) -> list[str]:
    return [text for text, _ in panel.buttons]


async def refused(panel: PanelDriver, *inputs: str, says: str) -> None:
    """Each of these, a sticker and a text of 4,096 characters stay in the step, with a line that says why."""
    window = panel.text.partition("\n\n⚠️")[0]
    for wrong in (*inputs, LONG):
        said = await panel.send(wrong)
        assert said.startswith(window), wrong
        assert "⚠️" in said, wrong
        assert says in said or wrong == LONG, said
    assert "Aquí necesito un texto" in await panel.sticker()


# The list and the card


async def test_the_list_leads_to_a_card_in_words(panel: PanelDriver) -> None:
    assert "Activas: 3" in panel.text
    assert labels(panel)[:3] == ["💰 Primeros Pasos", "🏅 Ahorrador Principiante", "💰 Racha de 7 Días"]
    card = await panel.tap("Racha de 7")
    for line in (
        "🏆 <b>Racha de 7 Días</b>",
        "🎁 Da: 50 besitos",
        "🎯 Se gana con 7 días de racha.",
        "☝️ Una vez por persona.",
        "⏳ Hay 7 días para recogerla.",
        "👥 La tienen: 0 · por recoger: 0 · se les pasó: 0 · sin ella: 1",
    ):
        assert line in card.splitlines(), card
    await panel.tap("Volver")
    assert "Activas: 3" in panel.text


async def test_the_card_counts_holders_and_who_would_get_it(panel: PanelDriver) -> None:
    await panel.gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 5))
    for member in (1, 2):
        await panel.gamification.rewards.grant(ADMIN, member, 3)
    await panel.gamification.rewards.claim(1, 3)
    await panel.gamification.catalog.update_reward(ADMIN, 2, is_active=False)
    await panel.gamification.wallet.credit(3, 500, TransactionType.EARN_ADMIN, reason="x", key="x")
    assert "La tienen: 1 · por recoger: 1 · se les pasó: 0 · sin ella: 3" in await panel.tap("Racha de 7")
    await panel.tap("Volver")
    await panel.tap("Ver las ocultas (1)")
    assert "Ocultas: 1" in panel.text
    card = await panel.tap("Ahorrador")
    assert "⚡ Si la muestras: 1 persona ya cumple" in card
    assert "🙈 Oculta" in card
    await panel.tap("Mostrar")
    assert "⚡ 1 persona ya cumple: la gana en cuanto haga algo." in panel.text


async def test_switches_order_and_fields_of_a_seed(panel: PanelDriver) -> None:
    await panel.tap("Primeros")
    for switch, field, on in (
        ("Repetible: no", "is_repeatable", True),
        ("Secreta: no", "is_secret", True),
        ("Secreta: sí", "is_secret", False),
        ("Ocultar", "is_active", False),
        ("Mostrar", "is_active", True),
    ):
        await panel.tap(switch)
        assert getattr(await stored(panel, 1), field) is on
    assert "solo se gana una vez" in panel.text
    await panel.tap("⬇️")
    assert panel.alerts == ["Ahora está en el puesto 2 de 3."]
    assert [one.id for one in await panel.gamification.catalog.rewards()] == [2, 1, 3]
    await panel.tap("⬆️")
    await panel.tap("⬆️")
    assert panel.alerts == ["Ahora está en el puesto 1 de 3."]

    await panel.tap("Nombre")
    await refused(panel, "x" * 201, says="como mucho 200")
    assert "Ya hay una recompensa con ese nombre" in await panel.send("Racha de 7 Días")
    assert "<b>Uno &lt;b&gt;</b>" in await panel.send("Uno <b>")
    await panel.tap("Texto")
    await refused(panel, "x" * 501, says="como mucho 500")
    assert "<i>Muy fácil</i>" in await panel.send("Muy fácil")
    await panel.tap("Texto")
    await panel.tap("Sin texto")
    assert "<i>" not in panel.text
    await panel.tap("Plazo")
    await refused(panel, "dos", "1000000000000", "0", "-3", "366", "٣", says="entre 1 y 365")
    await panel.send("2")
    changed = await stored(panel, 1)
    assert changed is not None
    assert (changed.name, changed.description, changed.claim_window_hours) == ("Uno <b>", None, 48)
    await panel.tap("Nombre")
    await panel.tap("Cancelar")
    assert "<b>Uno" in panel.text


# What it gives


async def test_what_a_reward_gives(panel: PanelDriver) -> None:
    await panel.tap("Primeros")
    await panel.tap("Qué da")
    await panel.tap("besitos")
    await refused(panel, "mil", "0", "100001", "10^12", says="entre 1 y 100.000")
    assert "🎁 Da: 1.000 besitos" in await panel.send("1.000")

    await panel.tap("Qué da")
    await panel.tap("Días VIP")
    await refused(panel, "0", "366", "1.5", says="entre 1 y 365")
    assert "🎁 Da: 30 días VIP" in await panel.send("30")

    await panel.tap("Qué da")
    await panel.tap("Insignia")
    await refused(panel, "hola", "🎖🎖", "🎖 x", says="Eso no es un emoji")
    assert "🎖 ¿Cómo se llama" in await panel.send("🎖")
    await refused(panel, "x" * 65, says="como mucho 64")
    assert "🎁 Da: insignia 🎖 Primera Fila" in await panel.send("Primera Fila")

    await panel.tap("Qué da")
    await panel.tap("Contenido")
    card = await panel.tap("Welcome Pack")
    assert "🎁 Da: 📦 Welcome Pack (0 archivos)" in card
    assert "aún no tiene archivos" in card
    changed = await stored(panel, 1)
    assert changed is not None
    assert (changed.type.value, changed.value) == ("CONTENT", {"content_set_id": 1})
    await panel.tap("Qué da")
    await panel.tap("besitos")
    await panel.tap("Volver")
    await panel.tap("Cancelar")
    assert await stored(panel, 1) == changed


# Conditions


async def test_conditions_are_put_together_by_buttons_and_read_as_a_sentence(panel: PanelDriver) -> None:
    await panel.tap("Racha de 7")
    await panel.tap("Condiciones")
    assert "Se gana con 7 días de racha." in panel.text
    await panel.tap("Y además")
    await panel.tap("Llegar a un nivel")
    await refused(panel, "cinco", "0", "-1", "10^12", "1000000000000", says="entre 1 y 1.000.000.000")
    assert "Se gana con 7 días de racha y al llegar al nivel 5." in await panel.send("5")
    await panel.tap("con 7 días")
    await panel.tap("O en su lugar")
    assert "Se gana con 7 días de racha, o en su lugar…" in panel.text
    await panel.tap("Gastar besitos")
    await panel.send("500")
    assert (
        "Se gana al llegar al nivel 5 y, además, con 7 días de racha o al gastar 500 besitos." in panel.text
    )
    assert labels(panel)[:3] == [
        "✏️ con 7 días de racha",
        "↳ o al gastar 500 besitos",
        "✏️ al llegar al nivel 5",
    ]
    await panel.tap("nivel 5")
    await panel.tap("Otro número")
    await panel.send("6")
    await panel.tap("Y además")
    await panel.tap("No ser VIP")
    await panel.tap("Guardar")
    earned = "al llegar al nivel 6 y sin ser VIP y, además, con 7 días de racha o al gastar 500 besitos"
    assert f"🎯 Se gana {earned}." in panel.text
    changed = await stored(panel, 3)
    assert changed is not None
    assert changed.conditions == (
        Condition(C.STREAK_LENGTH, 7, 1), Condition(C.BESITOS_SPENT, 500, 1),
        Condition(C.LEVEL_REACHED, 6), Condition(C.NOT_VIP),
    )  # fmt: skip
    await panel.tap("Condiciones")
    await panel.tap("gastar 500")
    await panel.tap("Quitar")
    assert "Se gana con 7 días de racha, al llegar al nivel 6 y sin ser VIP." in panel.text
    await panel.tap("Cancelar")
    assert await stored(panel, 3) == changed


async def test_an_impossible_reward_is_refused_and_others_are_warned_of(panel: PanelDriver) -> None:
    before = await stored(panel, 3)
    await panel.tap("Racha de 7")
    await panel.tap("Condiciones")
    await panel.tap("7 días")
    await panel.tap("Otro número")
    assert "⛔ «con 40.000 días de racha»: son más de cien años." in await panel.send("40000")
    await panel.tap("Guardar")
    assert panel.alerts == ["«con 40.000 días de racha»: son más de cien años. Pon menos días."]
    assert "Guardar" in " ".join(labels(panel))
    assert await stored(panel, 3) == before
    await panel.tap("40.000")
    await panel.tap("Quitar")
    assert "⚠️ Sin condiciones solo la recibe quien tú elijas." in panel.text
    assert not [label for label in labels(panel) if "Y además" in label]
    await panel.tap("Añadir una condición")
    await panel.tap("Llegar a un nivel")
    assert "⚠️ La tiene todo el mundo desde el principio" in await panel.send("1")
    assert "⚡ 1 persona ya cumple" in panel.text
    await panel.tap("Y además")
    await panel.tap("La primera compra")
    assert "ahora mismo no hay nada a la venta" in panel.text
    await panel.tap("Guardar")
    changed = await stored(panel, 3)
    assert changed is not None
    assert [one.type for one in changed.conditions] == [C.LEVEL_REACHED, C.FIRST_PURCHASE]


async def test_conditions_of_the_hosts_own(panel: PanelDriver) -> None:
    panel.gamification.conditions.register(
        "QUIZZES_WON", count=lambda session, user_id: 0, label={"es": "quizzes <ganados>"}
    )
    await panel.tap("Primeros")
    await panel.tap("Condiciones")
    await panel.tap("Y además")
    await panel.tap("quizzes <ganados>")
    assert "«quizzes &lt;ganados&gt;»: ¿cuántas veces?" in panel.text
    assert "con la primera reacción y con 3 quizzes &lt;ganados&gt;." in await panel.send("3")
    await panel.tap("Guardar")
    changed = await stored(panel, 1)
    assert changed is not None
    assert changed.conditions[-1] == Condition(HostCondition("QUIZZES_WON"), 3)


async def test_at_most_twenty_conditions(panel: PanelDriver) -> None:
    twenty = [Condition(C.TOTAL_POINTS, n) for n in range(1, 21)]
    await panel.gamification.catalog.set_conditions(ADMIN, 3, twenty)
    await panel.tap("Racha de 7")
    assert len(panel.text) < 4_096
    await panel.tap("Condiciones")
    assert not [label for label in labels(panel) if "Y además" in label]
    await panel.tap("ganar 20 besitos")
    assert not [label for label in labels(panel) if "O en su lugar" in label]


# A new one


async def test_a_new_reward_from_name_to_card(panel: PanelDriver) -> None:
    await panel.tap("Nueva")
    await refused(panel, "x" * 201, says="como mucho 200")
    assert "Ya hay una recompensa con ese nombre" in await panel.send("Primeros Pasos")
    await panel.send("Fans de verdad")
    await refused(panel, "x" * 501, says="como mucho 500")
    await panel.send("Nivel 5 y a comprar")
    await panel.tap("besitos")
    await refused(panel, "mucho", says="entre 1 y 100.000")
    await panel.send("250")
    assert "Nadie la gana por sí sola" in panel.text
    await panel.tap("Añadir una condición")
    await panel.tap("Llegar a un nivel")
    await panel.send("5")
    await panel.tap("Guardar")
    assert "¿La creo así?" in panel.text
    assert "🎯 Se gana al llegar al nivel 5." in panel.text
    await panel.tap("Repetible")
    assert "solo se gana una vez" in panel.text
    await panel.tap("Condiciones")
    await panel.tap("Y además")
    await panel.tap("Ganar besitos")
    await panel.send("100")
    await panel.tap("Guardar")
    await panel.tap("Secreta")
    await panel.tap("Qué da")
    await panel.tap("Cancelar")
    await panel.tap("Crear")
    assert "🏆 <b>Fans de verdad</b>" in panel.text
    assert "👥 La tienen: 0" in panel.text
    made = await newest(panel)
    assert (made.name, made.description, made.value) == (
        "Fans de verdad", "Nivel 5 y a comprar", {"amount": 250},
    )  # fmt: skip
    assert (made.is_repeatable, made.is_secret, made.is_active) == (True, True, True)
    assert made.conditions == (Condition(C.LEVEL_REACHED, 5), Condition(C.TOTAL_POINTS, 100))
    assert [one.id for one in await panel.gamification.catalog.rewards()][-1] == made.id


async def test_the_wizard_is_cancelled_in_each_of_its_windows(panel: PanelDriver) -> None:
    before = await panel.gamification.catalog.rewards()
    steps: list[tuple[str, str]] = [
        ("send", "N"), ("tap", "Sin texto"), ("tap", "besitos"), ("send", "5"),
        ("tap", "Añadir una condición"), ("tap", "Días de racha"), ("send", "3"), ("tap", "Guardar"),
    ]  # fmt: skip
    for upto in range(len(steps) + 1):
        await panel.tap("Nueva")
        for how, what in steps[:upto]:
            await getattr(panel, how)(what)
        await panel.tap("Cancelar")
        assert "Activas: 3" in panel.text, steps[:upto]
    assert await panel.gamification.catalog.rewards() == before


async def test_an_impossible_new_reward_is_not_made(panel: PanelDriver) -> None:
    await panel.tap("Nueva")
    await panel.send("N")
    await panel.tap("Sin texto")
    await panel.tap("Insignia")
    await panel.send("🎖")
    await panel.send("Nunca")
    await panel.tap("Añadir una condición")
    await panel.tap("Llegar a un nivel")
    await panel.send("9")
    await panel.tap("Guardar")
    await panel.gamification.economy.update(ADMIN, level_formula="min(total_earned // 10, 3) + 1")
    await panel.tap("Crear")
    assert panel.alerts == [
        "«al llegar al nivel 9»: con tu fórmula de niveles nadie llega nunca. Pon un nivel más bajo."
    ]
    assert "⛔" in panel.text
    assert len(await panel.gamification.catalog.rewards()) == 3
    await panel.gamification.catalog.create_reward(ADMIN, name="N", **BESITO)
    await panel.gamification.economy.update(ADMIN, level_formula="total_earned // 10**9 + 1")
    await panel.gamification.economy.update(ADMIN, level_formula="floor(sqrt(total_earned / 100)) + 1")
    await panel.tap("Crear")
    assert panel.alerts == ["Ya hay una recompensa con ese nombre. Escribe otro."]


# Two admins


async def test_the_second_of_two_admins_is_told_what_changed(panel: PanelDriver) -> None:
    catalog = panel.gamification.catalog
    changed = ES.plain("admin-told-changed")
    await panel.tap("Racha de 7")
    await catalog.update_reward(ADMIN, 3, is_secret=True)
    await panel.tap("Secreta: no")
    assert panel.alerts == [changed]
    assert "Secreta: sí" in " ".join(labels(panel))
    await panel.tap("Nombre")
    await catalog.update_reward(ADMIN, 3, name="De otra")
    said = await panel.send("Mía")
    assert changed in said
    assert "<b>De otra</b>" in said
    await panel.tap("Condiciones")
    await panel.tap("Y además")
    await panel.tap("No ser VIP")
    await catalog.set_conditions(ADMIN, 3, [Condition(C.FIRST_REACTION)])
    await panel.tap("Guardar")
    assert panel.alerts == [changed]
    assert "Se gana con la primera reacción." in panel.text
    await panel.tap("Qué da")
    await panel.tap("besitos")
    await catalog.update_reward(ADMIN, 3, reward_value={"amount": 77})
    assert changed in await panel.send("5")
    await panel.tap("Borrar")
    await catalog.update_reward(ADMIN, 3, name="Otra vez")
    await panel.tap("Sí")
    assert panel.alerts == [changed]
    assert await stored(panel, 3) is not None


async def test_a_reward_that_another_admin_deleted_is_gone_from_each_button(panel: PanelDriver) -> None:
    for button in ("Nombre", "Condiciones", "Qué da", "Secreta", "Ocultar", "⬆️", "Borrar"):
        reward = await panel.gamification.catalog.create_reward(ADMIN, name="Fugaz", **BESITO)
        await panel.open()
        await panel.tap("Recompensas")
        await panel.tap("Fugaz")
        await panel.gamification.catalog.delete_reward(ADMIN, reward.id)
        await panel.tap(button)
        assert panel.alerts[0] == ES.plain("admin-rewards-told-gone"), button
        assert "Activas: 3" in panel.text


async def test_a_reward_deleted_while_its_name_was_typed(panel: PanelDriver) -> None:
    await panel.tap("Racha de 7")
    await panel.tap("Nombre")
    await panel.gamification.catalog.delete_reward(ADMIN, 3)
    said = await panel.send("Tarde")
    assert ES.plain("admin-rewards-told-gone") in said
    assert "Activas: 2" in said


# Delete


async def test_delete_hides_where_members_own_it_and_asks_first(panel: PanelDriver) -> None:
    await panel.gamification.profiles.ensure([Identity(ANA, "Ana")])
    await panel.gamification.rewards.grant(ADMIN, ANA, 3)
    await panel.tap("Racha de 7")
    assert "La ha ganado 1 persona, así que solo se oculta" in await panel.tap("Borrar")
    await panel.tap("No")
    assert await stored(panel, 3) is not None
    await panel.tap("Borrar")
    await panel.tap("Sí")
    assert panel.alerts == ["Oculta: quien la tiene la conserva."]
    hidden = await stored(panel, 3)
    assert hidden is not None
    assert not hidden.is_active
    await panel.tap("Primeros")
    assert "desaparece del todo" in await panel.tap("Borrar")
    await panel.tap("Sí")
    assert panel.alerts == ["Borrada."]
    assert await stored(panel, 1) is None
    await panel.tap("Ahorrador")
    await panel.tap("Ocultar")
    await panel.tap("Volver")
    assert "Ocultas: 2" in panel.text


async def test_a_list_without_rewards(panel: PanelDriver) -> None:
    for reward_id in (1, 2, 3):
        await panel.gamification.catalog.delete_reward(ADMIN, reward_id)
    await panel.open()
    assert "Aún no hay ninguna" in await panel.tap("Recompensas")


async def test_many_rewards_have_pages(panel: PanelDriver) -> None:
    for n in range(8):
        await panel.gamification.catalog.create_reward(ADMIN, name=f"R{n}", sort_order=10 + n, **BESITO)
    await panel.open()
    await panel.tap("Recompensas")
    await panel.tap("Siguiente")
    assert labels(panel)[:3] == ["💰 R5", "💰 R6", "💰 R7"]


@pytest.mark.parametrize("language", ["en", "pt"])
async def test_it_speaks_other_languages(database_url: str, language: str) -> None:
    async with open_panel(database_url, opened=False) as panel:
        panel.user = person(99, "Boss", language)
        await panel.open()
        await panel.tap("Rewards" if language == "en" else "Recompensas")
        card = await panel.tap("Racha de 7")
        assert ("Earned with a 7-day streak." if language == "en" else "Ganha-se com 7 dias") in card


async def test_nothing_fails_wherever_an_admin_taps(panel: PanelDriver) -> None:
    await panel.crawl(most=60)
