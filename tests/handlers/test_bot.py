"""The bot as members meet it: commands and taps through the dispatcher, on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import Chat, Update, User
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.app import Application
from bot.database.upgrade import upgrade_database
from bot.services.gamification.members.profiles import PAUSE_AFTER_FAILURE_SECONDS
from bot.settings import load_settings
from tests.kit.clock import Seconds
from tests.kit.harness import Harness
from tests.kit.recording_session import group, message, person, recording_bot, tap
from tests.kit.statements import Statements

ANA = person(1, "Ana", "es")
BEN = person(2, "Ben", "en-GB")


@pytest.mark.parametrize(
    ("user", "lines"),
    [
        (ANA, ["¡Hola, <b>Ana</b>! 👋", "💋 Gana", "🔥 Vuelve", "🛍 Sube"]),
        (BEN, ["Hi, <b>Ben</b>! 👋", "💋 Earn", "🔥 Come back", "🛍 Level up"]),
        (person(3, "Zoé", "fr"), ["¡Hola, <b>Zoé</b>! 👋", "💋 Gana", "🔥 Vuelve", "🛍 Sube"]),
        (person(4, "Kim", None), ["¡Hola, <b>Kim</b>! 👋", "💋 Gana", "🔥 Vuelve", "🛍 Sube"]),
    ],
)
async def test_start_welcomes_and_explains_the_game_in_three_lines(
    harness: Harness, user: User, lines: list[str]
) -> None:
    [text] = await harness.gets(message(user, "/start"))
    assert [
        line[: len(start)] for line, start in zip(text.replace("\n\n", "\n").split("\n"), lines, strict=True)
    ] == lines
    assert {"bs.open:gift", "bs.open:profile", "bs.open:help"} <= set(harness.buttons)


@pytest.mark.parametrize("command", ["/perfil", "/profile"])
async def test_the_profile_card_of_somebody_new(harness: Harness, command: str) -> None:
    [text] = await harness.gets(message(ANA, command))
    assert "<b>0</b> besitos" in text
    assert "Nivel <b>1</b>" in text
    assert "▱▱▱▱▱▱▱▱▱▱ 0 %\nTe faltan 100 besitos para el nivel 2" in text
    assert "Has ganado 0 · 🛍 Has gastado 0" in text
    assert harness.buttons == ["bs.open:gift", "bs.open:history", "bs.open:profile", "bs.open:start"]


async def test_a_profile_card_takes_at_most_two_statements(harness: Harness, statements: Statements) -> None:
    await harness.gets(message(ANA, "/start"))
    statements.sent()
    await harness.gets(message(ANA, "/perfil"))
    assert 1 <= len(statements.sent()) <= 2


@pytest.mark.parametrize(
    ("command", "begins"), [("/ayuda", "<b>Cómo se juega"), ("/help", "<b>Cómo se juega")]
)
async def test_help(harness: Harness, command: str, begins: str) -> None:
    [text] = await harness.gets(message(ANA, command))
    assert text.startswith(begins)


async def test_a_name_of_angle_brackets_is_shown_exactly_so(harness: Harness) -> None:
    tag = person(5, "<b>Tag</b> & Co")
    for command in ("/start", "/perfil"):
        [text] = await harness.gets(message(tag, command))
        assert "<b>&lt;b&gt;Tag&lt;/b&gt; &amp; Co</b>" in text


@pytest.mark.parametrize(
    ("place", "begins"), [("profile", "👤"), ("help", "<b>How to play"), ("start", "Hi, <b>Ben</b>")]
)
async def test_a_button_is_answered_first_and_edits_in_place(
    harness: Harness, place: str, begins: str
) -> None:
    [text] = await harness.gets(tap(BEN, f"bs.open:{place}"))
    assert text.startswith(begins)
    answer, edit = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert isinstance(edit, EditMessageText)
    assert edit.parse_mode == "HTML"


async def test_a_button_under_a_message_too_old_to_edit_sends_a_new_one(harness: Harness) -> None:
    await harness.gets(tap(BEN, "bs.open:profile", too_old=True))
    assert [type(method) for method in harness.session.sent] == [AnswerCallbackQuery, SendMessage]


async def test_a_refresh_that_changes_nothing_is_not_an_error(harness: Harness) -> None:
    method = EditMessageText(text="x")
    harness.session.refusals[EditMessageText] = TelegramBadRequest(
        method, "Bad Request: message is not modified"
    )
    assert len(await harness.gets(tap(BEN, "bs.open:profile"))) == 1  # the edit itself, no sorry after it


@pytest.mark.parametrize("data", ["bs.open:attic", "bs.open", "bs.gone:1:2", "somebody elses", "\x00"])
async def test_old_and_unknown_buttons_get_an_alert(harness: Harness, data: str) -> None:
    assert await harness.gets(tap(BEN, data)) == [
        "This button no longer works. Type /start and I’ll give you a new one."
    ]
    [answer] = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.show_alert


async def test_text_that_is_not_a_command_gets_a_hint_in_private_only(harness: Harness) -> None:
    assert await harness.gets(message(BEN, "hello?")) == [
        "Sorry, I didn’t get that. Can one of these buttons help?"
    ]
    assert await harness.gets(message(BEN, "hello?", chat=group())) == []


@pytest.mark.parametrize(
    ("command", "payload"), [("/perfil", "profile"), ("/ayuda", "help"), ("/start", "start")]
)
async def test_in_a_group_a_command_is_answered_quietly_with_the_way_to_the_private_chat(
    harness: Harness, command: str, payload: str
) -> None:
    [text] = await harness.gets(message(ANA, command, chat=group()))
    assert text == "Esto lo vemos mejor en privado 😉"
    assert harness.buttons == [f"https://t.me/besitos_bot?start={payload}"]
    [reply] = harness.session.sent
    assert isinstance(reply, SendMessage)
    assert reply.disable_notification
    assert reply.reply_parameters is not None


@pytest.mark.parametrize(("link", "begins"), [("profile", "👤"), ("help", "<b>Cómo"), ("bogus", "¡Hola")])
async def test_a_link_from_a_group_opens_the_screen_that_it_names(
    harness: Harness, link: str, begins: str
) -> None:
    [text] = await harness.gets(message(ANA, f"/start {link}"))
    assert text.startswith(begins)


async def test_an_anonymous_admin_in_a_group_is_not_answered(harness: Harness) -> None:
    anonymous = User(id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot")
    update = message(
        anonymous, "/perfil", chat=group(), sender_chat=Chat(id=-100, type="supergroup", title="x")
    )
    assert await harness.gets(update) == []


@pytest.mark.parametrize("update", [message(ANA, "/perfil"), message(ANA, "/regalo"), tap(ANA, "bs.claim")])
async def test_whom_another_process_erased_begins_anew_with_the_next_update(
    harness: Harness, update: Update
) -> None:
    """This process still has them in its cache."""
    await harness.gets(message(ANA, "/start"))

    def delete(session: Session) -> None:
        session.execute(sql("DELETE FROM user_gamification_profiles WHERE user_id = 1"))
        session.execute(sql("DELETE FROM users WHERE user_id = 1"))

    await harness.application.database.write(delete)
    assert "Aún no nos conocemos" not in "".join(await harness.gets(update))
    profile = await harness.application.gamification.profiles.get(1)
    assert profile is not None
    assert profile.total_earned in (0, 50)
    [shown] = await harness.gets(message(ANA, "/perfil"))
    assert "Nivel <b>1</b>" in shown


def test_only_the_update_types_that_handlers_use_are_asked_of_telegram(harness: Harness) -> None:
    assert sorted(harness.application.dispatcher.resolve_used_update_types()) == [
        "callback_query",
        "channel_post",
        "message",
        "message_reaction",
        "my_chat_member",
    ]


async def test_the_dispatcher_keeps_nothing_of_those_who_tap(harness: Harness) -> None:
    """aiogram's FSM keeps a record of everybody, for ever."""
    for number in range(1, 11):
        await harness.gets(message(person(number, "Ana"), "/start"))
    storage = harness.application.dispatcher.storage
    assert isinstance(storage, MemoryStorage)
    assert len(storage.storage) == 0


async def test_no_token_is_needed_until_a_bot_is_used(harness: Harness) -> None:
    with pytest.raises(Exception, match="@BotFather"):
        _ = harness.application.bot


@pytest.fixture(params=["sqlite", "postgresql"])
async def away(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Harness]:
    """A bot whose database is out of reach: a folder that is not there, a port that nobody listens on."""
    url = (
        f"sqlite+aiosqlite:///{tmp_path}/nowhere/besitos.db"
        if request.param == "sqlite"
        else "postgresql+asyncpg://ana@127.0.0.1:1/besitos"
    )
    settings = load_settings(database_url=url, auto_upgrade=False, database_retry_timeout_seconds=0.2)
    async with Application(settings) as application:
        yield Harness(application, *recording_bot())


async def test_with_the_database_away_what_needs_none_works_and_the_rest_says_try_again(
    away: Harness,
) -> None:
    [welcome] = await away.gets(message(BEN, "/start"))
    assert welcome.startswith("Hi, <b>Ben</b>!")
    assert await away.gets(message(BEN, "/profile")) == [
        "I can’t reach your besitos right now. Nothing is lost; try again in a moment."
    ]
    assert await away.gets(tap(ANA, "bs.open:profile")) == [
        "Ahora mismo no llego a tus besitos. No se pierde nada; prueba otra vez en un momento."
    ]
    assert away.application.gamification.profiles.metrics.failed == 3


async def test_it_recovers_by_itself_when_the_database_is_back(tmp_path: Path, seconds: Seconds) -> None:
    folder = tmp_path / "mounted later"
    url = f"sqlite+aiosqlite:///{folder}/besitos.db"
    async with Application(load_settings(database_url=url, auto_upgrade=False)) as application:
        harness = Harness(application, *recording_bot())
        [refusal] = await harness.gets(message(BEN, "/profile"))
        folder.mkdir()
        await upgrade_database(url, backup=False)
        seconds.now += PAUSE_AFTER_FAILURE_SECONDS
        [card] = await harness.gets(message(BEN, "/profile"))
    assert "try again in a moment" in refusal
    assert "Level <b>1</b>" in card


async def test_a_tap_too_old_to_be_answered_still_opens_its_screen(harness: Harness) -> None:
    harness.session.refusals[AnswerCallbackQuery] = TelegramBadRequest(
        AnswerCallbackQuery(callback_query_id="1"), "Bad Request: query is too old"
    )
    assert "Ana" in (await harness.gets(tap(ANA, "bs.open:profile")))[-1]
