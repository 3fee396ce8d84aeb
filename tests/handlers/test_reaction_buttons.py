"""Reaction buttons under channel posts: put there by the bot, tapped by members, counted in few edits."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from aiogram.types import Chat, InlineKeyboardButton, InlineKeyboardMarkup, PhotoSize, User
from sqlalchemy import text as sql

from bot.app import Application, setup_gamification
from bot.database import Database
from bot.services.cached_read import REREAD_AFTER_SECONDS
from bot.services.clock import Clock
from bot.services.gamification.reactions.channel_settings import ReactionSettings, read_channel_emojis
from bot.services.gamification.reactions.reactions import ReactionOutcome
from bot.services.gamification.reactions.reactions import Refusal as NotPaid
from bot.settings import load_settings
from bot.telegram.keyboard_updater import UpdateLimits
from bot.ui.reaction_answer import answer_text
from bot.ui.reaction_keyboard import React, reaction_keyboard
from tests.kit.clock import Seconds
from tests.kit.harness import Harness
from tests.kit.posts import (
    ELSEWHERE,
    FREE,
    VIP,
    ImpatientTelegram,
    configure,
    post,
    tap_post,
    texts_of,
    with_limits,
)
from tests.kit.recording_session import person
from tests.kit.statements import Statements
from tests.kit.voice import texts_in

ANA = person(1, "Ana", "es")
BEN = person(2, "Ben", "en-GB")
PHOTO = [PhotoSize(file_id="p", file_unique_id="p", width=1, height=1)]


class Watch:
    """The time of day, moved by the test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 18, 48, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def watch() -> Watch:
    return Watch()


async def _channel(url: str, clock: Clock) -> AsyncIterator[Harness]:
    async with Application(load_settings(database_url=url, auto_upgrade=False), clock=clock) as application:
        await application.database.write(configure)
        telegram = ImpatientTelegram()
        harness = Harness(application, Bot("42:TEST", session=telegram), telegram)
        with_limits(harness, UpdateLimits(post_seconds=0.05, edits_per_second=1000))
        yield harness
        await shown(harness)


@pytest.fixture
async def channel(database_url: str, watch: Watch) -> AsyncIterator[Harness]:
    """A bot in two configured channels."""
    async for harness in _channel(database_url, watch):
        yield harness


def telegram_of(channel: Harness) -> ImpatientTelegram:
    assert isinstance(channel.session, ImpatientTelegram)
    return channel.session


async def shown(channel: Harness) -> None:
    """Wait until every post shows what it should."""
    updater = channel.application.dispatcher["reaction_keyboards"]
    async with asyncio.timeout(20):
        while updater.pending:
            await asyncio.sleep(0.01)


async def until_edited(channel: Harness, times: int) -> None:
    async with asyncio.timeout(20):
        while len(telegram_of(channel).edits) < times:
            await asyncio.sleep(0.01)


async def toast(channel: Harness, update: Any) -> str:
    """What a tap is answered; always a toast, and never a message."""
    await channel.gets(update)
    [answer] = channel.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert not answer.show_alert
    assert answer.text
    return answer.text


async def paid(channel: Harness, user_id: int = 1) -> int:
    return await channel.application.gamification.wallet.balance(user_id)


# What is put under a post


@pytest.mark.parametrize(("chat", "emojis"), [(VIP, ["❤️", "🔥", "😍"]), (FREE, ["❤️", "👍"])])
async def test_a_new_post_gets_the_buttons_of_its_channel(
    channel: Harness, chat: Chat, emojis: list[str]
) -> None:
    await channel.gets(post(chat))
    await shown(channel)
    assert telegram_of(channel).shown() == emojis
    assert len(telegram_of(channel).edits) == 1
    assert channel.session.sent == []


async def test_posts_of_other_channels_are_left_alone(channel: Harness) -> None:
    await channel.gets(post(ELSEWHERE))
    await shown(channel)
    assert telegram_of(channel).edits == []


async def test_a_keyboard_of_the_creator_is_left_alone(channel: Harness) -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", url="https://t.me")]])
    await channel.gets(post(text="hola", reply_markup=keyboard))
    await shown(channel)
    assert telegram_of(channel).edits == []


async def test_telegrams_own_notes_in_a_channel_get_no_buttons(channel: Harness) -> None:
    await channel.gets(post(new_chat_title="New title"))
    await shown(channel)
    assert telegram_of(channel).edits == []


async def test_only_the_first_of_an_album_gets_buttons(channel: Harness) -> None:
    for number in (21, 22, 23):
        await channel.gets(post(message_id=number, photo=PHOTO, media_group_id="a"))
    await channel.gets(post(message_id=24, photo=PHOTO, media_group_id="b"))
    await shown(channel)
    assert sorted(number for _, number, _ in telegram_of(channel).edits) == [21, 24]


async def test_a_post_that_cannot_be_edited_makes_no_noise(channel: Harness) -> None:
    async def refuse(method: EditMessageReplyMarkup) -> None:
        raise TelegramBadRequest(method, "Bad Request: message can't be edited")

    telegram_of(channel).before_edit = refuse
    with structlog.testing.capture_logs() as lines:
        await channel.gets(post())
        await shown(channel)
    assert channel.session.sent == []
    assert {line["log_level"] for line in lines} <= {"debug"}


async def test_a_channel_without_emojis_gets_no_buttons(channel: Harness) -> None:
    await channel.application.database.write(configure, vip_reactions=None)
    await channel.gets(post())
    await shown(channel)
    assert telegram_of(channel).edits == []


def test_buttons_stand_in_even_rows_and_carry_their_emoji() -> None:
    family = "👩🏿‍❤️‍💋‍👩🏿"
    keyboard = reaction_keyboard(["❤️", "🔥", "😍", "👍", "😢", family], {"❤": 2, "❤️": 1, "😍": 1234, "💩": 5})
    assert [len(row) for row in keyboard.inline_keyboard] == [3, 3]
    assert texts_of(keyboard) == ["❤️ 3", "🔥", "😍 1234", "👍", "😢", family]
    for row in keyboard.inline_keyboard:
        for button in row:
            assert button.callback_data is not None
            assert len(button.callback_data.encode()) < 64
            assert React.unpack(button.callback_data).emoji == button.text.split()[0]


# What a tap does


async def test_a_tap_pays_says_so_at_once_and_counts(channel: Harness) -> None:
    assert await toast(channel, tap_post(ANA, "🔥")) == "¡+5 besitos por tu 🔥! 💋 Ya tienes 5."
    await shown(channel)
    assert telegram_of(channel).shown() == ["❤️", "🔥 1", "😍"]
    assert await paid(channel) == 5


async def test_the_same_emoji_again_changes_nothing_and_says_so(channel: Harness) -> None:
    await toast(channel, tap_post(ANA, "🔥"))
    await shown(channel)
    edits = len(telegram_of(channel).edits)
    assert await toast(channel, tap_post(ANA, "🔥")) == "Tu 🔥 ya estaba aquí. No cambia nada."
    await shown(channel)
    assert len(telegram_of(channel).edits) == edits
    assert await paid(channel) == 5


async def test_another_emoji_takes_its_place_and_pays_no_more(channel: Harness) -> None:
    await toast(channel, tap_post(ANA, "🔥"))
    assert await toast(channel, tap_post(ANA, "❤")) == "Tu ❤️ cuenta. Por esta publicación ya te di besitos."
    await shown(channel)
    assert telegram_of(channel).shown() == ["❤️ 1", "🔥", "😍"]


async def test_within_the_cooldown_the_tap_counts_and_says_when_to_tap_again(
    channel: Harness, watch: Watch
) -> None:
    await toast(channel, tap_post(BEN, "🔥"))
    watch.forward(seconds=9.5)
    assert (
        await toast(channel, tap_post(BEN, "🔥", message_id=11))
        == "Your 🔥 counts. Tap again in 21 s to earn besitos."
    )
    await shown(channel)
    assert telegram_of(channel).shown(11) == ["❤️", "🔥 1", "😍"]
    watch.forward(seconds=21)
    assert (
        await toast(channel, tap_post(BEN, "🔥", message_id=11))
        == "+5 besitos for your 🔥! 💋 You now have 10."
    )


async def test_past_the_days_limit_the_tap_says_when_tomorrow_is(channel: Harness, watch: Watch) -> None:
    await channel.application.database.write(configure, max_reactions_per_day=1)
    await toast(channel, tap_post(ANA, "🔥"))
    watch.forward(minutes=1)
    assert await toast(channel, tap_post(ANA, "😍", message_id=11)) == (
        "Tu 😍 cuenta. Por hoy ya tienes todo lo que dan las reacciones. "
        "Mañana a las 00:00 hay más, en 5 h 11 min."
    )


async def test_the_same_number_in_two_channels_is_two_posts(channel: Harness, watch: Watch) -> None:
    await toast(channel, tap_post(ANA, "❤️", VIP))
    watch.forward(minutes=1)
    assert "+5" in await toast(channel, tap_post(ANA, "❤️", FREE))
    counts = channel.application.gamification.reactions.counts
    assert await counts(VIP.id, 10) == await counts(FREE.id, 10) == {"❤️": 1}


async def test_an_emoji_that_is_gone_is_answered_and_the_post_gets_the_new_ones(channel: Harness) -> None:
    for data in ("bs.react:👎", "bs.react:", "bs.react:" + "x" * 55):
        assert await toast(channel, tap_post(ANA, "", data=data)) == (
            "Ese emoji ya no está. Elige uno de los de ahora 😉"
        )
    await shown(channel)
    assert telegram_of(channel).shown() == ["❤️", "🔥", "😍"]
    assert await paid(channel) == 0


async def test_a_tap_in_a_chat_that_is_not_configured_pays_nothing(channel: Harness) -> None:
    for chat in (ELSEWHERE, Chat(id=1, type="private", first_name="Ana")):
        assert await toast(channel, tap_post(ANA, "🔥", chat)) == "Aquí ya no se reacciona con botones."
    await shown(channel)
    assert telegram_of(channel).edits == []
    assert await channel.application.gamification.reactions.counts(ELSEWHERE.id, 10) == {}


async def test_a_post_too_old_to_be_read_still_takes_reactions(channel: Harness) -> None:
    assert "+5" in await toast(channel, tap_post(ANA, "🔥", too_old=True))
    await shown(channel)
    assert telegram_of(channel).shown() == ["❤️", "🔥 1", "😍"]


@pytest.mark.parametrize("data", ["bs.react", "bs.react:🔥:10", f"bs.react:🔥:{FREE.id}"])
async def test_a_forged_button_names_no_other_post(channel: Harness, data: str) -> None:
    await channel.gets(tap_post(ANA, "", data=data))
    [answer] = channel.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.text == "Este botón ya no funciona. Escribe /start y te doy uno nuevo."
    assert await paid(channel) == 0


async def test_a_tap_takes_at_most_five_statements(channel: Harness, statements: Statements) -> None:
    await toast(channel, tap_post(ANA, "🔥"))
    await toast(channel, tap_post(BEN, "🔥"))
    await shown(channel)
    statements.sent()
    await toast(channel, tap_post(BEN, "😍"))
    taken = [one for one in statements.sent() if "GROUP BY" not in one]  # the counts, for all taps together
    assert 1 <= len(taken) <= 5


async def test_a_double_tap_pays_once(channel: Harness) -> None:
    await toast(channel, tap_post(ANA, "❤️", message_id=9))
    before = await paid(channel)
    channel.session.sent.clear()
    feed = channel.application.dispatcher.feed_update
    await asyncio.gather(*(feed(channel.bot, tap_post(BEN, "🔥")) for _ in range(5)))
    assert sum(isinstance(method, AnswerCallbackQuery) for method in channel.session.sent) == 5
    assert await paid(channel, 2) == 5
    assert await paid(channel) == before


OUTCOMES = [
    ReactionOutcome(1, None, None, 1),
    ReactionOutcome(1_000_000, None, None, 10**15),
    *(
        ReactionOutcome(0, refusal, moment, 10**15, changed=changed)
        for changed in (True, False)
        for refusal, moment in [
            (NotPaid.ALREADY_PAID, None),
            (NotPaid.COOLDOWN, datetime(2026, 11, 22, 12, 0, 20, tzinfo=UTC)),
            (NotPaid.COOLDOWN, datetime(2026, 11, 22, 12, 3, tzinfo=UTC)),
            (NotPaid.COOLDOWN, datetime(2026, 11, 23, 11, 59, tzinfo=UTC)),
            (NotPaid.DAILY_LIMIT, datetime(2026, 11, 23, tzinfo=UTC)),
        ]
    ),
]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_answer_fits_into_a_toast(language: str) -> None:
    answers = [
        answer_text(one, "👩🏿‍❤️‍💋‍👩🏿", datetime(2026, 11, 22, 12, tzinfo=UTC), texts_in(language))
        for one in OUTCOMES
    ]
    assert len(set(answers)) == len(OUTCOMES)
    for answer in answers:
        assert 0 < len(answer) <= 200
        assert not set(answer) & set("<>&{}")
    assert [part in answers[index] for index, part in ((3, "20 s"), (4, "3 min"), (5, "23 h 59 min"))] == [
        True
    ] * 3


# The host's settings


async def test_a_change_of_the_emojis_shows_within_seconds(channel: Harness, seconds: Seconds) -> None:
    settings = ReactionSettings(channel.application.database)
    assert await settings.emojis_of(VIP.id) == ("❤️", "🔥", "😍")
    await channel.application.database.write(configure, vip_reactions=["👍"])
    seconds.now += REREAD_AFTER_SECONDS
    assert await settings.emojis_of(VIP.id) == ("👍",)
    assert await settings.emojis_of(ELSEWHERE.id) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, ()),
        ([], ()),
        ({"🔥": 1}, ()),
        ("🔥", ()),
        (7, ()),
        (["🔥", 7, None, "", " 👍 ", "🔥", "x" * 49, ":)", "a\0", ["❤"], "❤️", "❤"], ("🔥", "👍", "❤️")),
        ([chr(0x1F400 + n) for n in range(40)], tuple(chr(0x1F400 + n) for n in range(24))),
    ],
    ids=lambda written: repr(written)[:20],
)
async def test_invalid_emojis_are_left_out_and_reported_once(
    channel: Harness, written: Any, read: tuple[str, ...]
) -> None:
    database = channel.application.database
    values: dict[str, Any] = {"vip_reactions": written}
    if "\\u0000" in json.dumps(written) and "postgresql" in channel.application.settings.database_url:
        values["vip_reactions"] = [one for one in written if one != "a\0"]
    await database.write(configure, **values)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            assert (await database.read(read_channel_emojis))[VIP.id] == read
    told = [(line["setting"], line["value"]) for line in lines]
    assert len(told) == len(set(told))


async def test_a_value_that_is_not_even_json_harms_nobody(
    channel: Harness, request: pytest.FixtureRequest
) -> None:
    database = channel.application.database

    def rubbish(session: Any) -> None:
        if session.get_bind().dialect.name == "sqlite":  # PostgreSQL would not take it
            session.execute(sql("UPDATE bot_config SET vip_reactions = '[\"🔥'"))
        session.execute(sql("UPDATE bot_config SET vip_channel_id = '@vip'"))

    await database.write(rubbish)
    assert dict(await database.read(read_channel_emojis)) == {FREE.id: ("❤️", "👍")}


async def test_without_the_hosts_row_there_are_no_channels(channel: Harness) -> None:
    database = channel.application.database
    await database.write(lambda session: session.execute(sql("DELETE FROM bot_config")).close())
    assert await database.read(read_channel_emojis) == {}


# A stop


async def test_a_stop_shows_the_last_counts(channel: Harness) -> None:
    with_limits(channel, UpdateLimits(post_seconds=60))
    await toast(channel, tap_post(ANA, "🔥"))
    await until_edited(channel, 1)
    await toast(channel, tap_post(BEN, "🔥"))
    await channel.application.dispatcher.emit_shutdown(bot=channel.bot)
    assert telegram_of(channel).shown() == ["❤️", "🔥 2", "😍"]


async def test_a_stop_of_a_host_shows_the_last_counts_before_the_database_closes(database_url: str) -> None:
    dispatcher, telegram = Dispatcher(), ImpatientTelegram()
    bot = Bot("42:TEST", session=telegram)
    await setup_gamification(dispatcher, database_url=database_url, auto_upgrade=False)
    database = Database(database_url)
    await database.write(configure)
    await database.close()
    assert "message_reaction" in dispatcher.resolve_used_update_types()
    for user in (ANA, BEN):
        await dispatcher.feed_update(bot, tap_post(user, "🔥"))
    await dispatcher.emit_shutdown(bot=bot)
    assert telegram.shown() == ["❤️", "🔥 2", "😍"]


# The flood


def crowd(number: int) -> list[User]:
    return [person(1000 + n, f"P{n}", "en" if n % 3 else "es") for n in range(number)]


@pytest.mark.slow
@pytest.mark.parametrize("strictness", ["as expected", "stricter than expected"])
async def test_two_thousand_taps_on_one_post_make_no_storm_and_end_with_the_right_counts(
    channel: Harness, strictness: str
) -> None:
    telegram = telegram_of(channel)
    limits = UpdateLimits(post_seconds=0.3)
    with_limits(channel, limits)
    telegram.min_seconds = 0.29 if strictness == "as expected" else 0.9
    people = crowd(1000)
    first = [tap_post(user, ["❤️", "🔥", "😍"][n % 3]) for n, user in enumerate(people)]
    second = [tap_post(user, ["❤️", "🔥", "😍"][(n + n % 2) % 3]) for n, user in enumerate(people)]
    feed = channel.application.dispatcher.feed_update
    began = time.monotonic()
    for taps in (first, second):  # a thousand members, then half of them change their minds
        for at in range(0, 1000, 200):
            await asyncio.gather(*(feed(channel.bot, tap) for tap in taps[at : at + 200]))
    await shown(channel)
    lasted = time.monotonic() - began
    expected = [0, 0, 0]
    for n in range(1000):
        expected[(n + n % 2) % 3] += 1
    answers = [method for method in telegram.sent if isinstance(method, AnswerCallbackQuery)]
    assert len(answers) == 2000
    assert all(answer.text for answer in answers)
    assert telegram.shown() == [
        f"{emoji} {count}" for emoji, count in zip(["❤️", "🔥", "😍"], expected, strict=True)
    ]
    assert len(telegram.edits) + telegram.refused <= lasted / limits.post_seconds + 2
    assert min(telegram.gaps()) >= limits.post_seconds * 0.99
    if strictness == "as expected":
        assert telegram.refused == 0
    else:
        assert telegram.refused <= lasted / telegram.retry_after + 1
