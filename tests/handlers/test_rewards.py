"""/recompensas in a member's hands: claiming, pages, announcements, forged and old buttons."""

import asyncio
from time import monotonic

import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import AnswerCallbackQuery, SendMediaGroup, SendMessage
from sqlalchemy import text as sql

from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.outbox.rows import Backlog
from bot.telegram.bots import Bots
from bot.ui.reward_keyboards import ClaimReward, RewardsPage
from tests.kit.catalog_rows import add_reward
from tests.kit.harness import Harness
from tests.kit.recording_session import group, message, person, tap


@pytest.fixture
async def harness(harness: Harness) -> Harness:
    await harness.application.dispatcher.emit_startup(bot=harness.bot)
    await harness.gets(message(person(), "/start"))
    return harness


async def announced(harness: Harness) -> list[str]:
    """Let the announcements under way end; what members read since."""
    await harness.application.announcements.finish(30)
    return harness.session.texts


async def reacts(harness: Harness, post: int = 1) -> None:
    await harness.application.gamification.reactions.react(1, -100, post, "🔥")


@pytest.mark.parametrize("command", ["/recompensas", "/rewards"])
async def test_both_commands_show_the_rewards(harness: Harness, command: str) -> None:
    (text,) = await harness.gets(message(person(), command))
    assert "Tus recompensas" in text
    assert "Primeros Pasos" in text
    assert "Has ganado 0 de 100 besitos" in text


async def test_an_unlock_is_announced_once_in_private_with_a_button_that_claims(harness: Harness) -> None:
    harness.session.sent.clear()
    await reacts(harness)
    await reacts(harness, 2)
    (text,) = await announced(harness)
    assert "¡Has desbloqueado una recompensa!" in text
    assert "Primeros Pasos" in text
    (sent,) = harness.session.sent
    assert isinstance(sent, SendMessage)
    assert sent.chat_id == 1
    claim, _ = harness.buttons
    (text,) = await harness.gets(tap(person(), claim))
    assert "+10" in text
    (text,) = await harness.gets(tap(person(), claim))
    assert text == "Esto ya lo recogiste."


async def test_many_unlocks_at_once_are_announced_one_after_the_other(
    harness: Harness,
) -> None:
    gamification = harness.application.gamification
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(2, 32))
    harness.session.sent.clear()
    started = monotonic()
    for n in range(2, 32):
        await gamification.reactions.react(n, -100, 1, "🔥")
    await announced(harness)
    chats = [method.chat_id for method in harness.session.sent if isinstance(method, SendMessage)]
    assert sorted(chats) == list(range(2, 32))
    assert monotonic() - started > 0.8  # 30 a second


async def test_what_one_event_causes_is_one_message(harness: Harness) -> None:
    harness.session.sent.clear()
    await harness.application.gamification.wallet.credit(
        1, 400, TransactionType.EARN_ADMIN, reason="x", key="a"
    )
    (text,) = await announced(harness)
    gift, level, reward = (text.index(words) for words in ("+400 besitos", "nivel 3", "Ahorrador"))
    assert gift < level < reward
    assert "💋 Ahora tienes <b>400</b>." in text


async def test_what_was_claimed_meanwhile_is_not_announced(harness: Harness) -> None:
    await harness.application.announcements.close(5)
    await reacts(harness)
    await harness.application.gamification.rewards.claim(1, 1)
    harness.session.sent.clear()
    harness.application.announcements.open(Bots(harness.bot))
    assert await announced(harness) == []
    assert await harness.application.gamification.outbox.backlog() == Backlog(0, 0, None, 0)


async def test_a_member_who_never_opened_the_chat_is_not_an_error(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    method = SendMessage(chat_id=1, text="x")
    harness.session.refusals[SendMessage] = TelegramForbiddenError(
        method, "Forbidden: bot can't initiate conversation with a user"
    )
    await reacts(harness)
    await announced(harness)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]
    harness.session.refusals.clear()
    await reacts(harness, 2)
    harness.session.sent.clear()
    assert await announced(harness) == []  # announced once, heard or not
    (text,) = await harness.gets(message(person(), "/recompensas"))
    assert "🎉 <b>Primeros Pasos</b>" in text


async def test_two_taps_at_once_pay_once(harness: Harness) -> None:
    await reacts(harness)
    claim = ClaimReward(reward_id=1).pack()
    feed = harness.application.dispatcher.feed_update
    await asyncio.gather(*(feed(harness.bot, tap(person(), claim)) for _ in range(10)))
    assert await harness.application.gamification.wallet.balance(1) == 15


@pytest.mark.parametrize("reward_id", [0, -1, 2, 999, 2**31, 2**70])
async def test_forged_ids_get_an_alert_and_nothing_else(harness: Harness, reward_id: int) -> None:
    (text,) = await harness.gets(tap(person(), ClaimReward(reward_id=reward_id).pack()))
    assert text == "Esta recompensa aún no la has desbloqueado."
    (answer,) = harness.session.sent
    assert isinstance(answer, AnswerCallbackQuery)


@pytest.mark.parametrize("page", [-5, 0, 1, 2, 10**9])
async def test_pages_and_invalid_pages(harness: Harness, page: int) -> None:
    for n in range(8):
        await add_reward(harness.application.database, f"r{n}", ("TOTAL_POINTS", 1_000 + n))
    harness.application.gamification.catalog.invalidate()
    (text,) = await harness.gets(tap(person(), RewardsPage(page=page).pack()))
    assert ("r0" in text) == (page <= 0)
    assert ("r7" in text) == (page >= 1)


async def test_the_longest_rewards_fit_into_a_message(harness: Harness) -> None:
    for n in range(6):
        await add_reward(
            harness.application.database,
            f"{n}" + "<&>" * 66,
            *((kind, 10**9) for kind in ("TOTAL_POINTS", "BESITOS_SPENT", "STREAK_LENGTH", "LEVEL_REACHED")),
        )
    harness.application.gamification.catalog.invalidate()
    (text,) = await harness.gets(tap(person(), RewardsPage(page=1).pack()))
    assert len(text) < 4_096


async def test_in_a_group_the_rewards_are_shown_in_private(harness: Harness) -> None:
    (text,) = await harness.gets(message(person(), "/recompensas", chat=group()))
    assert text == "Esto lo vemos mejor en privado 😉"
    assert harness.buttons == ["https://t.me/besitos_bot?start=rewards"]
    (text,) = await harness.gets(message(person(), "/start rewards"))
    assert "Tus recompensas" in text


async def test_a_badge_is_shown_after_it_was_claimed(harness: Harness) -> None:
    await harness.application.gamification.wallet.credit(
        1, 100, TransactionType.EARN_ADMIN, reason="x", key="a"
    )
    await announced(harness)
    (text,) = await harness.gets(tap(person(), ClaimReward(reward_id=2).pack()))
    assert "insignia 💰 Ahorrador Principiante" in text
    (text,) = await harness.gets(message(person(), "/recompensas"))
    assert "🏅 Tus insignias: 💰 Ahorrador Principiante" in text


async def test_content_of_a_reward_is_sent_protected_and_stays_in_purchases(harness: Harness) -> None:
    database = harness.application.database
    reward_id = await add_reward(
        database, "Fotos", ("TOTAL_POINTS", 1), type_="CONTENT", value={"content_set_id": 1}
    )
    await database.write(
        lambda s: s.execute(sql("""UPDATE content_sets SET file_ids = '["AgAC1", "AgAC2"]' WHERE id = 1"""))
    )
    harness.application.gamification.catalog.invalidate()
    await harness.application.gamification.wallet.credit(
        1, 1, TransactionType.EARN_ADMIN, reason="x", key="a"
    )
    await announced(harness)
    claimed = await harness.gets(tap(person(), ClaimReward(reward_id=reward_id).pack()))
    assert "te lo mando ahora mismo" in claimed[0]
    (album,) = [method for method in harness.session.sent if isinstance(method, SendMediaGroup)]
    assert album.chat_id == 1
    assert album.protect_content
    (shown,) = await harness.gets(message(person(), "/compras"))
    assert "Welcome Pack" in shown
