"""The webhook: who may post, and what the status tells Telegram."""

from collections.abc import AsyncIterator

import pytest
import structlog
from aiogram.methods import SetWebhook

from tests.telegram.transport.hook import Hook, update


@pytest.fixture
async def hook(unused_tcp_port: int) -> AsyncIterator[Hook]:
    async with Hook(unused_tcp_port) as hook:
        yield hook


async def test_telegram_is_told_address_secret_and_types(hook: Hook) -> None:
    [told] = hook.session.sent
    assert isinstance(told, SetWebhook)
    assert (told.url, told.secret_token, told.allowed_updates) == (
        "https://bot.example/hook", "geheim", ["message"],
    )  # fmt: skip


async def test_an_update_is_answered_with_200_after_it_was_handled(hook: Hook) -> None:
    assert await hook.post(update("hola")) == 200
    assert hook.handled == ["hola"]


@pytest.mark.parametrize("secret", [None, "", "falsch", "gehe\u00edm"])
async def test_without_the_secret_nobody_gets_in(hook: Hook, secret: str | None) -> None:
    assert await hook.post(update(), secret) == 401
    assert hook.handled == []


async def test_what_is_no_json_is_refused(hook: Hook) -> None:
    assert await hook.post("{") == 400


async def test_an_update_that_cannot_be_read_is_not_asked_for_again(hook: Hook) -> None:
    with structlog.testing.capture_logs() as lines:
        assert await hook.post('{"update_id": 5, "message": {"chat": "none"}}') == 200
    assert [line["update_id"] for line in lines if line["event"] == "update_not_understood"] == [5]
    assert hook.handled == []
