"""The last instants are kept as the driver takes them; each is stored as the same text as without that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Dialect, make_url

from bot.database.tables import types
from bot.database.tables.types import MAX_KEPT, UtcDateTime

MADRID = ZoneInfo("Europe/Madrid")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


DIALECTS = [make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+asyncpg://")]


def processor(dialect: Dialect) -> Callable[[Any], Any]:
    """What makes a value ready for the driver."""
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert process is not None
    return process


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_each_instant_is_stored_as_without_the_cache(dialect: Dialect) -> None:
    kept = processor(dialect)
    instants = [
        None,
        NOON,
        # Equal for Python, an hour apart: the clock is put back.
        datetime(2026, 10, 25, 2, 30, tzinfo=MADRID),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=MADRID),
        NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
        *(NOON + timedelta(microseconds=n) for n in range(2 * MAX_KEPT)),
    ]
    kind = UtcDateTime()
    driver: Any = kind.impl_instance.dialect_impl(dialect).bind_processor(dialect)
    naive = [kind.process_bind_param(one, dialect) for one in instants]
    stored = naive if driver is None else [driver(one) for one in naive]
    assert len(set(stored)) == len(instants) - 2  # noon comes three times
    for _ in range(2):
        assert [kept(one) for one in instants] == stored


def test_columns_share_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """One instant, in several columns of several statements, is converted once."""
    converted: list[object] = []
    convert = UtcDateTime.process_bind_param

    def counted(self: UtcDateTime, value: object, dialect: Dialect) -> datetime | None:
        converted.append(value)
        return convert(self, value, dialect)

    monkeypatch.setattr(UtcDateTime, "process_bind_param", counted)
    monkeypatch.setattr(types, "_kept", {})
    now = datetime.now(UTC)
    texts = {processor(DIALECTS[0])(now) for _ in range(3)}
    assert len(texts) == len(converted) == 1


@pytest.mark.parametrize("wrong", [NOON.replace(tzinfo=None), "2026-01-05", 5])
def test_what_is_no_instant_is_refused(wrong: object) -> None:
    kept = processor(DIALECTS[0])
    for _ in range(2):
        with pytest.raises(ValueError, match="aware datetime"):
            kept(wrong)
