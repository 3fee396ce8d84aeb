"""What is a member's own is shown in their own chat with the bot and nowhere else, whatever a modified client
sends from under whatever message (decision 0012)."""

from collections.abc import AsyncIterator, Callable
from itertools import count, product
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText
from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, Message, Update, User
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.app import Application
from bot.handlers.admin.panel.router import tap as panel_tap
from bot.handlers.fallbacks import stale_button
from bot.handlers.routers import gamification_router
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.settings import load_settings
from bot.ui.keyboards import PREFIX, Place
from bot.ui.menu import FEATURES, Menu
from bot.ui.reaction_keyboard import React
from bot.ui.screens import Screen, show
from bot.ui.texts import Html
from tests.kit.callback_data import classes_in_the_code, data_class_of, every_data, handlers_of
from tests.kit.harness import NOON, Harness
from tests.kit.posts import ELSEWHERE, SENT, VIP, configure
from tests.kit.recording_session import ME, group, message, person, recording_bot
from tests.kit.voice import VOICE, texts_in

STALE = texts_in("es").plain("error-stale-button")
OTHER = 777
ANA, ADMIN = person(1, "evil.com\u202e", "es"), person(99, "Jefa", "es")
_numbers = count(1)

Under = Callable[[User], Message | InaccessibleMessage | None]


def bots(chat: Chat | None = None, **more: Any) -> Under:
    """Under a message in `chat`, or in the tapper's own; from the bot unless `more` says otherwise."""

    def under(user: User) -> Message:
        where = chat or Chat(id=user.id, type="private")
        return Message(**{"message_id": 5, "date": SENT, "chat": where, "from_user": ME, "text": "x", **more})

    return under


def old(chat: Chat) -> Under:
    """Under a message that is too old to be told."""
    return lambda _: InaccessibleMessage(chat=chat, message_id=5, date=0)


def private(user_id: int) -> Chat:
    return Chat(id=user_id, type="private")


PLAIN_GROUP = Chat(id=-55, type="group", title="x")
ELSEWHERES: dict[str, Under] = {
    "post of a configured channel": bots(VIP, from_user=None, sender_chat=VIP),
    "post of another channel": bots(ELSEWHERE, from_user=None, sender_chat=ELSEWHERE),
    "post too old": old(VIP),
    "group": bots(PLAIN_GROUP),
    "group too old": old(PLAIN_GROUP),
    "supergroup": bots(group()),
    "supergroup too old": old(group()),
    "post in the discussion group": bots(group(), from_user=None, sender_chat=VIP),
    "inline message": lambda _: None,
    "another member's": bots(private(OTHER)),
    "another member's, too old": old(private(OTHER)),
    "business account's": bots(business_connection_id="b"),
    "a channel with the member's number": lambda user: bots(Chat(id=user.id, type="channel"))(user),
}
OF_REACTIONS = {"post of a configured channel", "post too old"}
OWN: dict[str, Under] = {
    "own": bots(),
    "own, not the bot's": lambda user: bots(from_user=user)(user),
    "own, nobody's": bots(from_user=None),
    "own, a channel's": bots(sender_chat=VIP),
    "own, too old": lambda user: InaccessibleMessage(chat=private(user.id), message_id=5, date=0),
}


def tap_under(user: User, data: str, under: Message | InaccessibleMessage | None) -> Update:
    inline = {"inline_message_id": "inline"} if under is None else {"message": under}
    query = CallbackQuery(id="1", from_user=user, chat_instance="1", data=data, **inline)
    return Update(update_id=next(_numbers), callback_query=query)


def is_reaction(data: str) -> bool:
    return data.startswith(f"{React.__prefix__}:")


def test_the_list_of_callback_data_is_complete() -> None:
    router = gamification_router(VOICE, own_bot=True)
    handled = {data_class_of(handler) for handler in handlers_of(router)} - {None}
    assert handled == classes_in_the_code()
    for handler in handlers_of(router):  # and nothing is handled in another way
        assert data_class_of(handler) is not None or handler.callback in (stale_button, panel_tap)
    every = every_data()
    assert {data.partition(":")[0] for data in every} >= {one.__prefix__ for one in handled if one}
    assert all(data.startswith(PREFIX) for data in every)  # or the gate would not see it
    assert {f"{PREFIX}open:{place}" for place in Place} <= set(every)


def test_the_gate_is_first() -> None:
    first = gamification_router(VOICE, own_bot=True).sub_routers[0]
    assert first.name == "besitos.private_gate"


@pytest.fixture
async def harness(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    monkeypatch.setattr(ThrottlingMiddleware, "_may", lambda *_: True)  # one person taps everything here
    settings = load_settings(database_url=database_url, auto_upgrade=False, admin_ids={ADMIN.id})
    async with Application(settings, clock=lambda: NOON) as application:
        await application.database.write(configure)
        yield Harness(application, *recording_bot())


@pytest.mark.parametrize("place", ELSEWHERES)
async def test_elsewhere_every_button_but_a_reaction_is_stale(harness: Harness, place: str) -> None:
    for user, data in product((ANA, ADMIN), every_data()):
        await harness.gets(tap_under(user, data, ELSEWHERES[place](user)))
        # Keyboards of posts follow in the background, whenever they come to it.
        answers = [call for call in harness.session.sent if not is_reaction_flow(call, place)]
        assert [type(call) for call in answers] == [AnswerCallbackQuery], data
        if not is_reaction(data):
            assert harness.session.texts == [STALE], data
    await harness.application.reaction_keyboards.close()
    assert all(is_reaction_flow(call, place) for call in harness.session.sent[1:])

    def booked(session: Session) -> list[str]:
        return list(session.execute(sql("SELECT DISTINCT type FROM transactions")).scalars())

    paid = await harness.application.database.read(booked)
    assert paid == (["EARN_REACTION"] if place in OF_REACTIONS else [])


def is_reaction_flow(call: Any, place: str) -> bool:
    return (
        isinstance(call, EditMessageReplyMarkup)
        and place in OF_REACTIONS
        and (call.chat_id, call.message_id) == (VIP.id, 5)
    )


@pytest.mark.parametrize("place", OWN)
async def test_in_their_own_chat_every_button_is_answered_there(harness: Harness, place: str) -> None:
    shown = 0
    for user, data in product((ANA, ADMIN), every_data()):
        await harness.gets(tap_under(user, data, OWN[place](user)))
        assert harness.session.sent, data
        for call in harness.session.sent:
            if not isinstance(call, AnswerCallbackQuery):
                assert call.chat_id == user.id, (data, call)  # type: ignore[attr-defined]
                assert place == "own" or not isinstance(call, EditMessageText), (data, call)
                shown += 1
    assert shown > 2 * len(Place)


@pytest.mark.parametrize("place", ELSEWHERES)
async def test_even_past_the_gate_no_screen_is_shown_elsewhere(place: str) -> None:
    talking, session = recording_bot()
    ana = person()
    query = tap_under(ana, "bs.open:profile", ELSEWHERES[place](ana)).callback_query
    assert query is not None
    await show(query.as_(talking), Screen(Html("private")))
    assert [type(call) for call in session.sent] == [AnswerCallbackQuery]
    assert session.texts == []


COMMANDS = [
    "start", "perfil", "profile", "regalo", "daily", "tienda", "shop", "compras", "purchases", "recompensas",
    "rewards", "historial", "history", "ayuda", "help", "barrido", "sweep", "start profile", "start gift",
    "start sweep", "admin", "panel", "start panel",
    "reacciones_aqui", "reactions_here", "presente", "loja", "historico", "ajuda", "varredura",
    "reacoes_aqui", "nosuch",
]  # fmt: skip


def test_every_command_is_tried() -> None:
    menus = {command for feature in FEATURES for command in Menu().commands(feature)}
    assert menus - {"ranking", "leaderboard"} <= set(COMMANDS)  # the ranking is everybody's


async def test_commands_in_a_group_show_nothing_of_the_member(harness: Harness) -> None:
    for user, chat, words in product((ANA, ADMIN), (group(), PLAIN_GROUP), COMMANDS):
        said = await harness.gets(message(user, f"/{words}", chat=chat))
        allowed = {texts_in("es").html(key) for key in ("group-in-private", "reaction-groups-on")}
        assert set(said) <= allowed, words


async def test_commands_in_another_members_chat_are_not_answered(harness: Harness) -> None:
    for user, words in product((ANA, ADMIN), [*COMMANDS, "ranking"]):
        assert await harness.gets(message(user, f"/{words}", chat=private(OTHER))) == [], words
        assert harness.session.sent == []
