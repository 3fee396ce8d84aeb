"""Addresses of databases: the schema that they may name, and how they are shown."""

import pytest
from sqlalchemy.engine import make_url

from bot.database.urls import (
    InvalidDatabaseUrl,
    normalise_database_url,
    schema_of,
    shown_url,
    without_schema,
)

HOST = "postgresql://ana:secret@db/host"


@pytest.mark.parametrize("schema", ["besitos", "_b", "b2", "user", "x" * 63])
def test_the_schema_of_an_address(schema: str) -> None:
    url = make_url(normalise_database_url(f"{HOST}?schema={schema}"))
    assert schema_of(url) == schema
    assert normalise_database_url(url.render_as_string(hide_password=False)) == url.render_as_string(
        hide_password=False
    )
    assert "schema" not in without_schema(url).query
    assert shown_url(url) == f"postgresql+asyncpg://ana:***@db/host?schema={schema}"


def test_the_other_options_stay_with_the_driver_and_are_not_shown() -> None:
    url = make_url(normalise_database_url(f"{HOST}?ssl=require&schema=besitos"))
    assert dict(without_schema(url).query) == {"ssl": "require"}
    assert shown_url(url) == "postgresql+asyncpg://ana:***@db/host?schema=besitos"


def test_an_address_without_a_schema() -> None:
    assert schema_of(make_url(normalise_database_url(HOST))) is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("schema=", "'' cannot be the schema"),
        ("schema", "'' cannot be the schema"),
        ("schema=Besitos", "'Besitos' cannot be the schema"),
        ("schema=2besitos", "cannot be the schema"),
        ("schema=be-sitos", "cannot be the schema"),
        ("schema=bésitos", "cannot be the schema"),
        ("schema=a.b", "cannot be the schema"),
        ("schema=a,public", "cannot be the schema"),
        ("schema=%22%3B DROP SCHEMA public", "cannot be the schema"),
        ("schema=besitos%0A", "cannot be the schema"),
        ("schema=$user", "cannot be the schema"),
        ("schema=" + "x" * 64, "1 to 63"),
        ("schema=public", "public is no schema of our own"),
        ("schema=pg_catalog", "belongs to PostgreSQL itself"),
        ("schema=pg_besitos", "belongs to PostgreSQL itself"),
        ("schema=information_schema", "belongs to PostgreSQL itself"),
        ("schema=a&schema=b", "more than one schema"),
        ("ssl=require&schema=", "'' cannot be the schema"),
    ],
)
def test_what_cannot_be_our_schema(options: str, reason: str) -> None:
    with pytest.raises(InvalidDatabaseUrl) as refused:
        normalise_database_url(f"{HOST}?{options}")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_sqlite_has_no_schemas() -> None:
    with pytest.raises(InvalidDatabaseUrl, match="a file of their own: sqlite:///"):
        normalise_database_url("sqlite:///bot.db?schema=besitos")


def test_a_password_that_looks_like_an_option() -> None:
    url = normalise_database_url("postgresql://ana:a?schema=@db/host")
    assert make_url(url).password == "a?schema="
