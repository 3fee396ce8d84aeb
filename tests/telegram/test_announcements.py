"""What the outbox holds for members, sent: in order, once, however Telegram answers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMediaGroup, SendMessage, TelegramMethod
from sqlalchemy import text as sql

from bot.database import Database
from bot.services.gamification import Gamification, Identity
from bot.services.gamification.gamification import assemble
from bot.services.gamification.outbox.notices import Notice, delivery, gift, level_up, unlocked
from bot.services.gamification.outbox.rows import Backlog
from bot.services.gamification.outbox.teller import POLL_SECONDS
from bot.telegram.announcements import Announcements
from bot.telegram.bots import Bots
from bot.telegram.send_pace import Traffic
from bot.ui.menu import Menu
from bot.ui.voice import Voice
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock
from tests.kit.eventually import eventually
from tests.kit.recording_session import RecordingSession

ANA, BEA, CLARA = 1001, 1002, 1003
NOTHING = Backlog(0, 0, None, 0)


class Telegram(RecordingSession):
    """Answers the calls about a chat with `troubles[chat]`, one after the other, then as usual."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: dict[int, list[type[Exception] | float]] = {}
        self.arrived: list[tuple[int, str]] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        chat = getattr(method, "chat_id", 0)
        if troubles := self.troubles.get(chat):
            trouble = troubles.pop(0)
            self.sent.append(method)
            if isinstance(trouble, float):
                raise TelegramRetryAfter(method, "Too Many Requests", retry_after=int(trouble))
            raise trouble(method, "Bad Request: chat not found")
        result = await super().make_request(bot, method, timeout)
        self.arrived.append((chat, getattr(method, "text", "") or type(method).__name__))
        return result

    def chats(self) -> list[int]:
        """Who was told something, in order."""
        return [chat for chat, _ in self.arrived]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure(
        [Identity(ANA, "Ana"), Identity(BEA, "Bea"), Identity(CLARA, "Clara", language_code="en")]
    )
    return gamification


async def put(database: Database, gamification: Gamification, notices: Sequence[Notice]) -> None:
    await database.write(lambda session: gamification.outbox.put(session, notices, gamification.clock()))
    gamification.outbox.wake()


@asynccontextmanager
async def telling(
    gamification: Gamification,
    telegram: Telegram,
    *,
    without: Sequence[str] = (),
    bots: Sequence[int] = (42,),
) -> AsyncIterator[Announcements]:
    announcements = Announcements(gamification, Voice(menu=Menu.of(without=without)), Traffic())
    announcements.open(Bots(*(Bot(f"{number}:TEST-TOKEN", session=telegram) for number in bots)))
    try:
        yield announcements
    finally:
        await announcements.close(2)


async def until_told(gamification: Gamification, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while await gamification.outbox.backlog() != NOTHING:
            await asyncio.sleep(0.02)


async def test_what_waited_is_told_at_the_start_in_order(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    await put(database, gamification, [gift(ANA, 5, 5, 1), gift(BEA, 7, 7, 2)])
    async with telling(gamification, telegram) as announcements:
        await announcements.finish(30)
        assert sorted(telegram.chats()) == [ANA, BEA]
        await put(database, gamification, [level_up(ANA, 2, clock())])
        await announcements.finish(30)
    assert [text for chat, text in telegram.arrived if chat == ANA][1] == "⭐ <b>¡Subes al nivel 2!</b>"
    assert await gamification.outbox.backlog() == NOTHING


async def test_what_another_process_wrote_is_told_within_a_second(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    other = assemble(database, clock=clock)
    async with telling(gamification, telegram) as announcements:
        await announcements.finish(30)
        await put(database, other, [gift(ANA, 5, 5, 1)])
        assert POLL_SECONDS < 1  # nothing wakes the task: it looks by itself
        await eventually(lambda: telegram.arrived)


@pytest.mark.parametrize("error", [TelegramForbiddenError, TelegramBadRequest])
async def test_who_blocked_us_ends_it(
    database: Database,
    gamification: Gamification,
    telegram: Telegram,
    error: type[Exception],
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.troubles[ANA] = [error] * 10
    await put(database, gamification, [gift(ANA, 5, 5, 1), gift(BEA, 5, 5, 2)])
    async with telling(gamification, telegram):
        await until_told(gamification)
    assert telegram.chats() == [BEA]
    assert len(telegram.troubles[ANA]) == 9
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


async def test_of_two_bots_the_one_that_the_member_knows_tells_them(
    database: Database, gamification: Gamification, telegram: Telegram
) -> None:
    telegram.troubles[ANA] = [TelegramForbiddenError]  # of the first bot, which she never started
    telegram.troubles[BEA] = [TelegramForbiddenError] * 2
    await put(database, gamification, [gift(ANA, 5, 5, 1), gift(BEA, 5, 5, 2)])
    async with telling(gamification, telegram, bots=(42, 43)):
        await until_told(gamification)
    assert telegram.chats() == [ANA]
    assert telegram.troubles == {ANA: [], BEA: []}


def test_the_bot_through_which_a_member_came_last_is_the_first_that_is_tried() -> None:
    first, second = Bot("42:TEST-TOKEN"), Bot("43:TEST-TOKEN")
    bots = Bots()
    assert bots.add(first)
    assert not bots.add(second)
    assert not bots.add(first)
    assert bots.of(ANA) == [first, second]
    bots.came(ANA, second)
    assert bots.of(ANA) == [second, first]


@pytest.mark.parametrize(
    "error", [TelegramServerError, TelegramNetworkError, TelegramUnauthorizedError, 4.0, RuntimeError]
)
async def test_trouble_that_passes_delays_it_and_keeps_the_order(
    database: Database,
    gamification: Gamification,
    telegram: Telegram,
    error: Any,
    clock: WallClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.announcements._pause", lambda _row: 4.0)
    telegram.troubles[ANA] = [error]
    await put(database, gamification, [gift(ANA, 5, 5, 1)])
    async with telling(gamification, telegram):
        async with asyncio.timeout(10):
            while telegram.troubles[ANA]:
                await asyncio.sleep(0.01)
        await put(database, gamification, [level_up(ANA, 2, clock()), gift(BEA, 5, 5, 2)])
        async with asyncio.timeout(10):
            while BEA not in telegram.chats():
                await asyncio.sleep(0.01)
        assert ANA not in telegram.chats()  # Bea does not wait for Ana
        await until_told(gamification, 20)
    assert sorted(telegram.chats()) == [ANA, BEA]
    (told,) = [text for chat, text in telegram.arrived if chat == ANA]
    assert told.index("+5 besitos") < told.index("nivel 2")  # in one message by now


async def test_a_flood_is_waited_out_and_nothing_is_lost(
    database: Database, gamification: Gamification, telegram: Telegram
) -> None:
    telegram.troubles = {ANA: [1.0, 1.0], BEA: [1.0, 1.0]}
    await put(database, gamification, [gift(chat, 5, 5, chat) for chat in (ANA, BEA, CLARA)])
    async with telling(gamification, telegram):
        await until_told(gamification, 20)
    assert sorted(telegram.chats()) == [ANA, BEA, CLARA]
    assert len(telegram.sent) == 7


async def test_after_ten_errors_of_ours_a_row_is_given_up(
    database: Database, gamification: Gamification, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.announcements._pause", lambda _row: 0.01)
    broken = Notice(ANA, "level_up", "broken", {"level": "not a number"})
    await put(database, gamification, [broken, gift(BEA, 5, 5, 1)])
    async with telling(gamification, telegram), asyncio.timeout(20):
        while (await gamification.outbox.backlog()).given_up == 0:
            await asyncio.sleep(0.05)
    assert telegram.chats() == [BEA]


@pytest.mark.parametrize(("without", "told"), [("news", 0), ("rewards", 1), ("shop", 1)])
async def test_what_a_host_switched_off_is_not_told(
    database: Database, gamification: Gamification, telegram: Telegram, without: str, told: int
) -> None:
    await put(database, gamification, [gift(BEA, 5, 5, 1)])
    await gamification.reactions.react(ANA, -100, 1, "🔥")
    async with telling(gamification, telegram, without=[without]):
        await until_told(gamification)
    assert telegram.chats().count(BEA) == told
    assert telegram.chats().count(ANA) == (without == "shop")


async def test_where_nobody_answers_buttons_there_are_none(
    database: Database, gamification: Gamification, telegram: Telegram
) -> None:
    await gamification.reactions.react(ANA, -100, 1, "🔥")
    async with telling(gamification, telegram) as announcements:
        announcements.without_buttons()
        await until_told(gamification)
    (sent,) = telegram.sent
    assert isinstance(sent, SendMessage)
    assert sent.reply_markup is None


async def test_unknown_rewards_and_content_end_it(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    await put(
        database, gamification, [unlocked(ANA, 999, clock()), delivery(BEA, 999, "delivery:purchase:1")]
    )
    async with gamification.outbox.in_hand("delivery:purchase:1"):
        pass  # the hand did not tell it
    async with telling(gamification, telegram):
        await until_told(gamification)
    assert telegram.arrived == []


async def test_it_is_told_in_the_language_that_the_writer_knew(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    await gamification.profiles.provision(Identity(CLARA, "Clara", language_code="en"))
    await gamification.reactions.react(CLARA, -100, 1, "🔥")
    restarted = assemble(database, clock=clock)
    async with telling(restarted, telegram):
        await until_told(restarted)
    ((_, told),) = telegram.arrived
    assert "You’ve unlocked a reward!" in told


async def test_two_processes_tell_each_thing_once(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    other = assemble(database, clock=clock)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 41))
    async with telling(gamification, telegram), telling(other, telegram):
        for n in range(1, 41):
            await put(database, gamification if n % 2 else other, [gift(n, n, n, n)])
        await until_told(gamification, 20)
    assert sorted(telegram.chats()) == list(range(1, 41))


async def test_a_stop_in_the_middle_leaves_the_rest_for_the_next_start(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 61))
    await put(database, gamification, [gift(n, n, n, n) for n in range(1, 61)])
    async with telling(gamification, telegram) as announcements:
        async with asyncio.timeout(20):
            while len(telegram.arrived) < 5:
                await asyncio.sleep(0.01)
        await announcements.close(0.3)
    left = await gamification.outbox.backlog()
    assert left.members == 60 - len(telegram.arrived)
    assert left.members > 10
    restarted = assemble(database, clock=clock)
    async with telling(restarted, telegram):
        await until_told(restarted, 20)
    assert sorted(telegram.chats()) == list(range(1, 61))


async def test_what_is_being_sent_at_a_stop_arrives_and_is_noted(
    database: Database, gamification: Gamification
) -> None:
    class Slow(Telegram):
        async def make_request(
            self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
        ) -> Any:
            on_its_way.set()
            await asyncio.sleep(0.3)
            return await super().make_request(bot, method, timeout)

    on_its_way, slow = asyncio.Event(), Slow()
    await put(database, gamification, [gift(ANA, 5, 5, 1)])
    async with telling(gamification, slow) as announcements:
        async with asyncio.timeout(10):
            await on_its_way.wait()
        await announcements.close(10)
    assert slow.chats() == [ANA]
    assert await gamification.outbox.backlog() == NOTHING


async def test_a_delivery_that_was_cut_off_goes_on_where_it_was(
    database: Database, gamification: Gamification, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tuple(f"AgACphoto{n}" for n in range(12))
    product_id = await add_product(database, "Playa", 0, files=(*files, "BQACbook"), content_type="MIXED")
    purchase = await gamification.shop.buy(ANA, product_id, price=0, deliver=True)
    monkeypatch.setattr("bot.telegram.announcements._pause", lambda _row: 0.05)

    refuse_after = 1

    class Cut(Telegram):
        async def make_request(
            self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
        ) -> Any:
            nonlocal refuse_after
            if isinstance(method, SendMessage):
                return await super().make_request(bot, method, timeout)
            if refuse_after == 0:
                refuse_after = -1
                raise TelegramNetworkError(method, "cut")
            refuse_after -= 1
            return await super().make_request(bot, method, timeout)

    cut = Cut()
    async with telling(gamification, cut) as announcements:
        await announcements.finish(30)
        assert cut.sent == []  # the buyer's handler has it in hand
        async with gamification.outbox.in_hand(f"delivery:purchase:{purchase.id}"):
            pass
        await until_told(gamification)
    names = [name for _, name in cut.arrived]
    assert names[:3] == ["SendMediaGroup", "SendMediaGroup", "SendDocument"]
    album = cut.sent[0]
    assert isinstance(album, SendMediaGroup)
    assert album.protect_content


async def test_content_that_is_not_owned_any_more_is_not_sent(
    database: Database, gamification: Gamification, telegram: Telegram
) -> None:
    product_id = await add_product(database, "Playa", 0, files=("AgACphoto",))
    purchase = await gamification.shop.buy(ANA, product_id, price=0, deliver=True)
    await gamification.shop.refund(ANA, purchase.id)
    async with gamification.outbox.in_hand(f"delivery:purchase:{purchase.id}"):
        pass
    async with telling(gamification, telegram):
        await until_told(gamification)
    assert "SendPhoto" not in [name for _, name in telegram.arrived]


async def test_while_the_database_is_away_what_was_told_is_noted_later_and_not_told_again(
    database: Database, gamification: Gamification, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.database import DatabaseUnavailable
    from bot.services.gamification.outbox import rows

    ended = rows.end
    failures = 3

    def end(session: Any, row_ids: Any) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise DatabaseUnavailable("end", 1, 0.0, OSError("away"))
        ended(session, row_ids)

    monkeypatch.setattr(rows, "end", end)
    await put(database, gamification, [gift(ANA, 5, 5, 1)])
    async with telling(gamification, telegram):
        await until_told(gamification)
    assert telegram.chats() == [ANA]


async def test_nobody_is_told_what_is_older_than_a_week(
    database: Database, gamification: Gamification, telegram: Telegram, clock: WallClock
) -> None:
    await put(database, gamification, [gift(ANA, 5, 5, 1)])
    clock.passes(days=8)
    async with telling(gamification, telegram) as announcements:
        await announcements.finish(30)
    assert telegram.arrived == []
    assert (
        await database.read(
            lambda session: session.execute(sql("SELECT count(*) FROM gamification_outbox")).scalar_one()
        )
        == 0
    )
