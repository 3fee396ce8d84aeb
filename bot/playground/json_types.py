"""The type of a JSON object, as the Bot API speaks it."""

from typing import Any

Json = dict[str, Any]
