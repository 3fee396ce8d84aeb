"""An update delivered again changes and answers nothing: over the webhook, in polling, in a host's bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import CallbackQuery, TelegramObject, Update
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.app import Application, setup_gamification
from bot.database.tables.gamification import LedgerEntry
from bot.middlewares.repeated_updates import RepeatedUpdatesMiddleware
from bot.services.gamification import TransactionType
from bot.services.tasks import TaskSupervisor
from bot.settings import load_settings
from bot.telegram.transport.webhook import SECRET_HEADER
from tests.kit.catalog_rows import add_product
from tests.kit.harness import NOON, Harness
from tests.kit.posts import VIP, configure, tap_post
from tests.kit.recording_session import RecordingSession, message, person, recording_bot, tap

ANA = person(1, "Ana", "es")


class Telegram(RecordingSession):
    """Hands out `updates` when polled, whatever was acknowledged."""

    updates: list[Update] = []  # noqa: RUF012 - set by the test

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if not isinstance(method, GetUpdates):
            return await super().make_request(bot, method, timeout)
        given, self.updates = self.updates, []
        if not given and method.timeout:
            await asyncio.sleep(method.timeout)
        raw = [update.model_dump(mode="json", exclude_none=True, by_alias=True) for update in given]
        return [Update.model_validate(update, context={"bot": bot}) for update in raw]


async def serving(url: str, **settings: Any) -> tuple[Application, Harness]:
    application = Application(
        load_settings(bot_token="42:TEST", database_url=url, auto_upgrade=False, **settings),
        clock=lambda: NOON,
    )
    session = Telegram()
    application._bot = Bot("42:TEST", session=session)
    return application, Harness(application, application._bot, session)


@pytest.fixture
async def hook(database_url: str, unused_tcp_port: int) -> AsyncIterator[tuple[Harness, str]]:
    """A bot that serves a webhook, and its address."""
    application, harness = await serving(
        database_url,
        webhook_url="https://bot.example/hook",
        webhook_secret="hook-secret",
        webhook_port=unused_tcp_port,
    )
    stop = asyncio.Event()
    async with application:
        running = TaskSupervisor().start("serving", application.serve(stop))
        async with asyncio.timeout(20):
            while "SetWebhook" not in [type(method).__name__ for method in harness.session.sent]:
                await asyncio.sleep(0.01)
        yield harness, f"http://127.0.0.1:{unused_tcp_port}/hook"
        stop.set()
        await asyncio.wait_for(running, 10)


async def deliver(url: str, update: Update) -> int:
    body = update.model_dump_json(exclude_none=True, by_alias=True)
    headers = {SECRET_HEADER: "hook-secret"}
    async with ClientSession() as client, client.post(url, data=body, headers=headers) as answer:
        return answer.status


async def start(harness: Harness) -> None:
    """Ana is known and has money; there is something to buy, and a post to react to."""
    await harness.gets(message(ANA, "/start"))
    await harness.application.gamification.wallet.credit(
        1, 500, TransactionType.EARN_ADMIN, reason="x", key="start"
    )
    await add_product(harness.application.database, "Pack", 50, sort_order=0)
    await harness.application.database.write(configure)


async def buy(harness: Harness) -> Update:
    await harness.gets(message(ANA, "/tienda"))
    await harness.gets(tap(ANA, next(data for data in harness.buttons if data.startswith("bs.product"))))
    await harness.gets(tap(ANA, next(data for data in harness.buttons if data.startswith("bs.ask"))))
    return tap(ANA, next(data for data in harness.buttons if data.startswith("bs.buy")))


async def claim(harness: Harness) -> Update:
    await harness.gets(message(ANA, "/regalo"))
    return tap(ANA, next(data for data in harness.buttons if data.startswith("bs.claim")))


async def react(_playing: Harness) -> Update:
    return tap_post(ANA, "🔥", VIP, 5)


ACTS = [buy, claim, react]


async def entries(harness: Harness) -> int:
    return await harness.application.database.read(
        lambda session: session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    )


def answers(harness: Harness) -> list[str]:
    """What the tap itself made the bot send; announcements and counts come from the background."""
    names = [type(method).__name__ for method in harness.session.sent]
    return [name for name in names if name in ("AnswerCallbackQuery", "EditMessageText")]


@pytest.mark.parametrize("act", ACTS)
async def test_over_the_webhook_the_second_delivery_changes_and_answers_nothing(
    hook: tuple[Harness, str], act: Callable[[Harness], Awaitable[Update]]
) -> None:
    harness, url = hook
    await start(harness)
    update = await act(harness)
    before = await entries(harness)
    harness.session.sent.clear()
    assert await deliver(url, update) == 200
    after, answered = await entries(harness), answers(harness)
    assert after == before + 1
    assert answered.count("AnswerCallbackQuery") == 1
    for _ in range(2):
        assert await deliver(url, update) == 200
    assert await entries(harness) == after
    assert answers(harness) == answered


@pytest.mark.parametrize("act", ACTS)
async def test_of_three_deliveries_at_once_one_is_worked(
    hook: tuple[Harness, str], act: Callable[[Harness], Awaitable[Update]]
) -> None:
    harness, url = hook
    await start(harness)
    update = await act(harness)
    before = await entries(harness)
    harness.session.sent.clear()
    assert await asyncio.gather(*(deliver(url, update) for _ in range(3))) == [200, 200, 200]
    assert await entries(harness) == before + 1
    assert answers(harness).count("AnswerCallbackQuery") == 1


async def test_in_polling_too(database_url: str) -> None:
    application, harness = await serving(database_url)
    stop = asyncio.Event()
    async with application:
        await start(harness)
        update = await claim(harness)
        before = await entries(harness)
        harness.session.sent.clear()
        assert isinstance(harness.session, Telegram)
        harness.session.updates = [update, update, update, message(ANA, "/perfil")]
        running = TaskSupervisor().start("serving", application.serve(stop))
        async with asyncio.timeout(20):
            while not any("👤" in text for text in harness.session.texts):
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 10)
        assert await entries(harness) == before + 1
    assert answers(harness).count("AnswerCallbackQuery") == 1


async def test_a_hosts_own_handlers_see_every_delivery_and_two_bots_have_ids_of_their_own(
    empty_url: str,
) -> None:
    dispatcher, mine = Dispatcher(), Router()
    seen: list[int] = []

    async def note(handler: Any, event: TelegramObject, data: dict[str, Any]) -> Any:
        seen.append(data["event_update"].update_id)
        return await handler(event, data)

    mine.message.outer_middleware(note)

    async def own(_query: CallbackQuery) -> None:
        seen.append(0)

    mine.callback_query.register(own, lambda query: query.data == "host:x")
    dispatcher.include_router(mine)
    await setup_gamification(dispatcher, database_url=empty_url)
    (bot, session), (_, other_session) = recording_bot(), recording_bot()
    other = Bot("43:TEST-TOKEN", session=other_session)
    asked, tapped = message(ANA, "/perfil"), tap(ANA, "host:x")
    for _ in range(3):
        await dispatcher.feed_update(bot, asked)
        await dispatcher.feed_update(bot, tapped)
    assert seen == [asked.update_id, 0] * 3
    assert len(session.texts) == 1
    await dispatcher.feed_update(other, asked)
    assert len(other_session.texts) == 1
    await dispatcher.emit_shutdown(bot=bot)


class Worked:
    """A middleware round a handler that waits until the test lets it go."""

    def __init__(self, **settings: Any) -> None:
        self.begun: list[int] = []
        self.go = asyncio.Event()
        self.result: Any = None
        self._middleware = RepeatedUpdatesMiddleware(**settings)
        self._bot, _ = recording_bot()

    async def _handle(self, event: TelegramObject, _data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        self.begun.append(event.update_id)
        await self.go.wait()
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    async def __call__(self, update: Update) -> Any:
        return await self._middleware(self._handle, update, {"bot": self._bot})


async def test_what_was_cut_off_is_worked_by_the_delivery_that_waits_or_comes_later() -> None:
    worked, update = Worked(), message(ANA, "x")
    tasks = TaskSupervisor()
    first, second, third = (tasks.start("delivery", worked(update)) for _ in range(3))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(worked.begun) == 1
    first.cancel()
    await asyncio.wait([first])
    worked.go.set()
    results = await asyncio.gather(second, third)
    assert sorted(results, key=str) == sorted([None, UNHANDLED], key=str)
    assert len(worked.begun) == 2
    assert await worked(update) is UNHANDLED


async def test_an_error_counts_as_worked_and_what_nobody_took_does_not() -> None:
    worked = Worked()
    worked.go.set()
    failing, foreign = message(ANA, "x"), message(ANA, "y")
    worked.result = RuntimeError("a bug")
    with pytest.raises(RuntimeError):
        await worked(failing)
    assert await worked(failing) is UNHANDLED
    worked.result = UNHANDLED
    for _ in range(2):
        await worked(foreign)
    assert worked.begun == [failing.update_id, foreign.update_id, foreign.update_id]


async def test_an_error_in_the_place_of_a_cancel_is_a_cancel() -> None:
    worked, update = Worked(), message(ANA, "x")

    async def stop_badly(_event: TelegramObject, _data: dict[str, Any]) -> Any:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise RuntimeError("the clean-up failed") from None

    first = asyncio.get_running_loop().create_task(
        worked._middleware(stop_badly, update, {"bot": worked._bot})
    )
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    assert isinstance(first.exception(), RuntimeError)
    worked.go.set()
    assert await worked(update) is None


async def test_only_so_many_are_remembered_and_another_update_of_the_same_id_is_another() -> None:
    worked = Worked(max_remembered=3)
    worked.go.set()
    updates = [message(ANA, str(number)) for number in range(4)]
    for update in updates:
        await worked(update)
    assert await worked(updates[-1]) is UNHANDLED
    assert await worked(updates[0]) is None
    other = updates[-1].model_copy(update={"message": message(ANA, "of another server").message})
    assert await worked(other) is None
