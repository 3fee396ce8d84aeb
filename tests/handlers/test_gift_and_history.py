"""The gift of the day and the history, as members meet them in Telegram."""

import asyncio

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.services.gamification import TransactionType
from tests.kit.harness import Harness
from tests.kit.recording_session import group, message, person, tap

ANA = person(1, "Ana", "es")
BEN = person(2, "Ben", "en")


def entries_of(session: Session, user_id: int) -> int:
    counted = sql("SELECT count(*) FROM transactions WHERE user_id = :user_id")
    return int(session.execute(counted, {"user_id": user_id}).scalar_one())


@pytest.mark.parametrize("command", ["/regalo", "/daily"])
async def test_the_gift_waits_behind_a_button(harness: Harness, command: str) -> None:
    [text] = await harness.gets(message(ANA, command))
    assert "Tu regalo de hoy te espera" in text
    assert "<b>50</b> besitos" in text
    assert harness.buttons == ["bs.claim", "bs.open:profile", "bs.open:start"]


async def test_a_claim_shows_what_was_paid_and_takes_the_button_away(harness: Harness) -> None:
    [text] = await harness.gets(tap(ANA, "bs.claim"))
    assert "Regalo: <b>+50</b>" in text
    assert "Llevas 1 día de racha" in text
    assert "Ahora tienes <b>50</b>" in text
    assert "mañana a las 00:00, en 12 h 0 min" in text
    assert "bs.claim" not in harness.buttons


async def test_a_second_tap_says_when_to_come_back(harness: Harness) -> None:
    await harness.gets(tap(BEN, "bs.claim"))
    await harness.gets(tap(BEN, "bs.claim"))
    [answer] = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)
    assert answer.show_alert
    assert (answer.text or "").startswith("You’ve already")
    [text] = await harness.gets(message(BEN, "/daily"))
    assert "Today’s is already yours" in text
    assert "tomorrow at 00:00" in text


async def test_ten_taps_at_once_pay_once(harness: Harness) -> None:
    await harness.gets(message(ANA, "/start"))
    harness.session.sent.clear()
    await asyncio.gather(
        *(harness.application.dispatcher.feed_update(harness.bot, tap(ANA, "bs.claim")) for _ in range(10))
    )
    assert await harness.application.database.read(entries_of, 1) == 1
    assert sum(isinstance(method, EditMessageText) for method in harness.session.sent) == 1
    assert sum(isinstance(method, AnswerCallbackQuery) for method in harness.session.sent) == 10


async def test_in_a_group_both_lead_to_the_private_chat(harness: Harness) -> None:
    for command, place in (("/regalo", "gift"), ("/historial", "history")):
        [text] = await harness.gets(message(ANA, command, chat=group()))
        assert "privado" in text
        assert harness.buttons == [f"https://t.me/besitos_bot?start={place}"]
        [text] = await harness.gets(message(ANA, f"/start {place}"))
        assert text.startswith(("🎁", "🧾"))


async def test_an_empty_history_says_where_to_begin(harness: Harness) -> None:
    [text] = await harness.gets(message(ANA, "/historial"))
    assert "Empieza por tu regalo de hoy" in text
    assert harness.buttons == ["bs.open:profile"]


async def test_history_pages_newest_first_and_back(harness: Harness) -> None:
    await harness.gets(message(ANA, "/start"))
    wallet = harness.application.gamification.wallet
    for n in range(1, 24):
        await wallet.credit(1, n, TransactionType.EARN_ADMIN, reason="x", key=f"k{n}")
    [first] = await harness.gets(message(ANA, "/history"))
    assert [f"+{n}<" in first for n in (23, 14, 13)] == [True, True, False]
    [older, back] = harness.buttons
    [second] = await harness.gets(tap(ANA, older))
    assert [f"+{n}<" in second for n in (14, 13, 4, 3)] == [False, True, True, False]
    newest, oldest, _ = harness.buttons
    [third] = await harness.gets(tap(ANA, oldest))
    assert [f"+{n}<" in third for n in (4, 3, 1)] == [False, True, True]
    assert harness.buttons == [newest, back]


@pytest.mark.parametrize("before", ["-5", "0", str(2**80)])
async def test_a_forged_page_shows_the_tapping_members_own_history(harness: Harness, before: str) -> None:
    await harness.gets(tap(ANA, "bs.claim"))
    [text] = await harness.gets(tap(BEN, f"bs.older:{before}"))
    assert "Nothing here yet" in text
