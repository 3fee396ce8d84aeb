"""The parameters of a call, from forms and query strings (texts) or JSON bodies (values)."""

import json
from collections.abc import Mapping
from typing import Any

from .errors import bad_request
from .world.files import Upload


class Parameters:
    """Reads one parameter at a time, in the type that the method needs; absent ones are None."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = dict(values)
        self.uploads = dict(uploads or {})

    def text(self, name: str) -> str | None:
        """As it was written."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (dict, list)):
            return json.dumps(value)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number. Raises BotApiError for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number, limited to `least` and `most`."""
        value = self.integer(name)
        return max(least, min(most, default if value is None else value))

    def flag(self, name: str) -> bool:
        """True for the values that Telegram accepts as yes."""
        return (self.text(name) or "").lower() in ("true", "yes", "1")

    def structure(self, name: str, described: str) -> Any:
        """A value written as JSON. Raises BotApiError if it is invalid; `described` names it."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {described} JSON object") from None

    def required_integer(self, name: str, missing: str) -> int:
        """A whole number. Raises BotApiError with `missing` where there is none."""
        value = self.integer(name)
        if value is None:
            raise bad_request(missing)
        return value

    def required_text(self, name: str, missing: str) -> str:
        """A text. Raises BotApiError with `missing` where there is none."""
        value = self.text(name)
        if not value:
            raise bad_request(missing)
        return value
