"""A host with a menu of its own: it opens our screens, renames our commands and switches features off."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import (
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    Message,
    PhotoSize,
    Update,
    User,
)

from bot.app import setup_gamification
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.services.gamification.gamification import Gamification, assemble
from bot.ui.menu import FEATURES, Place
from tests.kit.callback_data import every_data
from tests.kit.databases import Kind
from tests.kit.recording_session import ME, group, message, person, recording_bot, tap
from tests.kit.voice import VOICE, texts_in

ANA, BEN, BOSS = person(1, "Ana", "es"), person(2, "Ben", "en"), person(99, "Jefa", "es")
STALE = "Este botón ya no funciona."
SENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def kind() -> Kind:
    """Screens are tested on one kind of database, as in tests/handlers."""
    return "sqlite"


def host_router() -> Router:
    """The host's /start, /shop and menu, as hosts write them."""
    mine = Router()

    @mine.message(CommandStart(deep_link=True))
    async def link(message: Message, command: CommandObject, gamification: Gamification) -> None:
        if command.args in gamification.screens.names:
            await gamification.screens.open(command.args, message)
        else:
            await message.answer("host: link")

    @mine.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer("host: start")

    @mine.message(Command("shop", "tienda"))
    async def shop(message: Message) -> None:
        await message.answer("host: my shop")

    @mine.message(F.text.startswith("open "))
    async def open_it(message: Message, gamification: Gamification) -> None:
        await gamification.screens.open((message.text or "").removeprefix("open "), message)

    @mine.callback_query(F.data.startswith("menu:"))
    async def tapped(query: CallbackQuery, gamification: Gamification) -> None:
        await gamification.screens.open((query.data or "").removeprefix("menu:"), query)

    @mine.callback_query(F.data == "wrong")
    async def wrong(query: CallbackQuery, gamification: Gamification) -> None:
        assert isinstance(query.message, Message)
        await gamification.screens.open("shop", query.message)

    return mine


class Host:
    """A host's bot with us in it."""

    def __init__(self, dispatcher: Dispatcher, gamification: Gamification) -> None:
        self.dispatcher, self.gamification = dispatcher, gamification
        self.bot, self.session = recording_bot()

    async def gets(self, update: Update) -> list[str]:
        """Handle an update. Returns the texts of the answers."""
        self.session.sent.clear()
        await self.dispatcher.feed_update(self.bot, update)
        return self.session.texts

    @property
    def calls(self) -> list[type]:
        return [type(call) for call in self.session.sent]

    @property
    def buttons(self) -> list[str]:
        markups = [getattr(call, "reply_markup", None) for call in self.session.sent]
        return [
            button.callback_data or button.url or ""
            for markup in markups
            if isinstance(markup, InlineKeyboardMarkup)
            for row in markup.inline_keyboard
            for button in row
        ]


@pytest.fixture
async def hosting(database_url: str) -> AsyncIterator[Any]:
    """Makes hosts on one database; each is stopped at the end."""
    hosts: list[Host] = []

    async def make(**options: Any) -> Host:
        dispatcher = Dispatcher()
        dispatcher.include_router(host_router())
        gamification = await setup_gamification(
            dispatcher, database_url=database_url, auto_upgrade=False, admin_ids={BOSS.id}, **options
        )
        hosts.append(Host(dispatcher, gamification))
        return hosts[-1]

    yield make
    for host in hosts:
        await host.dispatcher.emit_shutdown(bot=host.bot)


def tap_under(user: User, data: str, under: Any) -> Update:
    inline = {"inline_message_id": "inline"} if under is None else {"message": under}
    query = CallbackQuery(id=str(next(_numbers)), from_user=user, chat_instance="1", data=data, **inline)
    return Update(update_id=next(_numbers) + 10_000, callback_query=query)


def own_chat(user: User) -> Chat:
    return Chat(id=user.id, type="private", first_name=user.first_name)


def photo_of_the_bots(user: User) -> Message:
    """A photo with a caption, which cannot be edited into a text."""
    photo = [PhotoSize(file_id="p", file_unique_id="p", width=1, height=1)]
    return Message(message_id=5, date=SENT, chat=own_chat(user), from_user=ME, photo=photo, caption="My menu")


TITLES = {
    "start": "¡Hola, <b>Ana</b>!", "profile": "👤 <b>Ana</b>", "help": "<b>Cómo se juega</b>",
    "gift": "🎁", "history": "🧾", "shop": "🛍 <b>La tienda</b>", "purchases": "📦 <b>Tus compras</b>",
    "rewards": "🏆", "ranking": "🏅",
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
async def test_each_screen_opens_from_the_hosts_message_button_and_photo(hosting: Any, name: str) -> None:
    host = await hosting()
    [said] = await host.gets(message(ANA, f"open {name}"))
    assert said.startswith(TITLES[name])
    assert host.calls == [SendMessage]
    assert await host.gets(tap(ANA, f"menu:{name}")) == [said]
    assert host.calls == [AnswerCallbackQuery, EditMessageText], "in place of the host's text"
    for under in (photo_of_the_bots(ANA), InaccessibleMessage(chat=own_chat(ANA), message_id=5, date=0)):
        assert await host.gets(tap_under(ANA, f"menu:{name}", under)) == [said]
        assert host.calls == [AnswerCallbackQuery, SendMessage]
        assert await host.gets(tap_under(ANA, f"bs.open:{name}", under)) == [said]
        assert host.calls == [AnswerCallbackQuery, SendMessage], "our own button in the host's keyboard too"


def test_every_screen_of_members_is_tried() -> None:
    assert {*TITLES, "sweep", "panel"} == set(Place)


async def test_in_the_members_language(hosting: Any) -> None:
    host = await hosting()
    [said] = await host.gets(message(BEN, "open shop"))
    assert said.startswith("🛍 <b>The shop</b>")


@pytest.mark.parametrize("name", [name for name in TITLES if name != "ranking"])
async def test_in_a_group_a_message_gets_a_link_and_the_hosts_start_opens_it(hosting: Any, name: str) -> None:
    host = await hosting()
    assert await host.gets(message(ANA, f"open {name}", chat=group())) == [
        texts_in("es").html("group-in-private")
    ]
    assert host.buttons == [f"https://t.me/besitos_bot?start={name}"]
    [said] = await host.gets(message(ANA, f"/start {name}"))
    assert said.startswith(TITLES[name])
    assert await host.gets(message(ANA, "/start other")) == ["host: link"]


async def test_the_ranking_is_shown_in_a_group_without_buttons(hosting: Any) -> None:
    host = await hosting()
    [said] = await host.gets(message(ANA, "open ranking", chat=group()))
    assert said.startswith("🏅")
    assert host.buttons == []


ELSEWHERE = {
    "a group": Message(message_id=5, date=SENT, chat=group(), from_user=ME, text="menu"),
    "a channel": Message(message_id=5, date=SENT, chat=Chat(id=-5, type="channel"), text="menu"),
    "another's chat": Message(message_id=5, date=SENT, chat=own_chat(BEN), from_user=ME, text="menu"),
    "an inline message": None,
}


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("name", TITLES)
async def test_a_tap_elsewhere_opens_the_private_chat_of_who_tapped(
    hosting: Any, where: str, name: str
) -> None:
    host = await hosting()
    await host.gets(tap_under(ANA, f"menu:{name}", ELSEWHERE[where]))
    [answer] = host.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.url == f"https://t.me/besitos_bot?start={name}"


async def test_the_sweep_opens_for_admins_and_does_not_exist_for_others(hosting: Any) -> None:
    host = await hosting()
    [panel] = await host.gets(message(BOSS, "open sweep"))
    assert panel.startswith("🧹")
    for update in (tap(BOSS, "menu:sweep"), tap_under(BOSS, "menu:sweep", photo_of_the_bots(BOSS))):
        assert await host.gets(update) == [panel]
    assert await host.gets(message(ANA, "open sweep")) == []
    assert await host.gets(message(ANA, "open sweep", chat=group())) == []
    [stale] = await host.gets(tap(ANA, "menu:sweep"))
    assert stale.startswith(STALE)
    [stale] = await host.gets(tap_under(ANA, "menu:sweep", ELSEWHERE["a group"]))
    assert stale.startswith(STALE)


async def test_a_running_sweep_opened_from_a_photo_is_a_message_of_its_own(hosting: Any) -> None:
    host = await hosting()
    await host.gamification.sweep.start(BOSS.id, dry_run=True, origin="code")
    await host.gets(tap_under(BOSS, "menu:sweep", photo_of_the_bots(BOSS)))
    assert host.calls == [AnswerCallbackQuery, SendMessage]


async def test_unknown_and_switched_off_screens_are_refused_by_name(hosting: Any) -> None:
    host = await hosting(without={"shop"})
    names = "start, profile, help, gift, history, purchases, rewards, ranking, sweep, panel"
    assert ", ".join(host.gamification.screens.names) == names
    for name, why in (
        ("nosuch", "does not exist"),
        ("shop", "is switched off"),
        ("reactions", "does not exist"),
    ):
        with pytest.raises(ValueError, match=f"'{name}' {why}; the screens are: {names}$"):
            await host.gets(message(ANA, f"open {name}"))
        assert host.session.sent == []


async def test_who_passes_the_bots_own_message_is_told(hosting: Any) -> None:
    host = await hosting()
    me = User(id=42, is_bot=True, first_name="x")
    mine = Message(message_id=5, date=SENT, chat=own_chat(ANA), from_user=me, text="menu")
    with pytest.raises(ValueError, match="pass the CallbackQuery"):
        await host.gets(tap_under(ANA, "wrong", mine))


async def test_what_no_person_sent_is_not_answered(hosting: Any) -> None:
    host = await hosting()
    anonymous = User(id=1087968824, is_bot=True, first_name="Group")
    for update in (
        message(anonymous, "open shop", chat=group(), sender_chat=group()),
        message(person(777000, "Telegram"), "open shop"),
    ):
        assert await host.gets(update) == []


async def test_a_double_tap_raises_nothing_into_the_hosts_handler(hosting: Any) -> None:
    host = await hosting()
    edit = EditMessageText(text="x")
    host.session.refusals[EditMessageText] = TelegramBadRequest(
        edit, "Bad Request: message is not modified: x"
    )
    await host.gets(tap(ANA, "menu:help"))
    host.session.refusals[EditMessageText] = TelegramBadRequest(
        edit, "Bad Request: message to edit not found"
    )
    with pytest.raises(TelegramBadRequest):
        await host.gets(tap(ANA, "menu:help"))


async def test_it_opens_for_somebody_whom_our_middleware_never_saw(hosting: Any) -> None:
    host = await hosting()
    elsewhere = Dispatcher()
    elsewhere.include_router(host_router())
    elsewhere["gamification"] = host.gamification
    bot: Bot = host.bot
    await elsewhere.feed_update(bot, message(ANA, "open shop"))
    assert host.session.texts[0].startswith(TITLES["shop"])
    assert await host.gamification.profiles.get(ANA.id) is not None


async def test_without_our_routers_or_a_bot_a_screen_is_refused_with_the_way_out(
    hosting: Any, database: Any
) -> None:
    host = await hosting(routers=False)
    assert host.gamification.screens.names == ()
    with pytest.raises(RuntimeError, match=r"with routers=False its buttons would lead nowhere; .*without="):
        await host.gets(message(ANA, "open shop"))
    with pytest.raises(RuntimeError, match="belong to no bot"):
        await assemble(database).screens.open("shop", SimpleNamespace())


async def test_the_hosts_start_shop_and_menu_stay_the_hosts(hosting: Any) -> None:
    host = await hosting(without={"shop", "start"}, commands={"profile": ["yo"], "ranking": []})
    assert await host.gets(message(ANA, "/start")) == ["host: start"]
    assert await host.gets(message(ANA, "/tienda")) == ["host: my shop"]
    assert await host.gets(message(ANA, "/perfil")) == []
    assert await host.gets(message(ANA, "/leaderboard")) == []
    assert (await host.gets(message(ANA, "/yo")))[0].startswith("👤")
    assert set(host.buttons) == {"bs.open:gift", "bs.open:history", "bs.open:profile"}, (
        "no way back to a start"
    )
    [stale] = await host.gets(tap(ANA, "bs.open:shop"))
    assert stale == f"{STALE} Escribe /yo y te doy uno nuevo."


async def test_our_start_answers_where_the_host_has_none_unless_it_is_off(database_url: str) -> None:
    for options, answered in (
        ({}, True),
        ({"commands": {"start": []}}, False),
        ({"without": {"start"}}, False),
    ):
        dispatcher = Dispatcher()
        gamification = await setup_gamification(
            dispatcher,
            database_url=database_url,
            auto_upgrade=False,
            **options,
        )
        host = Host(dispatcher, gamification)
        assert bool(await host.gets(message(ANA, "/start"))) is answered
        [shop] = await host.gets(message(ANA, "/start shop"))
        assert shop.startswith(TITLES["shop"]), "our own links from groups lead somewhere in any case"
        await dispatcher.emit_shutdown(bot=host.bot)


async def test_with_everything_off_we_answer_nothing_but_old_buttons(
    hosting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThrottlingMiddleware, "_may", lambda *_: True)
    host = await hosting(without=set(FEATURES))
    for user in (ANA, BOSS):
        for data in every_data():
            assert await host.gets(tap(user, data)) == [STALE], data
            assert host.calls == [AnswerCallbackQuery]
        for feature in FEATURES:
            for command in VOICE.menu.commands(feature):
                for chat in (None, group()):
                    said = await host.gets(message(user, f"/{command}", chat=chat))
                    assert [text for text in said if not text.startswith("host:")] == []


@pytest.mark.parametrize(
    "options", [{"without": {"x"}}, {"commands": {"shop": ["/x"]}}, {"commands": {"shop": ["daily"]}}]
)
async def test_wrong_options_are_refused_before_anything_is_changed(empty_url: str, options: Any) -> None:
    dispatcher = Dispatcher()
    middlewares = list(dispatcher.update.outer_middleware)
    with pytest.raises(ValueError, match=r"features are|not a command|two features"):
        await setup_gamification(dispatcher, database_url=empty_url, **options)
    assert list(dispatcher.update.outer_middleware) == middlewares
    assert (dispatcher.sub_routers, dispatcher.workflow_data) == ([], {})
    gamification = await setup_gamification(dispatcher, database_url=empty_url, auto_upgrade=True)
    assert await gamification.profiles.get(ANA.id) is None
    await dispatcher.emit_shutdown(bot=recording_bot()[0])
