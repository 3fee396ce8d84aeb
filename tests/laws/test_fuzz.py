"""Whatever Telegram or somebody in its name sends: no unhandled error, and no broken law of money.

2,500 updates on each kind of database, drawn by a seed that is printed.
"""

import json
import random
import string
from itertools import count
from typing import Any

import pytest
import structlog
from aiogram.types import Update
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.ui.keyboards import Place
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.harness import Harness

UPDATES = 2_500
numbers = count(1)
COMMANDS = [
    "/start", "/perfil", "/profile", "/regalo", "/daily", "/historial", "/history", "/tienda", "/shop",
    "/compras", "/purchases", "/recompensas", "/rewards", "/ranking", "/leaderboard", "/ayuda", "/help",
    "/barrido", "/sweep", "/nothing", "/start profile", "/start " + "x" * 64, "/start\nshop",
    "/REGALO@besitos_bot",
]  # fmt: skip
ODD_TEXTS = [
    "", " ", "hola", "<b>", "&amp;", "\u202eabc\u202c", "مرحبا", "👩‍👩‍👧‍👦" * 50, "\0", "x" * 4_096,
    "{ $name }", "%s%n",
    "'; DROP TABLE users; --", "\n" * 50, "/", "//", "/@", "𝕏" * 200, "\ufeff", "é" * 1_000,
]  # fmt: skip
ODD_NUMBERS = [0, 1, -1, 5, 2**31, -(2**31), 2**63 - 1, 2**63, -(2**70), 10**18]
KINDS = [
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "message_reaction",
    "message_reaction_count", "inline_query", "my_chat_member", "poll", "something_newer",
]  # fmt: skip


BOT = {"id": 7, "is_bot": True, "first_name": "Besitos"}


class Drawer:
    """Draws updates."""

    def __init__(self, seed: int, offers: list[int], rewards: list[int]) -> None:
        self.rng = random.Random(seed)
        self.offers = offers
        self.rewards = rewards

    def text(self) -> str:
        rng = self.rng
        return rng.choice(
            [
                rng.choice(COMMANDS),
                rng.choice(ODD_TEXTS),
                "".join(rng.choice(string.printable) for _ in range(rng.randrange(80))),
                "".join(chr(rng.randrange(32, 0xD7FF)) for _ in range(rng.randrange(40))),
            ]
        )

    def data(self) -> str:
        rng = self.rng
        number = rng.choice([*ODD_NUMBERS, *self.offers, *self.rewards])
        other = rng.choice([*ODD_NUMBERS, 20, 45])
        real = rng.choice(
            [
                f"bs.open:{rng.choice([*Place, 'nowhere', ''])}",
                "bs.claim",
                f"bs.older:{number}",
                f"bs.reward:{number}",
                f"bs.rewards:{number}",
                f"bs.react:{rng.choice(['🔥', '❤', '', 'x' * 40, '💋'])}",
                *(
                    f"bs.{name}:{':'.join(str(rng.choice([number, other, 0])) for _ in range(parts))}"
                    for name in (
                        "shop",
                        "product",
                        "buy",
                        "ask",
                        "again",
                        "bought",
                        "purchases",
                        "send",
                        "sweep",
                    )
                    for parts in (1, 2, 3)
                ),
            ]
        )
        mangled = real[: rng.randrange(len(real) + 1)] + rng.choice(["", ":", ":x", ":1:2:3", "\0", "é" * 30])
        return rng.choice([real, real, real, mangled, self.text() or "x", "bs.", "bs.gone:1", "host:x"])

    def person(self) -> dict[str, Any]:
        rng = self.rng
        user_id = rng.choice([1, 2, 3, 4, 5, 777000, 1087968824, 2**52])
        name = rng.choice(["Ana", "<b>Bea</b>", "\u202eevil", "👑" * 30, "x" * 64, "", "ñ"])
        return {
            "id": user_id, "is_bot": rng.random() < 0.05, "first_name": name or "?",
            "language_code": rng.choice(["es", "en", "fr", "", "zh-hans", None]),
            "username": rng.choice([None, "ana", "x" * 32]),
        }  # fmt: skip

    def chat(self, person: dict[str, Any]) -> dict[str, Any]:
        return self.rng.choice(
            [
                {"id": person["id"], "type": "private", "first_name": person["first_name"]},
                {"id": -100, "type": "supergroup", "title": "Amigos <3"},
                {"id": -1001, "type": "channel", "title": "VIP"},
                {"id": -1002, "type": "channel", "title": "Free"},
                {"id": -5, "type": "group", "title": "\u202e"},
            ]
        )

    def message(self, person: dict[str, Any], chat: dict[str, Any]) -> dict[str, Any]:
        rng = self.rng
        made: dict[str, Any] = {
            "message_id": rng.choice([1, 2, 3, 4, 2**31 - 1]),
            "date": rng.choice([0, 1, 1_700_000_000, 2_000_000_000]),
            "chat": chat,
        }
        if chat["type"] != "channel" and rng.random() < 0.95:
            made["from"] = person
        if rng.random() < 0.1:
            made["sender_chat"] = chat
        if rng.random() < 0.1:
            made["media_group_id"] = "album"
        if rng.random() < 0.8:
            made["text"] = self.text()
        elif rng.random() < 0.5:
            made["photo"] = [{"file_id": "AgAC", "file_unique_id": "x", "width": 1, "height": 1}]
        return made

    def update(self) -> dict[str, Any]:
        rng, person = self.rng, self.person()
        chat = self.chat(person)
        kind = rng.choice([*KINDS, "callback_query", "callback_query", "message", "message"])
        event: dict[str, Any]
        match kind:
            case "callback_query":
                event = {
                    "id": str(next(numbers)), "from": person, "chat_instance": "1", "data": self.data(),
                    "message": rng.choice(
                        [
                            {**self.message(person, chat), "from": BOT},
                            self.message(person, chat),
                            {"chat": chat, "message_id": 5, "date": 0},
                            None,
                        ]
                    ),
                }  # fmt: skip
            case "message_reaction":
                event = {
                    "chat": chat, "message_id": rng.choice([1, 2, 2**31 - 1]), "date": 1,
                    "user": rng.choice([person, None]), "actor_chat": rng.choice([None, chat]),
                    "old_reaction": self.reactions(), "new_reaction": self.reactions(),
                }  # fmt: skip
            case "message_reaction_count":
                event = {"chat": chat, "message_id": 1, "date": 1, "reactions": []}
            case "inline_query":
                event = {"id": "1", "from": person, "query": self.text(), "offset": ""}
            case "poll":
                event = {
                    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                }  # fmt: skip
            case "my_chat_member":
                member = {"user": person, "status": "member"}
                event = {
                    "chat": chat, "from": person, "date": 1, "old_chat_member": member,
                    "new_chat_member": {"user": person, "status": "left"},
                }  # fmt: skip
            case "something_newer":
                event = {"what": self.text()}
            case _:
                event = self.message(person, chat)
        return {"update_id": next(numbers), kind: event}

    def reactions(self) -> list[dict[str, Any]]:
        kinds = [
            {"type": "emoji", "emoji": self.rng.choice(["🔥", "❤", "👍"])},
            {"type": "custom_emoji", "custom_emoji_id": "5" * 19},
            {"type": "paid"},
        ]
        return [self.rng.choice(kinds) for _ in range(self.rng.randrange(4))]


def configure(session: Session) -> None:
    session.execute(
        text(
            "UPDATE bot_config SET vip_channel_id = '-1001', free_channel_id = '-1002', "
            """vip_reactions = '["🔥", "❤"]', free_reactions = '["💋"]' WHERE id = 1"""
        )
    )


def books(session: Session) -> list[tuple[int, ...]]:
    rows = session.execute(
        text(
            "SELECT p.user_id, p.balance, p.total_earned - p.total_spent, "
            "(SELECT COALESCE(SUM(amount), 0) FROM transactions t WHERE t.user_id = p.user_id), "
            "(SELECT count(*) - count(DISTINCT idempotency_key) FROM transactions) "
            "FROM user_gamification_profiles p ORDER BY p.user_id"
        )
    )
    return [tuple(int(number) for number in row) for row in rows]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Detected unknown update type:RuntimeWarning")
async def test_no_update_breaks_anything(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    # Few members send everything here: held back by the throttle, most of it would not be handled.
    monkeypatch.setattr("bot.middlewares.throttling.ThrottlingMiddleware.__call__", passes)
    application = harness.application
    await application.database.write(configure)
    harness.session.discussion_groups[-1001] = -100
    offers = [await add_product(application.database, f"p{price}", price) for price in (0, 20, 45)]
    rewards = [1, 2, 3, await add_reward(application.database, "r", ("TOTAL_POINTS", 5), repeatable=True)]
    await application.dispatcher.emit_startup(bot=harness.bot)
    drawer = Drawer(seed, offers, rewards)
    handled = 0
    with structlog.testing.capture_logs() as logs:
        for _ in range(UPDATES):
            drawn = drawer.update()
            try:
                update = Update.model_validate(json.loads(json.dumps(drawn)), context={"bot": harness.bot})
            except ValueError:  # not even aiogram takes it
                continue
            await application.dispatcher.feed_update(harness.bot, update)
            handled += 1
        await application.announcements.finish(30)
        await application.gamification.jobs.close()
    assert handled > UPDATES * 0.9
    errors = [
        repr(log.get("exc_info", log))[:500] for log in logs if log["log_level"] in ("error", "critical")
    ]
    assert errors == []
    rows = await application.database.read(books)
    assert len(rows) >= 5
    for _, balance, difference, ledger, repeated in rows:
        assert balance == difference == ledger >= 0
        assert repeated == 0
    assert sum(row[1] for row in rows) > 0  # money did move


async def passes(_self: object, handler: Any, event: Any, data: dict[str, Any]) -> Any:
    return await handler(event, data)
