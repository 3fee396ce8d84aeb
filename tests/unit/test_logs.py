"""Log lines: one form for all libraries, no secret in any of them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import configure_logging, hide_secrets, learn_secrets
from bot.settings import load_settings

TOKEN = "123456789:AAE_secret-token-of-a-bot-0123456789"


@pytest.fixture(autouse=True)
def _put_logging_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in ("aiogram.event", "alembic.runtime.migration")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configuration)
    for name, earlier in levels.items():
        logging.getLogger(name).setLevel(earlier)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_from_us_and_from_libraries_look_alike() -> None:
    stream = io.StringIO()
    configure_logging("json", "INFO", stream)
    structlog.get_logger("bot.app").info("serving", bot="@besitos_bot")
    logging.getLogger("aiogram.dispatcher").warning("Failed to fetch updates - %s", "timeout")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["bot"], ours["level"]) == ("serving", "@besitos_bot", "info")
    assert (theirs["event"], theirs["level"]) == ("Failed to fetch updates - timeout", "warning")
    assert set(theirs) <= set(ours)


def test_the_line_per_update_of_aiogram_is_for_debugging_only() -> None:
    stream = io.StringIO()
    configure_logging("json", "INFO", stream)
    logging.getLogger("aiogram.event").info("Update id=1 is handled")
    assert lines(stream) == []


def test_less_than_the_level_is_not_logged() -> None:
    stream = io.StringIO()
    configure_logging("console", "WARNING", stream)
    structlog.get_logger("bot.app").info("serving")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_is_logged_without_local_variables_and_without_secrets(form: Any) -> None:
    stream = io.StringIO()
    configure_logging(form, "INFO", stream)
    try:
        whose = "-".join(["data", "of", "a", "member"])
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe {len(whose)}")
    except RuntimeError as error:
        structlog.get_logger("bot.app").error("update_failed", exc_info=error)
    shown = stream.getvalue()
    assert "RuntimeError" in shown
    assert TOKEN not in shown
    assert "data-of-a-member" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql+asyncpg://ana:s3cret@db/besitos is away",
            "postgresql+asyncpg://ana:***@db/besitos is away",
        ),
        ("redis://:s3cret@cache/0", "redis://:***@cache/0"),
        (f"POST /bot{TOKEN}/getMe", "POST /bot123456789:***/getMe"),
        ("at 12:30 see http://localhost:8080/x", "at 12:30 see http://localhost:8080/x"),
    ],
)
def test_secrets_are_recognised_by_their_form(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown


def test_the_secrets_of_this_process_are_hidden_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.logs._known", set())
    learn_secrets(
        load_settings(
            bot_token="1:short",
            database_url="postgresql://ana:p%40ss-word@db/besitos",
            webhook_secret="hook-secret",
            redis_url="redis://:cache-secret@host/0",
        )
    )
    hidden = hide_secrets("1:short p%40ss-word p@ss-word hook-secret cache-secret")
    assert hidden == "*** *** *** *** ***"
