"""The panel's conversations in a real Redis: they go on after a restart, and members never wait for it."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from bot.handlers.admin.panel import panel as panel_module
from tests.kit.panel import ADMIN, PanelDriver, open_panel
from tests.kit.recording_session import message, person, tap
from tests.kit.toy_section import SECTION, STORED
from tests.kit.voice import texts_in
from tests.servers.conftest import PASSWORD, RedisServer

ES = texts_in("es")
ANA = person(1, "Ana", "es")
MONTH_SECONDS = 30 * 24 * 3600


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    STORED[:] = [1, 2]
    monkeypatch.setattr(panel_module, "SECTIONS", (SECTION,))


def panel_in(
    redis: RedisServer, database_url: str, **options: Any
) -> AbstractAsyncContextManager[PanelDriver]:
    return open_panel(database_url, redis_url=redis.url, **options)


async def begin_a_gift(panel: PanelDriver) -> None:
    await panel.tap("Tienda")
    await panel.tap("regalo")


async def test_a_wizard_goes_on_after_a_restart(redis: RedisServer, database_url: str) -> None:
    async with panel_in(redis, database_url) as first:
        await begin_a_gift(first)
        await first.send("40")
    async with panel_in(redis, database_url, opened=False) as second:
        second.session.shown = first.session.shown
        await second.send("5")
        assert STORED == [1, 2, 40]
        count = text("SELECT count(*) FROM gamification_conversations")
        in_database = await second.application.database.read(lambda session: session.scalar(count))
    assert in_database == 0
    keys = redis.asked("KEYS", "*")
    assert keys
    for key in keys:
        assert 0 < int(redis.asked("TTL", key)[0]) <= MONTH_SECONDS


async def test_cancel_ends_it(redis: RedisServer, database_url: str) -> None:
    async with panel_in(redis, database_url) as panel:
        await begin_a_gift(panel)
        await panel.tap("Cancelar")
        assert "Panel" in panel.text
        assert await panel.harness.gets(message(ADMIN, "7")) == [ES.html("error-not-understood")]
        await panel.open()
        await panel.tap("Cerrar")
    assert redis.asked("KEYS", "*") == []


async def test_while_it_is_down_members_are_served_and_admins_are_told(
    redis: RedisServer, database_url: str
) -> None:
    async with panel_in(redis, database_url) as panel:
        await begin_a_gift(panel)
        as_ever = [await panel.harness.gets(message(ANA, words)) for words in ("/profile", "hola")]
        redis.kill()
        with structlog.testing.capture_logs() as lines:
            down = [await panel.harness.gets(message(ANA, words)) for words in ("/profile", "hola")]
            assert down == as_ever
            assert await panel.harness.gets(message(ADMIN, "/profile"))
            assert await panel.harness.gets(message(ADMIN, "40")) == [ES.html("error-try-again")]
            assert await panel.harness.gets(message(ADMIN, "/admin")) == [ES.html("error-try-again")]
        events = {line["event"] for line in lines if line["log_level"] != "info"}
        assert events == {"conversations_unreachable", "database_unavailable"}
        assert PASSWORD not in str(lines)
        redis.start()  # empty: what was begun is gone
        await panel.open()
        await begin_a_gift(panel)
        await panel.send("40")
        await panel.send("5")
        assert STORED == [1, 2, 40]


async def test_members_do_not_ask_redis(redis: RedisServer, database_url: str) -> None:
    async with panel_in(redis, database_url) as panel:
        await panel.harness.gets(message(ANA, "/start"))
        redis.asked("CONFIG", "RESETSTAT")
        await panel.harness.gets(message(ANA, "/profile"))
        await panel.harness.gets(tap(ANA, "bs.open:shop"))
        calls = redis.asked("INFO", "commandstats")
    assert not any(line.startswith("cmdstat_get") for line in calls)
