"""Settings from the environment: what is accepted, and the one line when it is not."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.currency import Currency
from bot.settings import InvalidSettings, Settings, load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(str(tmp_path))


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///besitos.db", "sqlite+aiosqlite:///besitos.db"),
        ("sqlite+aiosqlite:////srv/b.db", "sqlite+aiosqlite:////srv/b.db"),
        ("postgresql://u:p%40ss@h:5433/d", "postgresql+asyncpg://u:p%40ss@h:5433/d"),
        ("postgres://h/d", "postgresql+asyncpg://h/d"),
        ("postgresql+psycopg2://h/d", "postgresql+asyncpg://h/d"),
    ],
)
def test_plain_database_urls_get_the_async_driver(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert load_settings().database_url == used


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DATABASE_URL", "mysql://h/d", "DATABASE_URL: mysql is not supported; use sqlite"),
        ("DATABASE_URL", "sqlite://", "DATABASE_URL: an in-memory database loses all besitos"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL: not a database URL"),
        ("DATABASE_URL", "postgresql://h", "DATABASE_URL: names no database"),
        ("ADMIN_IDS", "12,abc", "ADMIN_IDS: 'abc' is not a Telegram id"),
        ("BOT_TOKEN", "hunter2", "BOT_TOKEN: does not look like a token"),
        ("DEFAULT_LANGUAGE", "fr", "DEFAULT_LANGUAGE: "),
        ("CURRENCY", "moneda", "CURRENCY: 'moneda' is not two words and an emoji; an example is "),
        ("CURRENCY", "<b>,monedas", "CURRENCY: one must be plain text"),
        ("CURRENCY", "es:moneda,monedas;en", "CURRENCY: 'en' has no language"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: "),
        ("AUTO_UPGRADE", "perhaps", "AUTO_UPGRADE: "),
        ("WEBHOOK_URL", "bot.example", "WEBHOOK_URL: must start with http"),
        ("WEBHOOK_URL", "https://bot.example", "WEBHOOK_SECRET: missing"),
        ("SWEEP_SCHEDULE", "every day", "SWEEP_SCHEDULE: "),
        ("SWEEP_SCHEDULE", "* * * *", "SWEEP_SCHEDULE: "),
        ("SWEEP_SCHEDULE", "61 * * * *", "SWEEP_SCHEDULE: "),
        ("SWEEP_SCHEDULE", "0 0 30 2 *", "SWEEP_SCHEDULE: "),
        ("SWEEP_DUTY_CYCLE", "0", "SWEEP_DUTY_CYCLE: "),
        ("SWEEP_DUTY_CYCLE", "1.5", "SWEEP_DUTY_CYCLE: "),
        ("SWEEP_DUTY_CYCLE", "much", "SWEEP_DUTY_CYCLE: "),
    ],
)
def test_a_malformed_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as caught:
        load_settings()
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "currency"),
    [
        ("moneda,monedas,🪙", Currency("moneda", "monedas", "🪙")),
        (
            "es:moneda,monedas; en:coin,coins",
            {"es": Currency("moneda", "monedas"), "en": Currency("coin", "coins")},
        ),
        ("", None),
    ],
)
def test_the_currency_is_one_or_one_for_each_language(
    monkeypatch: pytest.MonkeyPatch, given: str, currency: object
) -> None:
    monkeypatch.setenv("CURRENCY", given)
    assert load_settings().currency == currency


def test_a_language_of_the_hosts_own_may_be_the_default_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "mine.ftl").write_text("button-shop = Boutique", encoding="utf-8")
    monkeypatch.setenv("LOCALES", str(tmp_path))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "fr")
    settings = load_settings()
    assert (settings.default_language, settings.locales) == ("fr", tmp_path)


def test_a_wrong_token_is_not_repeated_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret without a number")
    with pytest.raises(InvalidSettings) as caught:
        load_settings()
    assert "secret without" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "ids"), [("", set()), ("7", {7}), ("7, 8,", {7, 8}), (" 9999999999 ", {9999999999})]
)
def test_admin_ids_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, given: str, ids: set[int]
) -> None:
    monkeypatch.setenv("ADMIN_IDS", given)
    assert load_settings().admin_ids == ids


def test_an_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    with open(".env", "w", encoding="utf-8") as file:
        file.write("DEFAULT_LANGUAGE=en\nLOG_FORMAT=json\nPAINT_COLOUR=red\n")
    monkeypatch.setenv("LOG_FORMAT", "console")
    settings = load_settings()
    assert (settings.default_language, settings.log_format) == ("en", "console")


def test_secrets_do_not_show_in_a_repr() -> None:
    settings = Settings(
        bot_token=SecretStr("123:hunter2"),
        database_url="postgresql://u:hunter2@h/d",
        redis_url=SecretStr("redis://:hunter2@h"),
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)


def test_every_variable_is_documented() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_old_name_of_the_retry_timeout_is_read_until_1_0(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().database_retry_timeout_seconds == 5
    assert load_settings().old_names() == {}
    monkeypatch.setenv("DATABASE_PATIENCE_SECONDS", "7")
    with pytest.warns(DeprecationWarning, match="use DATABASE_RETRY_TIMEOUT_SECONDS; Besitos 1.0") as warned:
        settings = load_settings()
    assert [warning.filename for warning in warned] == [__file__]
    assert settings.database_retry_timeout_seconds == 7
    assert settings.old_names() == {"DATABASE_PATIENCE_SECONDS": "DATABASE_RETRY_TIMEOUT_SECONDS"}
    monkeypatch.setenv("DATABASE_RETRY_TIMEOUT_SECONDS", "9")
    with pytest.warns(DeprecationWarning, match="DATABASE_PATIENCE_SECONDS is deprecated"):
        assert load_settings().database_retry_timeout_seconds == 9


def test_the_old_name_of_the_duty_cycle_is_read_until_1_0(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().sweep_duty_cycle == 0.5
    monkeypatch.setenv("SWEEP_DUTY", "0.25")
    with pytest.warns(DeprecationWarning, match="use SWEEP_DUTY_CYCLE; Besitos 1.0 drops the old name"):
        settings = load_settings()
    assert settings.sweep_duty_cycle == 0.25
    assert settings.old_names() == {"SWEEP_DUTY": "SWEEP_DUTY_CYCLE"}
    monkeypatch.setenv("SWEEP_DUTY_CYCLE", "0.75")
    with pytest.warns(DeprecationWarning, match="SWEEP_DUTY is deprecated"):
        assert load_settings().sweep_duty_cycle == 0.75


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_PATIENCE_SECONDS", "long"), ("SWEEP_DUTY", "much"), ("SWEEP_DUTY", "0"), ("SWEEP_DUTY", "2")],
)
def test_a_malformed_value_under_an_old_name_is_named_by_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.warns(DeprecationWarning, match=name), pytest.raises(InvalidSettings, match=rf"^{name}: "):
        load_settings()
