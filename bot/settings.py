"""Settings of a process, from the environment and a `.env` file.

What the creator changes while the bot runs (prices, limits, the time zone) is in the database: see
`bot/services/gamification/economy.py`.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from .currency import Currency, parse_currency
from .database.engines import DEFAULT_RETRY_TIMEOUT_SECONDS
from .database.urls import InvalidDatabaseUrl, normalise_database_url
from .deprecations import warn_renamed
from .languages import DEFAULT_LANGUAGE, LOCALES, languages_in
from .redaction import learn_secrets
from .services.jobs.pace import DEFAULT_DUTY_CYCLE
from .services.jobs.schedule import Schedule

DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///besitos.db"
RENAMED = {
    "database_patience_seconds": "database_retry_timeout_seconds",
    "sweep_duty": "sweep_duty_cycle",
}
"""Old names of variables and their new ones."""
RENAMED_UNTIL = "1.0"
TELEGRAM_API_URL = "https://api.telegram.org"
MIN_TOKEN_PART = 20  # Telegram's have 35 characters after the colon; a shorter one may be a word in our log


class InvalidSettings(Exception):
    """A variable is missing or malformed. The message is one line and names the variable."""


class Settings(BaseSettings):
    """Every variable of the environment that Besitos reads; names are the fields in upper case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = Field(default=None, description="Token of the bot, from @BotFather.")
    database_url: str = Field(
        default=DEFAULT_DATABASE_URL,
        repr=False,
        description="SQLite file or PostgreSQL database; its password is never logged.",
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(), description="Telegram ids of the admins, comma-separated."
    )
    telegram_api_url: str = Field(default=TELEGRAM_API_URL, description="Root of the Bot API server.")
    auto_upgrade: bool = Field(default=True, description="Upgrade the database at start.")
    default_language: str = Field(
        default=DEFAULT_LANGUAGE, description="Language of members whose own is not supported."
    )
    currency: Annotated[Currency | dict[str, Currency] | None, NoDecode] = Field(
        default=None, description="Words for the currency, such as moneda,monedas,🪙; empty: besitos."
    )
    locales: Path | None = Field(
        default=None, description="Folder of texts that replace ours; besitos texts export makes one."
    )
    webhook_url: str | None = Field(default=None, description="Public https address; empty: long polling.")
    webhook_secret: SecretStr | None = Field(
        default=None, description="Secret that Telegram sends with every request."
    )
    webhook_host: str = Field(default="127.0.0.1", description="Address that the webhook server listens on.")
    webhook_port: int = Field(
        default=8080, ge=1, le=65535, description="Port that the webhook server listens on."
    )
    sweep_schedule: str | None = Field(
        default=None,
        description="When the sweep starts automatically: a cron expression, in UTC; empty: never.",
    )
    sweep_duty: float | None = Field(
        default=None, ge=0.001, le=1, description="Old name of SWEEP_DUTY_CYCLE, until 1.0."
    )
    sweep_duty_cycle: float = Field(
        default=DEFAULT_DUTY_CYCLE,
        ge=0.001,
        le=1,
        description="Largest share of time in which the sweep and other jobs may keep the database busy.",
    )
    redis_url: SecretStr | None = Field(
        default=None, description="Conversations of the panel in Redis; empty: in the database."
    )
    log_format: Literal["console", "json"] = Field(default="console", description="Format of log lines.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Lowest level that is logged."
    )

    database_pool_size: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Connections that this process keeps to PostgreSQL; readers on SQLite.",
    )
    database_patience_seconds: float | None = Field(
        default=None, gt=0, le=120, description="Old name of DATABASE_RETRY_TIMEOUT_SECONDS, until 1.0."
    )
    database_retry_timeout_seconds: float = Field(
        default=DEFAULT_RETRY_TIMEOUT_SECONDS,
        gt=0,
        le=120,
        description="Seconds that a database call waits for its turn and retries while busy.",
    )
    profile_cache_size: int = Field(
        default=50_000, ge=1, le=5_000_000, description="Members cached as known; about 0.5 kB each."
    )
    profile_cache_ttl_seconds: float = Field(
        default=3600.0, gt=0, description="Seconds after which a known member is looked up again."
    )

    @model_validator(mode="before")
    @classmethod
    def _renamed(cls, values: Any) -> Any:
        """Map values that are set under an old name only to the new name."""
        if isinstance(values, dict):
            for old, new in RENAMED.items():
                if values.get(old) is not None:
                    warn_renamed(old.upper(), new.upper(), until=RENAMED_UNTIL)
                    values = {new: values[old], **values}
        return values

    def old_names(self) -> dict[str, str]:
        """Return variables that are set under an old name, which 1.0 will not read, with their new names."""
        return {old.upper(): new.upper() for old, new in RENAMED.items() if getattr(self, old) is not None}

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        try:
            return normalise_database_url(value)
        except InvalidDatabaseUrl as error:
            raise ValueError(str(error)) from None

    @field_validator("currency", mode="before")
    @classmethod
    def _currency(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return parse_currency(value)
        except ValueError as error:
            raise ValueError(str(error).removeprefix("currency: ")) from None

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _admin_ids(cls, value: Any) -> Any:
        if isinstance(value, int):
            return (value,)
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        wrong = [part for part in parts if not part.isdecimal()]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not a Telegram id; expected numbers separated by commas")
        return [int(part) for part in parts]

    @field_validator("bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, _, secret = value.get_secret_value().partition(":")
            if not number.isdecimal() or not secret or " " in secret:
                raise ValueError("does not look like a token; @BotFather gives one like 123456:ABC-DEF")
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _http_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("sweep_schedule")
    @classmethod
    def _cron(cls, value: str | None) -> str | None:
        return Schedule(value).expression if value is not None else None

    @model_validator(mode="after")
    def _default_language_has_texts(self) -> "Settings":
        known = {*languages_in(LOCALES)}
        if self.locales is not None and self.locales.is_dir():  # what else is wrong there is said at start
            known |= {*languages_in(self.locales)}
        if self.default_language not in known:
            there = ", ".join(sorted(known))
            raise ValueError(f"DEFAULT_LANGUAGE: no texts in {self.default_language!r}; there are: {there}")
        return self

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> "Settings":
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET: missing; anybody could send updates to the webhook without it")
        return self

    def model_post_init(self, _context: Any) -> None:
        """Register our secrets, so that all later output hides them."""
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        own_part = token.partition(":")[2]
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        redis_url = self.redis_url.get_secret_value() if self.redis_url else ""
        learn_secrets(
            (token, own_part if len(own_part) >= MIN_TOKEN_PART else "", secret),
            (self.database_url, redis_url, self.telegram_api_url, self.webhook_url or ""),
        )


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` (for instance from the command line) on top.

    Raises InvalidSettings with one line that names the first wrong variable.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        name = ".".join(str(part) for part in first["loc"][:1]).upper()
        raise InvalidSettings(f"{name}: {reason}" if name else reason) from None
