"""What is taken out of texts before anybody reads them: secrets, in whatever form they were written."""

import html
import json
from collections.abc import Callable
from itertools import product
from urllib.parse import quote, quote_plus

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import URL, make_url

from bot.command_line import main
from bot.redaction import hide_secrets, learn_secrets
from bot.settings import Settings, load_settings
from tests.kit.awkward_secrets import AWKWARD, MARK

TOKEN = "123456789:AAE_secret-token-of-a-bot-0123456789"
"""A part of every secret here that no escaping changes."""
WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "percent": lambda text: quote(text, safe=""),
    "percent but /": quote,
    "percent in a form": quote_plus,
    "percent in lower case": lambda text: quote(text, safe="").replace("%2F", "%2f").replace("%3A", "%3a"),
    "SQLAlchemy": lambda text: URL.create("x", "ana", text, "db").render_as_string(hide_password=False),
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "ascii": ascii,
    "JSON": json.dumps,
    "JSON as UTF-8": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON with slashes": lambda text: json.dumps(text).replace("/", "\\/"),
    "HTML": html.escape,
    "HTML but quotes": lambda text: html.escape(text, quote=False),
    "HTML in numbers": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
}


@pytest.mark.parametrize("secret", AWKWARD)
def test_a_secret_is_hidden_however_it_is_escaped_once_or_twice(secret: str) -> None:
    learn_secrets([secret])
    for inner, outer in product(WAYS.values(), WAYS.values()):
        text = f"before {outer(inner(secret))} after"
        hidden = hide_secrets(text)
        assert MARK not in hidden, f"{text!r} became {hidden!r}"
        assert hidden.startswith("before ")
        assert hidden.endswith(" after")


@pytest.mark.parametrize("password", ["a", "ab", "abc", "é", "@:", "/x", "%"])
@pytest.mark.parametrize(
    "text",
    [
        "connecting to postgresql+asyncpg://ana:{}@db/besitos",
        "ana:{}@db is away",
        "could not parse 'redis://:{}@cache/0'",
        "password={} host=db",
        "password: {}",
        "{{'user': 'ana', 'password': '{}'}}",
        '{{"user": "ana", "webhook_secret": "{}"}}',
        '{{\\"password\\": \\"{}\\"}}',
        "password &quot;{}&quot;",
        "X-Telegram-Bot-Api-Secret-Token: {}",
        "SetWebhook(url='https://x', secret_token='{}')",
        "next=postgresql%3A%2F%2Fana%3A{}%40db",
    ],
)
def test_a_short_secret_is_hidden_where_one_is_expected(text: str, password: str) -> None:
    learn_secrets([password])
    for way in (str, lambda text: quote(text, safe=""), lambda text: repr(text)[1:-1]):
        assert hide_secrets(text.format(way(password))) == text.format("***")


@pytest.mark.parametrize("password", ["a", "at", "no", "db", "80"])
def test_a_short_secret_leaves_everything_else_as_it_is(password: str) -> None:
    learn_secrets([password])
    for text in (
        "besitos: the database at postgresql://ana@db/besitos cannot be reached: no route at all",
        '{"event": "serving", "bot": "@a", "no": "at", "port": 80}',
        "http://localhost:80/a?mail=ana@db, at 12:80, 80 % of a bar",
        "BOT_TOKEN: Telegram does not know it; the password authentication of another failed",
    ):
        assert hide_secrets(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "postgresql+asyncpg://ana:s3cret@db/besitos is away",
            "postgresql+asyncpg://ana:***@db/besitos is away",
        ),
        ("redis://:s3cret@cache/0", "redis://:***@cache/0"),
        ("postgresql://ana:s3@cr@et@db/besitos", "postgresql://ana:***@db/besitos"),
        (f"POST /bot{TOKEN}/getMe", "POST /bot123456789:***/getMe"),
        (f"POST%20/bot{quote(TOKEN)}/getMe", "POST%20/bot123456789%3A***/getMe"),
        ("host=db password=s3cret user=ana", "host=db password=*** user=ana"),
        (
            "postgresql://db/besitos?user=ana&password=s3cret&x=1",
            "postgresql://db/besitos?user=ana&password=***&x=1",
        ),
        ("SetWebhook(secret_token='s3cret', ip=None)", "SetWebhook(secret_token='***', ip=None)"),
        ("SetWebhook(secret_token=None)", "SetWebhook(secret_token=None)"),
        ("put BOT_TOKEN=... into .env", "put BOT_TOKEN=... into .env"),
        ("at 12:30 see http://localhost:8080/x", "at 12:30 see http://localhost:8080/x"),
    ],
)
def test_secrets_are_recognised_by_their_form(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown


def test_the_secrets_of_this_process_are_hidden_wherever_they_stand() -> None:
    load_settings(
        bot_token="1:short",
        database_url="postgresql://ana:p%40ss-word@db/besitos",
        webhook_secret="hook-secret",
        redis_url="redis://:cache-secret@host/0",
    )
    hidden = hide_secrets("1:short p%40ss-word p@ss-word hook-secret cache-secret")
    assert hidden == "*** *** *** *** ***"


def test_settings_that_are_made_in_code_are_learned_too() -> None:
    Settings(
        bot_token=SecretStr(TOKEN),
        database_url="postgresql://db/besitos?user=ana&password=in-the-query",
        redis_url=SecretStr("redis://:not/encoded?@host/0"),
    )
    own_part = TOKEN.partition(":")[2]
    assert hide_secrets(f"in-the-query not/encoded? {own_part}") == "*** *** ***"


def test_the_longer_of_two_secrets_leaves_nothing_behind() -> None:
    learn_secrets(["abcd", "abcd-efgh", ""])
    assert hide_secrets("abcd-efgh abcd") == "*** ***"


@pytest.mark.parametrize("password", AWKWARD)
def test_the_line_on_stderr_and_the_traceback_show_no_password(
    password: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = URL.create("postgresql", "ana", password, "127.0.0.1", 1, "besitos").render_as_string(
        hide_password=False
    )
    assert make_url(url).password == password
    for arguments in (
        ["doctor", "--database-url", url],
        ["upgrade", "--database-url", url, "--debug"],
        ["sweep", "status", f"--database-url={url}", "--debug"],
        ["upgrade", url],
        ["upgrade", f"--no-such-option={url}"],
        ["run", "--database-url", url.replace("postgresql", "mysql")],
    ):
        assert main(arguments) != 0
        said = capsys.readouterr().err
        assert said.splitlines()[-1].startswith("besitos: ")
        assert MARK not in said
