"""The panel's section for what goes to many: every window opened, wizards finished, cancelled and fed bad
input."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiogram.enums import InputMediaType
from aiogram.types import ChatMemberAdministrator
from sqlalchemy import text

from bot.handlers.admin.publish.moments import moment_of
from bot.services.gamification import Identity
from bot.services.gamification.rules.publishing import PostState
from bot.services.jobs import Run
from bot.telegram.bots import Bots
from tests.kit.harness import NOON
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.recording_session import ME
from tests.kit.voice import LANGUAGES, texts_in

FREE, VIP = -1001234567890, -1001234567891


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    """Two channels, of which only the free one has emojis, three members and the admin; the bot may post."""
    async with open_panel(database_url) as panel:
        await panel.application.database.write(
            lambda session: session.execute(
                text(
                    f"UPDATE bot_config SET free_channel_id = '{FREE}', vip_channel_id = '{VIP}', "
                    "free_reactions = '[\"❤️\"]', vip_reactions = NULL WHERE id = 1"
                )
            )
        )
        await panel.gamification.profiles.ensure(
            [Identity(1, "Ana", "ana"), Identity(2, "Bea"), Identity(3, "Clara")]
        )
        may_post(panel, True)
        opened(panel)
        await panel.tap("Difusión")
        yield panel
        await panel.application._parts.stop()


def may_post(panel: PanelDriver, allowed: bool) -> None:
    rights = {name: True for name in ChatMemberAdministrator.model_fields if name.startswith(("can_", "is_"))}
    member = ChatMemberAdministrator.model_validate(
        rights | {"user": ME, "status": "administrator", "can_post_messages": allowed}
    )
    panel.session.memberships = {FREE: member, VIP: member}


def opened(panel: PanelDriver) -> None:
    """The senders of a bot that runs."""
    parts, bots = panel.application._parts, Bots(panel.harness.bot)
    parts._mass_sender.open(bots)
    parts._post_sender.open(bots)


def in_chat(panel: PanelDriver, chat_id: int) -> list[str]:
    return [str(one.media or one.text) for one in panel.session.shown.values() if one.chat_id == chat_id]


async def ended(panel: PanelDriver, run: Run | None) -> Run:
    assert run is not None
    async with asyncio.timeout(20):
        return await panel.gamification.jobs.wait(run.id)


async def new_post(panel: PanelDriver, channel: str = "gratis") -> None:
    await panel.tap("Nueva publicación")
    await panel.tap(channel)


async def test_a_text_is_published_now_with_its_buttons(panel: PanelDriver) -> None:
    await new_post(panel)
    assert "Tengo" in await panel.send("Hola a todas")
    await panel.tap("Vista previa")
    assert in_chat(panel, ADMIN.id)[-2] == "Hola a todas"
    assert "Tengo" in panel.text
    await panel.tap("Seguir")
    assert "✅ Ya está en el canal" in await panel.tap("Publicar ahora")
    (shown,) = [one for one in panel.session.shown.values() if one.chat_id == FREE]
    assert shown.text == "Hola a todas"
    assert shown.keyboard == [[("❤️", "bs.react:❤️")]]


async def test_an_album_is_kept_whole_and_its_text_follows_with_the_buttons(panel: PanelDriver) -> None:
    await new_post(panel)
    for number in range(3):
        caption: dict[str, Any] = {"caption": "Playa"} if number == 0 else {}
        await panel.photo(number, media_group_id="a", **caption)
    assert "3 archivos" in panel.text
    await panel.tap("Seguir")
    assert "su texto sale después" in panel.text
    await panel.tap("Publicar ahora")
    assert in_chat(panel, FREE) == [str(InputMediaType.PHOTO)] * 3 + ["Playa"]


async def test_a_post_without_buttons_waits_for_its_time_and_can_be_moved_and_taken_back(
    panel: PanelDriver,
) -> None:
    await new_post(panel, "VIP")
    await panel.photo(1)
    await panel.tap("Seguir")
    assert "Botones de reacción: no" in panel.text  # it has no emojis
    await panel.tap("Protegida")
    await panel.tap("A otra hora")
    assert "No entiendo esa hora" in await panel.send("mañana")
    assert "ya pasó" in await panel.send("01/01/2020 10:00")
    assert "más de un año" in await panel.send("2031-01-01 10:00")
    assert "Saldrá el" in await panel.send("18:30")
    (post,) = await panel.gamification.posts.scheduled(ADMIN.id)
    assert (post.due_at, post.protected, post.buttons) == (NOON.replace(hour=18, minute=30), True, False)
    await panel.tap("Volver")
    await panel.tap("Programadas")
    await panel.tap("🖼")
    await panel.tap("Cambiar la hora")
    await panel.send("27/11 9:00")
    (post,) = await panel.gamification.posts.scheduled(ADMIN.id)
    assert (post.due_at.day, post.due_at.hour) == (27, 9)
    await panel.tap("No enviar")
    await panel.tap("No")
    await panel.tap("No enviar")
    assert "No hay nada programado" in await panel.tap("Sí")
    after = await panel.gamification.posts.get(post.id)
    assert after is not None
    assert after.state is PostState.CANCELLED


async def test_a_post_that_somebody_else_moved_or_took_back_is_not_overwritten(panel: PanelDriver) -> None:
    await new_post(panel)
    await panel.send("Hola")
    await panel.tap("Seguir")
    await panel.tap("A otra hora")
    await panel.send("18:30")
    (post,) = await panel.gamification.posts.scheduled(ADMIN.id)
    await panel.tap("Volver")
    await panel.tap("Programadas")
    await panel.tap("Hola")
    await panel.tap("Cambiar la hora")
    later = NOON + timedelta(days=1)
    await panel.gamification.posts.reschedule(ADMIN.id, post.id, later, expected=post.due_at)
    assert "Ya no está programada" in await panel.send("19:00")
    (kept,) = await panel.gamification.posts.scheduled(ADMIN.id)
    assert kept.due_at == later


async def test_a_bot_that_may_not_post_says_so(panel: PanelDriver) -> None:
    may_post(panel, False)
    await new_post(panel)
    await panel.send("Hola")
    await panel.tap("Seguir")
    assert "hazme admin" in await panel.tap("Publicar ahora")
    assert in_chat(panel, FREE) == []


async def test_content_of_no_use_stays_in_the_step(panel: PanelDriver) -> None:
    await new_post(panel)
    assert "demasiado largo" in await panel.photo(1, caption="x" * 1_025)
    assert "Tengo" not in panel.text
    for number in range(11):
        await panel.photo(number, media_group_id="b")
    assert "como mucho 10 archivos" in panel.text
    assert "10 archivos" in panel.text
    await panel.tap("Cancelar")
    assert "Publicaciones para tus canales" in panel.text
    assert await panel.gamification.posts.scheduled(ADMIN.id) == []


async def test_a_message_to_a_list_is_followed_live(panel: PanelDriver) -> None:
    await panel.tap("Mensaje a miembros")
    assert "Todo el mundo: 4" in next(label for label, _ in panel.buttons)
    await panel.tap("Una lista")
    assert "No conozco a nadie" in await panel.send("@nadie")
    assert "No conozco a nadie" in await panel.send("999999999999999999999999")
    await panel.send("@ana 2 @nadie")
    await panel.send("<b>Hola</b>")
    await panel.tap("Seguir")
    assert "2 personas de la lista" in panel.text
    assert "No conozco a: @nadie" in panel.text
    await panel.tap("Empezar")
    assert "Publicaciones para tus canales" in panel.text
    run = await ended(panel, await panel.gamification.mass_messages.latest())
    assert (run.changed, run.processed) == (2, 2)
    assert in_chat(panel, 1) == in_chat(panel, 2) == ["&lt;b&gt;Hola&lt;/b&gt;"]
    live = next(one for one in panel.session.shown.values() if "Mensaje nº" in one.text)
    pause = next(data for row in live.keyboard for label, data in row if "Pausa" in label)
    await panel.tap_data(pause, under=live)  # too late: it is over
    assert panel.alerts == ["Ahora no se puede: hay otra tarea igual en marcha, o esta ya terminó."]
    await panel.tap_data("bs.a:nothing")  # the live message is the last one with buttons
    await panel.open()
    await panel.tap("Difusión")
    await panel.tap("Cómo va")
    newest = [one for one in in_chat(panel, ADMIN.id) if "Mensaje nº" in one][-1]
    assert "Terminado" in newest
    assert "Enviados: <b>2</b> de 2" in newest


async def test_besitos_for_everyone_after_a_dry_run(panel: PanelDriver) -> None:
    await panel.tap("a muchos")
    await panel.tap("Todo el mundo")
    for bad in ("muchos", "0", str(10**12), "1.5"):
        assert "⚠️" in await panel.send(bad)
    assert "⚠️" in await panel.sticker()
    await panel.send("50")
    assert "⚠️" in await panel.send("x" * 256)
    await panel.send("Por la fiesta")
    assert "Personas: <b>4</b>" in panel.text
    assert "En total: <b>200</b>" in panel.text
    assert await panel.gamification.wallet.balance(1) == 0
    await panel.tap("Empezar")
    run = await ended(panel, await panel.gamification.mass_payments.latest())
    assert (run.changed, run.dry_run, run.started_by) == (4, False, ADMIN.id)
    assert [await panel.gamification.wallet.balance(number) for number in (1, 2, 3)] == [50, 50, 50]
    await panel.tap("a muchos")
    await panel.tap("Una lista")
    await panel.send("1 2")
    await panel.send("-80")
    await panel.send("Error")
    assert "No les llega: 2" in panel.text
    assert "En total: <b>0</b>" in panel.text
    assert "cancela y elige a otras personas" in panel.text
    assert not [label for label, _ in panel.buttons if "Empezar" in label]
    await panel.tap("Cancelar")
    assert await panel.gamification.wallet.balance(1) == 50


async def test_everything_can_be_opened(panel: PanelDriver) -> None:
    await panel.crawl(most=60)


async def test_without_a_channel_the_window_says_where_to_connect_one(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await panel.tap("Difusión")
        said = await panel.tap("Nueva publicación")
        assert "ningún canal conectado" in said
        assert texts_in("es").plain("admin-start-title").split(maxsplit=1)[1] in said
        await panel.tap("Conectar un canal")
        assert "ningún canal conectado" in await panel.tap("Cancelar")


async def test_a_message_to_nobody_cannot_be_started(panel: PanelDriver) -> None:
    await panel.tap("Mensaje a miembros")
    await panel.tap("VIP: 0")
    await panel.photo(1)
    assert "Tengo: <i>🖼</i> · 1 archivo" in panel.text
    await panel.tap("Seguir")
    assert "No hay nadie a quien mandárselo" in panel.text
    assert not [label for label, _ in panel.buttons if "Empezar" in label]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_has_one_name_in_each_language(language: str) -> None:
    texts = texts_in(language)
    icon, name = texts.plain("admin-publish-title").split(maxsplit=1)
    assert texts.html("admin-publish-menu").startswith(f"{icon} <b>{name}</b>")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("18:30", "2026-11-22T18:30"), ("9.05", "2026-11-23T09:05"), ("12:00", "2026-11-23T12:00"),
        ("27/11 18:30", "2026-11-27T18:30"), ("1/2 10:00", "2027-02-01T10:00"),
        ("27-11-2027, 8:00", "2027-11-27T08:00"), ("2026-12-01 07:00", "2026-12-01T07:00"),
        ("31/02 10:00", None), ("25:00", None), ("hoy", None), ("", None),
    ],
)  # fmt: skip
def test_moments_are_read_as_admins_write_them(written: str, expected: str | None) -> None:
    at = moment_of(written, NOON, "UTC")
    assert (None if at is None else at.strftime("%Y-%m-%dT%H:%M")) == expected


def test_moments_are_in_the_creators_zone() -> None:
    at = moment_of("18:30", NOON, "America/Bogota")
    assert at is not None
    assert (at.utcoffset(), at - NOON) == (timedelta(hours=-5), timedelta(hours=11, minutes=30))
