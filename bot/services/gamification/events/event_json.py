"""Events as JSON, for durable hooks: written in the event's transaction, read when the hook is called."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .. import happened
from ..happened import GamificationEvent

T = TypeVar("T")

EVENT = "event"
FIELDS = "fields"


def written_event(event: GamificationEvent) -> dict[str, Any]:
    """Return an event as JSON."""
    return {EVENT: type(event).__name__, FIELDS: _written(event)}


def read_event(payload: Mapping[str, Any]) -> GamificationEvent:
    """Return the event that `written_event` wrote. Raises ValueError for one that this version does not
    know."""
    kind = getattr(happened, str(payload.get(EVENT)), None)
    if not isinstance(kind, type) or not issubclass(kind, GamificationEvent):
        raise ValueError(f"{payload.get(EVENT)!r:.60} is not a type of event of this version")  # noqa: TRY004 - the text is wrong, not its type
    return _read_dataclass(kind, payload[FIELDS])


def _written(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):  # a datetime, too
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    return value


def _read_dataclass(kind: type[T], written: Mapping[str, Any]) -> T:
    hints = get_type_hints(kind)
    # A field that an older version did not write has its default; one of a newer version is left out.
    return kind(**{name: _read(hints[name], value) for name, value in written.items() if name in hints})


def _read(hint: Any, written: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return _read_one_of(get_args(hint), written)
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], one) for one in written)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_dataclass(hint, written)
    if hint is datetime or hint is date:
        return hint.fromisoformat(written)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(written)
    return written


def _read_one_of(hints: tuple[Any, ...], written: Any) -> Any:
    if written is None:
        return None
    for hint in hints:
        if hint is not type(None):
            try:
                return _read(hint, written)
            except ValueError:  # a word that is not one of an enum's
                continue
    raise ValueError(f"{written!r:.60} cannot be read")
