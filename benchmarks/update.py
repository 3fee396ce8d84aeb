"""What an update costs besides its transaction: a tap on a reaction button, from raw JSON to the call of
answerCallbackQuery.

    .venv/bin/python -m benchmarks update

Three dispatchers get the same taps, in turns, each as our polling does it (`parse_update`, `handle_update`):
aiogram alone with one handler that does nothing; our own bot whose reactions are answered without a
transaction; our own bot as it is, on an SQLite file. The calls end at a session that answers at once.

Our share is what our bot takes besides its transaction and besides what aiogram alone takes, beside that:
(ours without transactions - aiogram alone) / aiogram alone. All in processor time of the process.
"""

import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.app import Application
from bot.logs import configure_logging
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.reactions.reactions import ReactionOutcome
from bot.settings import load_settings
from bot.telegram.transport.incoming import handle_update, parse_update
from bot.telegram.transport.shared_posts import SharedPosts

from .figures import Figure

BATCH = 100
ROUNDS = 31
CHANNEL = -1001234567890
SHARE_LIMIT = 1.0
"""Our share is at most that of aiogram itself."""
_updates = count(1)


class AnswersAtOnce(BaseSession):
    """A session without a network; `calls` counts what it was asked."""

    calls = 0

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        self.calls += 1
        return True

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""

    async def close(self) -> None:
        pass


def configure(session: Session) -> None:
    session.execute(
        text("UPDATE bot_config SET vip_channel_id = :channel, vip_reactions = :emojis"),
        {"channel": str(CHANNEL), "emojis": '["🔥", "👍"]'},
    )


def taps(post: int) -> list[dict[str, Any]]:
    """Return taps of `BATCH` members on a button under the post, as Telegram sends them. Each post has its
    own members: the economy has a limit for each."""
    keyboard = [[{"text": emoji, "callback_data": f"bs.react:{emoji}"} for emoji in "🔥👍"]]
    channel = {"id": CHANNEL, "type": "channel", "title": "Canal VIP"}
    under = {
        "message_id": post, "sender_chat": channel, "chat": channel, "date": 1700000000, "text": "A post",
        "reply_markup": {"inline_keyboard": keyboard},
    }  # fmt: skip
    return [
        {
            "update_id": next(_updates),
            "callback_query": {
                "id": str(next(_updates)),
                "from": {"id": n, "is_bot": False, "first_name": f"Member {n}", "language_code": "es"},
                "message": under,
                "chat_instance": "1",
                "data": "bs.react:🔥",
            },
        }
        for n in range(post * BATCH, (post + 1) * BATCH)
    ]


async def cost(dispatcher: Dispatcher, bot: Bot, post: int, posts: SharedPosts | None = None) -> float:
    """Return the processor time of one tap in microseconds."""
    raws = json.loads(json.dumps(taps(post)))  # no two of them share anything, as over HTTP
    started = time.process_time()
    for raw in raws:
        update = parse_update(bot, raw, posts)
        assert update is not None
        await handle_update(dispatcher, bot, update)
    return (time.process_time() - started) / len(raws) * 1e6


async def empty(_query: CallbackQuery) -> None:
    """A handler that does nothing."""


async def measure(folder: Path) -> tuple[float, float, float]:
    """Return what a tap costs in microseconds: aiogram alone, ours without transactions, the whole."""
    alone = Dispatcher()
    alone.callback_query.register(empty)
    session = AnswersAtOnce()
    bot = Bot("42:TEST-TOKEN", session=session)
    settings = load_settings(
        bot_token=SecretStr("42:TEST-TOKEN"), database_url=f"sqlite+aiosqlite:///{folder / 'besitos.db'}"
    )
    async with Application(settings) as whole:
        known = whole.gamification
        await whole.database.write(configure)
        members = [Identity(n, f"Member {n}", None, None, "es") for n in range(BATCH, (ROUNDS + 1) * BATCH)]
        await asyncio.gather(*map(known.profiles.provision, members))
        costs: dict[str, list[float]] = {"alone": [], "without": [], "whole": []}
        react, posts = known.reactions.react, SharedPosts()

        async def answered_at_once(*_: object) -> ReactionOutcome:
            return ReactionOutcome(paid=5, refusal=None, retry_at=None, balance=1_234, changed=False)

        gc.collect()
        gc.freeze()
        for post in range(1, ROUNDS + 1):
            costs["alone"].append(await cost(alone, bot, post))
            known.reactions.react = answered_at_once  # type: ignore[method-assign, assignment]
            costs["without"].append(await cost(whole.dispatcher, bot, post, posts))
            known.reactions.react = react  # type: ignore[method-assign]
            costs["whole"].append(await cost(whole.dispatcher, bot, post, posts))
        assert session.calls >= 2 * BATCH * ROUNDS, "a tap was not answered"
    return median(costs["alone"]), median(costs["without"]), median(costs["whole"])


async def figures() -> list[Figure]:
    """Measure everything."""
    configure_logging(level="WARNING", stream=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        alone, without, whole = await measure(Path(folder))
    what, beside, unit = "a tap on a reaction button", "aiogram alone with an empty handler", "µs"
    ours = without - alone
    return [
        Figure(f"our share of {what}", beside, alone, ours, unit, ours / alone, SHARE_LIMIT, at_most=True),
        Figure(f"{what}, all but its transaction", beside, alone, without, unit, without / alone),
        Figure(f"{what}, all of it, SQLite", beside, alone, whole, unit, whole / alone),
    ]
