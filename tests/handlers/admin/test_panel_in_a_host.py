"""The panel in a host's bot that uses aiogram-dialog itself, with its own storage: neither sees the other."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Dispatcher, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Const, Format
from aiogram_dialog.widgets.text import Text as _Text

from bot.app import setup_gamification
from bot.handlers.admin.windows.states import Home as OurHome
from bot.ui.keyboards import PANEL
from tests.kit.panel import ADMIN, PanelDriver, screen_bot
from tests.kit.recording_session import message, person, tap
from tests.kit.voice import texts_in

ES = texts_in("es")
ANA = person(1, "Ana", "es")


class Home(StatesGroup):
    """Named as ours, and with the same window."""

    main = State()
    name = State()


class HostHarness:
    """What PanelDriver needs of a harness, around a host's dispatcher."""

    def __init__(self, dispatcher: Dispatcher, gamification: Any) -> None:
        self.bot, self.session = screen_bot()
        self.dispatcher = dispatcher
        self.gamification = gamification
        self.application = self

    async def gets(self, update: Any) -> list[str]:
        self.session.sent.clear()
        await self.dispatcher.feed_update(self.bot, update)
        return self.session.texts


def _text(text: str) -> _Text:
    return Const(text)


async def _named(message: Message, _input: Any, manager: DialogManager) -> None:
    manager.dialog_data["name"] = message.text or ""
    await manager.switch_to(Home.main)


async def _data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"name": dialog_manager.dialog_data.get("name", "?")}


async def _nothing(_query: CallbackQuery, _button: Button, _manager: DialogManager) -> None:
    return None


def hosts_dialogs() -> tuple[Router, Dialog]:
    """The host's own /menu, as aiogram-dialog's documentation writes it."""
    mine = Router()

    @mine.message(Command("menu"))
    async def menu(_message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Home.main, mode=StartMode.RESET_STACK)

    @mine.message(Command("state"))
    async def state(message: Message, state: FSMContext) -> None:
        await state.update_data(seen=1)
        await message.answer("host: state")

    return mine, Dialog(
        Window(
            Format("host: menu of {name}"),
            Button(_text("press"), id="close", on_click=_nothing),
            SwitchTo(_text("name"), id="home", state=Home.name),
            state=Home.main,
            getter=_data,
        ),
        Window(_text("host: your name?"), MessageInput(_named), state=Home.name),
    )


@pytest.fixture(params=["dialogs before us", "dialogs after us"])
async def host(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[HostHarness]:
    storage = MemoryStorage()
    dispatcher = Dispatcher(storage=storage)
    options: dict[str, Any] = {"database_url": database_url, "auto_upgrade": False, "admin_ids": {ADMIN.id}}
    mine, dialog = hosts_dialogs()
    if request.param == "dialogs before us":
        dispatcher.include_routers(mine, dialog)
        setup_dialogs(dispatcher)
        # An open dialog of theirs takes every text and tap of its person that comes to it first.
        gamification = await setup_gamification(dispatcher, before=dialog, **options)
    else:
        gamification = await setup_gamification(dispatcher, **options)
        dispatcher.include_routers(mine, dialog)
        setup_dialogs(dispatcher)
    harness = HostHarness(dispatcher, gamification)
    await dispatcher.emit_startup(bot=harness.bot)  # its registry collects the dialogs that it finds
    yield harness
    await dispatcher.emit_shutdown(bot=harness.bot)
    assert not [one for one in dispatcher.sub_routers if one.name == "besitos"]


async def test_both_work_and_neither_sees_the_other(host: HostHarness) -> None:
    boss = PanelDriver(host)  # type: ignore[arg-type]
    await boss.open("/menu")
    assert boss.text == "host: menu of ?"
    await boss.tap("name")
    await boss.send("/admin")
    assert "Panel" in boss.text
    panel = boss.screen
    await boss.send("Boss")
    assert boss.text == "host: menu of Boss", "the host's dialog takes the text: ours waits for none"
    hosts = boss.screen
    await boss.tap_data(hosts.keyboard[0][0][1], hosts)
    assert boss.text == "host: menu of Boss"
    close = next(data for row in panel.keyboard for text, data in row if "Cerrar" in text)
    await boss.tap_data(close, panel)
    assert panel.keyboard == []
    await boss.tap_data(close, panel)
    assert len(boss.alerts) == 1
    await boss.tap_data(hosts.keyboard[0][0][1], hosts)
    assert boss.alerts == []
    assert boss.text == "host: menu of Boss"


async def test_a_members_dialog_of_the_host_and_a_tap_on_ours(host: HostHarness) -> None:
    ana = PanelDriver(host, ANA)  # type: ignore[arg-type]
    await ana.open("/menu")
    assert ana.text == "host: menu of ?"
    boss = PanelDriver(host)  # type: ignore[arg-type]
    await boss.open()
    ours = [data for _, data in boss.buttons]
    assert all(data.startswith(PANEL) and "\x1d" not in data for data in ours)
    for data in ours:
        [said] = await host.gets(tap(ANA, data))
        assert said.startswith("Este botón ya no funciona")
    await ana.tap("name")
    await ana.send("Ana")
    assert ana.text == "host: menu of Ana"


async def test_the_hosts_storage_holds_nothing_of_ours(host: HostHarness) -> None:
    boss = PanelDriver(host)  # type: ignore[arg-type]
    await boss.open()
    await host.gets(message(ADMIN, "/state"))
    storage = host.dispatcher.storage
    assert isinstance(storage, MemoryStorage)
    held = repr({key: record.data for key, record in storage.storage.items() if record.data})
    assert "seen" in held
    assert "Home:main" not in held
    assert repr(OurHome.main.state) not in held


async def test_a_host_that_answers_everything_and_lets_us_go_first(database_url: str) -> None:
    dispatcher, last = Dispatcher(), Router()

    @last.message()
    async def anything(message: Message) -> None:
        await message.answer("host: anything")

    @last.callback_query(F.data)
    async def any_tap(query: CallbackQuery) -> None:
        await query.answer("host: tap")

    dispatcher.include_router(last)
    gamification = await setup_gamification(
        dispatcher, database_url=database_url, auto_upgrade=False, admin_ids={ADMIN.id}, before=last
    )
    host = HostHarness(dispatcher, gamification)
    assert await host.gets(message(ANA, "/admin")) == ["host: anything"]
    assert await host.gets(message(ADMIN, "hola")) == ["host: anything"]
    boss = PanelDriver(host)  # type: ignore[arg-type]
    await boss.open()
    assert "Panel" in boss.text
    assert await host.gets(message(ADMIN, "hola")) == ["host: anything"], "no window of ours waits for a text"
    await boss.tap("Cerrar")
    assert boss.screen.keyboard == []
    await dispatcher.emit_shutdown(bot=host.bot)


async def test_it_does_not_exist_where_it_is_switched_off(database_url: str) -> None:
    dispatcher = Dispatcher()
    gamification = await setup_gamification(
        dispatcher, database_url=database_url, auto_upgrade=False, admin_ids={ADMIN.id}, without={"panel"}
    )
    host = HostHarness(dispatcher, gamification)
    assert "panel" not in gamification.screens.names
    assert await host.gets(message(ADMIN, "/admin")) == []
    [said] = await host.gets(tap(ADMIN, "bs.open:panel"))
    assert said.startswith("Este botón ya no funciona")
    await dispatcher.emit_shutdown(bot=host.bot)
