"""A bot that exists and plugs Besitos in: the example of the developer guide, run as it stands there."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from aiogram import Dispatcher, Router
from aiogram.client.context_controller import BotContextController
from aiogram.methods import SendSticker, TelegramMethod
from aiogram.types import CallbackQuery, ErrorEvent, Message, Sticker, TelegramObject

from bot.app import Application, setup_gamification
from bot.command_line import main
from bot.database import Database
from bot.languages import InvalidTexts
from bot.services.gamification import Gamification, NotAllowed
from bot.services.gamification.gamification import assemble
from bot.services.gamification.members.identity import Identity
from bot.settings import load_settings
from tests.kit.eventually import gone_as_far_as_they_can
from tests.kit.recording_session import group, message, person, recording_bot, tap

GUIDE = Path(__file__).parent.parent / "docs" / "developer-guide.md"
ANA = person(1, "Ana", "es")


def examples() -> list[str]:
    """The Python of the guide, block by block."""
    return re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def example(number: int) -> dict[str, Any]:
    """The names that an example of the guide defines. In a checkout `besitos` is the folder `bot`."""
    code = examples()[number].replace("from besitos import", "from bot import")
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(code, str(GUIDE), "exec"), names)
    return names


@pytest.fixture
async def host(empty_url: str) -> AsyncIterator[Any]:
    """The host bot of the guide on a database without a table."""
    names = example(0)
    dispatcher: Dispatcher = await names["build"](empty_url)
    bot, session = recording_bot()
    yield SimpleNamespace(dispatcher=dispatcher, bot=bot, session=session, router=names["mine"])
    await dispatcher.emit_shutdown(bot=bot)


async def test_the_hosts_handlers_come_first_and_know_the_member(host: Any) -> None:
    await host.dispatcher.feed_update(host.bot, message(ANA, "/start"))
    assert host.session.texts == ["Welcome to my bot! I speak es with you."]


async def test_the_hosts_handlers_call_our_services(host: Any) -> None:
    await host.dispatcher.feed_update(host.bot, message(ANA, "/saldo"))
    assert host.session.texts == ["You have 0 besitos."]


async def test_our_handlers_answer_what_the_host_does_not(host: Any) -> None:
    await host.dispatcher.feed_update(host.bot, message(ANA, "/perfil"))
    await host.dispatcher.feed_update(host.bot, tap(ANA, "bs.gone:1"))
    assert host.session.texts[0].startswith("👤 <b>Ana</b>")
    assert host.session.texts[1].startswith("Este botón ya no funciona")


async def test_the_garbage_collector_is_the_hosts(empty_url: str) -> None:
    before = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    dispatcher = Dispatcher()
    await setup_gamification(dispatcher, database_url=empty_url)
    assert (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()) == before
    await dispatcher.emit_shutdown(bot=recording_bot()[0])


async def test_aiograms_models_are_the_hosts(empty_url: str) -> None:
    """They are built as aiogram does it, and nothing of ours is in their way."""
    before = {kind: dict(vars(kind)) for kind in (BotContextController, TelegramObject, TelegramMethod)}
    dispatcher = Dispatcher()
    await setup_gamification(dispatcher, database_url=empty_url)
    await dispatcher.feed_update(recording_bot()[0], message(ANA, "/perfil"))
    await dispatcher.emit_shutdown(bot=recording_bot()[0])
    assert {kind: dict(vars(kind)) for kind in before} == before
    assert "model_rebuild" not in vars(BotContextController)
    assert Sticker.__pydantic_complete__
    assert SendSticker.__pydantic_complete__


async def test_we_do_not_speak_for_the_host(host: Any) -> None:
    for update in (message(ANA, "hola"), message(ANA, "hola", chat=group()), tap(ANA, "host:button")):
        await host.dispatcher.feed_update(host.bot, update)
    assert host.session.sent == []


async def test_errors_of_the_hosts_handlers_stay_the_hosts(host: Any) -> None:
    seen: list[Exception] = []

    async def host_error(event: ErrorEvent) -> None:
        seen.append(event.exception)

    async def fail(_query: CallbackQuery) -> None:
        raise RuntimeError("a bug of the host")

    host.dispatcher.errors.register(host_error)
    host.router.callback_query.register(fail)
    await host.dispatcher.feed_update(host.bot, tap(ANA, "host:button"))
    assert [str(error) for error in seen] == ["a bug of the host"]
    assert host.session.sent == []


async def test_errors_of_our_handlers_are_answered_by_us(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr("bot.handlers.member.profile.profile_screen", fail)
    await host.dispatcher.feed_update(host.bot, message(ANA, "/perfil"))
    assert host.session.texts[0].startswith("Vaya, algo ha fallado por mi parte.")


async def test_without_routers_only_the_middleware_is_added(empty_url: str) -> None:
    dispatcher = Dispatcher()
    members: list[Any] = []
    router = Router()

    async def note(_message: Message, member: Any) -> None:
        members.append(member.id)

    router.message.register(note)
    dispatcher.include_router(router)
    gamification = await setup_gamification(dispatcher, database_url=empty_url, routers=False)
    bot, session = recording_bot()
    await dispatcher.feed_update(bot, message(ANA, "/perfil"))
    await dispatcher.feed_update(bot, tap(ANA, "bs.open:profile"))
    assert members == [1]
    assert session.sent == []
    assert await gamification.profiles.get(1) is not None
    await dispatcher.emit_shutdown(bot=bot)


async def test_the_host_names_its_admins(empty_url: str) -> None:
    boss = person(7, "Jefa", "es")
    dispatcher = Dispatcher()
    gamification = await setup_gamification(dispatcher, database_url=empty_url, admin_ids=[boss.id])
    bot, session = recording_bot()
    with pytest.raises(NotAllowed):
        await gamification.economy.update(ANA.id, besitos_daily_gift=51)
    assert (await gamification.economy.update(boss.id, besitos_daily_gift=51)).besitos_daily_gift == 51
    await dispatcher.emit_startup(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)
    for somebody in (ANA, boss):
        await dispatcher.feed_update(bot, message(somebody, "/barrido"))
    [panel] = session.texts
    assert panel.startswith("🧹 <b>Barrido</b>")
    await dispatcher.emit_shutdown(bot=bot)


async def test_the_shutdown_waits_for_updates_under_way_before_it_closes_the_database(empty_url: str) -> None:
    dispatcher = Dispatcher()
    router = Router()
    go, begun = asyncio.Event(), asyncio.Event()
    balances: list[int] = []

    async def slow(_message: Message, member: Any, gamification: Any) -> None:
        begun.set()
        await go.wait()
        balances.append((await gamification.profile_cards.of(member.id)).balance)

    router.message.register(slow)
    dispatcher.include_router(router)
    await setup_gamification(dispatcher, database_url=empty_url)
    bot, _ = recording_bot()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.feed_update(bot, message(ANA, "/x")))
        await begun.wait()
        shutdown = tasks.create_task(dispatcher.emit_shutdown(bot=bot))
        await gone_as_far_as_they_can()
        assert not shutdown.done()
        go.set()
    assert balances == [0]


async def test_the_example_without_telegram_needs_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    await example(3)["richest"]()
    assert "None" in capsys.readouterr().out


async def test_the_example_of_calling_services_pays_once_however_often_it_runs(database: Database) -> None:
    gamification = assemble(database)
    await gamification.profiles.provision(Identity(1001, "Ana"))
    after_a_quiz = example(1)["after_a_quiz"]
    assert await after_a_quiz(gamification, 1001, 7) == "75 besitos, today's gift included"
    assert (await after_a_quiz(gamification, 1001, 7)).startswith("25 besitos; the next gift opens at ")
    assert await gamification.wallet.balance(1001) == 75


async def test_the_example_of_who_is_vip(empty_url: str) -> None:
    names = example(5)
    dispatcher = Dispatcher()
    gamification: Gamification = await names["with_my_vip"](dispatcher, empty_url)
    until = datetime.now(UTC) + timedelta(days=1)
    assert await names["paid"](gamification, 3, "Ana", until)
    await gamification.profiles.ensure([Identity(4, "Bea")])
    names["subscribers"].add(4)
    assert (await gamification.members.status(4)).vip
    await dispatcher.emit_shutdown()


async def test_the_example_of_our_log_lines(empty_url: str, caplog: pytest.LogCaptureFixture) -> None:
    [number] = [number for number, code in enumerate(examples()) if "log_through_logging" in code]
    try:
        example(number)["log_through_logging"]()
        with caplog.at_level("INFO"):
            await setup_gamification(dispatcher := Dispatcher(), database_url=empty_url)
        await dispatcher.emit_shutdown()
    finally:
        structlog.reset_defaults()
    assert "event='database_upgraded'" in caplog.text


async def test_our_own_application_asks_as_well(database_url: str) -> None:
    settings = load_settings(database_url=database_url)
    async with Application(settings, is_vip=lambda user_id: user_id == 4) as application:
        members = application.gamification.members
        await application.gamification.profiles.ensure([Identity(3, "Ana"), Identity(4, "Bea")])
        assert [(await members.status(user_id)).vip for user_id in (3, 4)] == [False, True]


async def test_a_host_with_words_of_its_own(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [number] = [number for number, code in enumerate(examples()) if "Currency(" in code]
    monkeypatch.chdir(tmp_path)
    assert main(["texts", "export", "es", "my_texts"]) == 0
    shop = tmp_path / "my_texts" / "es" / "shop.ftl"
    shop.write_text(shop.read_text("utf-8").replace("<b>La tienda</b>", "<b>El kiosco</b>"), "utf-8")
    dispatcher: Dispatcher = await example(number)["build"](empty_url)
    bot, session = recording_bot()
    await dispatcher.feed_update(bot, message(ANA, "/tienda"))
    assert "<b>El kiosco</b>\n🪙 Todavía no tienes monedas." in session.texts[-1]
    await dispatcher.feed_update(bot, message(person(2, "Ben", "en"), "/shop"))
    assert "🪙 You have no coins yet." in session.texts[-1]
    await dispatcher.emit_shutdown(bot=bot)


async def test_wrong_words_leave_database_and_dispatcher_alone(empty_url: str, tmp_path: Path) -> None:
    dispatcher = Dispatcher()
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "mine.ftl").write_text("button-shpo = x\n", encoding="utf-8")
    with pytest.raises(InvalidTexts, match=r"mine\.ftl:1: button-shpo: unknown message"):
        await setup_gamification(dispatcher, database_url=empty_url, locales=tmp_path)
    assert dispatcher.workflow_data == {}
    assert dispatcher.sub_routers == []


async def test_the_example_of_a_menu_of_the_hosts(empty_url: str) -> None:
    [number] = [number for number, code in enumerate(examples()) if "screen_button" in code]
    dispatcher: Dispatcher = await example(number)["build"](empty_url)
    bot, session = recording_bot()
    for words in ("/start", "/coins", "/cofre", "/start rewards", "/regalo", "/tienda", "/ranking"):
        await dispatcher.feed_update(bot, message(ANA, words))
    assert [text.split("\n")[0] for text in session.texts] == [
        "What next?",
        "👤 <b>Ana</b>",
        "🎁 <b>Tu regalo de hoy te espera</b>",
        "🏆 <b>Tus recompensas</b>",
    ]
    await dispatcher.emit_shutdown(bot=bot)
