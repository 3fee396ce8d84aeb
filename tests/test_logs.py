"""Log lines: one form for all libraries, no secret in any of them."""

import html
import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from bot.logs import configure_logging
from bot.redaction import learn_secrets
from tests.kit.awkward_secrets import AWKWARD, MARK

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


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("secret", AWKWARD)
def test_no_secret_of_this_process_stands_in_a_line_however_it_was_escaped(form: Any, secret: str) -> None:
    learn_secrets([secret])
    stream = io.StringIO()
    configure_logging(form, "INFO", stream)
    log = structlog.get_logger("bot.app")
    try:
        try:
            raise ValueError(f"no such login: {secret!r}")
        except ValueError as error:
            raise RuntimeError(f"ana:{secret}@db/besitos", {"password": secret}) from error
    except RuntimeError as error:
        log.exception("update_failed", reason=f"said {error}", url=f"//ana:{quote(secret)}@db")
    log.info(f"hello {secret} {secret!r}", nested={"inner": [secret, json.dumps(secret)]})
    logging.getLogger("aiogram").warning("from a library %r, in HTML %s", secret, html.escape(secret))
    shown = stream.getvalue()
    assert secret not in shown
    assert MARK not in shown
    assert shown.count("***") >= 8
    if form == "json":
        assert len(lines(stream)) == 3
