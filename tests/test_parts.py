"""What is put into a dispatcher is taken out again: in our own bot, and in a host's that goes on alone."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.types import Message

from bot.app import Application, setup_gamification
from bot.database import Database
from bot.middlewares.in_flight import InFlightMiddleware
from bot.services.gamification import Identity
from bot.services.jobs import JobRunner
from bot.services.tasks import TaskSupervisor
from bot.settings import load_settings
from bot.telegram.announcements import Announcements
from bot.telegram.keyboard_updater import KeyboardUpdater
from bot.telegram.run_messages import LiveRuns
from tests.kit.recording_session import message, person, recording_bot

ANA = person(1, "Ana", "es")


@pytest.fixture
async def kind() -> str:
    return "sqlite"  # what is tested here has nothing to do with the database


def inside(dispatcher: Dispatcher) -> dict[str, Any]:
    """All in a dispatcher that we could leave behind."""
    return {
        "workflow data": dict(dispatcher.workflow_data),
        "outer middlewares": list(dispatcher.update.outer_middleware),
        "middlewares": list(dispatcher.update.middleware),
        "routers": list(dispatcher.sub_routers),
        "error handlers": list(dispatcher.errors.handlers),
        "startup": list(dispatcher.startup.handlers),
        "shutdown": list(dispatcher.shutdown.handlers),
    }


def sizes(dispatcher: Dispatcher) -> dict[str, int]:
    """The same as numbers, to compare one dispatcher with another."""
    return {name: len(found) for name, found in inside(dispatcher).items()}


def a_host() -> Dispatcher:
    """A bot with a handler, a middleware and a startup of its own."""
    dispatcher = Dispatcher()
    dispatcher["gamification"] = "a name that the host used before us"
    router = Router()

    async def own(message: Message) -> None:
        await message.answer("the host's own")

    async def passes(handler: Any, event: Any, data: dict[str, Any]) -> Any:
        return await handler(event, data)

    async def at_either_end() -> None:
        pass

    router.message.register(own, lambda message: message.text == "/own")
    dispatcher.update.outer_middleware(passes)
    dispatcher.startup.register(at_either_end)
    dispatcher.shutdown.register(at_either_end)
    dispatcher.include_router(router)
    return dispatcher


async def start(dispatcher: Dispatcher, bot: Bot) -> None:
    """What aiogram does before the first update."""
    await dispatcher.emit_startup(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Database]:
    """The databases that were closed."""
    closed: list[Database] = []
    close = Database.close

    async def note(database: Database) -> None:
        closed.append(database)
        await close(database)

    monkeypatch.setattr(Database, "close", note)
    return closed


@pytest.mark.parametrize("routers", [True, False])
async def test_a_host_shuts_down_and_sets_up_again(database_url: str, routers: bool) -> None:
    dispatcher = a_host()
    (bot, session), before = recording_bot(), inside(dispatcher)
    for times in (1, 2, 3):
        gamification = await setup_gamification(dispatcher, database_url=database_url, routers=routers)
        await start(dispatcher, bot)
        assert gamification.jobs.is_open
        await dispatcher.feed_update(bot, message(ANA, "/perfil"))
        await dispatcher.feed_update(bot, message(ANA, "/own"))
        assert session.texts.count("the host's own") == times
        assert len(session.texts) == times * (2 if routers else 1)
        assert (await gamification.profiles.get(1)) is not None
        await dispatcher.emit_shutdown(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)
        assert not gamification.jobs.is_open
        assert inside(dispatcher) == before


async def test_after_the_shutdown_the_host_goes_on_alone(database_url: str) -> None:
    dispatcher = a_host()
    bot, session = recording_bot()
    await setup_gamification(dispatcher, database_url=database_url)
    await dispatcher.emit_shutdown(bot=bot)
    for text in ("/perfil", "/own"):
        await dispatcher.feed_update(bot, message(ANA, text))
    assert session.texts == ["the host's own"]


async def test_the_hosts_own_shutdown_still_comes_after_ours(database_url: str) -> None:
    dispatcher = a_host()
    bot, _ = recording_bot()
    came: list[str] = []
    await setup_gamification(dispatcher, database_url=database_url)
    for name in ("first", "second"):

        async def note(name: str = name) -> None:
            came.append(name)

        dispatcher.shutdown.register(note)
    await dispatcher.emit_shutdown(bot=bot)
    assert came == ["first", "second"]


async def test_what_cannot_be_put_in_is_taken_out_at_once(
    database_url: str, closed: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Router:
        raise RuntimeError("a handler that cannot be registered")

    monkeypatch.setattr("bot.parts.gamification_router", fail)
    dispatcher = a_host()
    before = inside(dispatcher)
    with pytest.raises(RuntimeError, match="cannot be registered"):
        await setup_gamification(dispatcher, database_url=database_url)
    assert inside(dispatcher) == before
    assert len(closed) == 1


async def test_parts_end_in_the_order_that_loses_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    for kind, method in (
        (JobRunner, "close"),
        (LiveRuns, "close"),
        (Announcements, "close"),
        (TaskSupervisor, "finish"),  # of the counts under posts, then of hooks
        (InFlightMiddleware, "drained"),
        (KeyboardUpdater, "close"),
        (Database, "close"),
    ):
        monkeypatch.setattr(kind, method, noted(kind, getattr(kind, method), ended))
    dispatcher = a_host()
    bot, _ = recording_bot()
    await setup_gamification(dispatcher, database_url=database_url)
    await start(dispatcher, bot)
    ended.clear()  # an upgrade closes databases too
    await dispatcher.emit_shutdown(bot=bot)
    assert ended == [
        "JobRunner",
        "LiveRuns",
        "Announcements",
        "InFlightMiddleware",
        "KeyboardUpdater",
        "TaskSupervisor",
        "TaskSupervisor",
        "Database",
    ]


def noted(kind: type, end: Callable[..., Any], ended: list[str]) -> Callable[..., Any]:
    """The same, with the name of its class in `ended`."""

    async def end_and_note(*args: Any) -> Any:
        ended.append(kind.__name__)
        return await end(*args)

    return end_and_note


def broken(name: str) -> Callable[[object], Any]:
    """A way to close that fails."""

    async def close(*_: object) -> None:
        raise RuntimeError(f"{name} does not end")

    return close


async def test_an_error_in_one_parts_closing_does_not_keep_the_others_open(
    database_url: str, closed: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveRuns, "close", broken("live runs"))
    monkeypatch.setattr(JobRunner, "close", broken("jobs"))
    dispatcher = a_host()
    bot, _ = recording_bot()
    before = inside(dispatcher)
    await setup_gamification(dispatcher, database_url=database_url)
    await start(dispatcher, bot)
    with structlog.testing.capture_logs() as lines, pytest.raises(RuntimeError, match="live runs"):
        await dispatcher.emit_shutdown(bot=bot)
    assert [line["event"] for line in lines] == ["part_not_ended"] * 2  # of two errors, one is raised
    assert inside(dispatcher) == before
    assert len(closed) == 1


async def test_our_own_bot_is_taken_apart_too_and_closing_twice_is_safe(
    database_url: str, closed: list[Database]
) -> None:
    application = Application(load_settings(database_url=database_url, auto_upgrade=False))
    bot, _ = recording_bot()
    await application.open()
    await start(application.dispatcher, bot)
    await application.gamification.profiles.provision(Identity(1, "Ana"))
    await application.close()
    assert sizes(application.dispatcher) == sizes(Dispatcher(disable_fsm=True))
    await application.close()
    assert closed == [application.database]


async def test_closing_after_an_open_that_failed_is_safe(tmp_path: Any, closed: list[Database]) -> None:
    (tmp_path / "a.db").write_text("this is no database, but a letter to one " * 100)
    application = Application(load_settings(database_url=f"sqlite:///{tmp_path / 'a.db'}"))
    with pytest.raises(Exception, match=r"a\.db"):
        await application.open()
    await application.close()
    await application.close()
    assert closed == [application.database]


async def test_a_webhook_of_many_bots_names_none_at_the_start(database_url: str) -> None:
    dispatcher = a_host()
    bot, session = recording_bot()
    gamification = await setup_gamification(dispatcher, database_url=database_url, admin_ids=[9])
    await dispatcher.emit_startup(dispatcher=dispatcher, **dispatcher.workflow_data)
    await dispatcher.feed_update(bot, message(ANA, "/own"))
    [reward, *_] = await gamification.rewards.available(1)
    await gamification.rewards.grant(9, 1, reward.id)
    async with asyncio.timeout(10):
        while len(session.texts) < 2:
            await asyncio.sleep(0.02)
    assert reward.name in session.texts[1]
    await dispatcher.emit_shutdown()


async def test_everything_that_a_process_sends_on_its_own_waits_in_one_line(database_url: str) -> None:
    """News, runs of messages and posts together stay below what Telegram allows a bot."""
    async with Application(load_settings(database_url=database_url, auto_upgrade=False)) as application:
        parts = application._parts
        assert parts.announcements._pace is parts._mass_sender._pace is parts._post_sender._pace
