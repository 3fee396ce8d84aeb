"""The errors of the Bot API: code, description and parameters."""

import math
from typing import Any


class BotApiError(Exception):
    """A refused call; `str(error)` is the description as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": str(self)}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> BotApiError:
    """400: the call is wrong; repeating it does not help."""
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    """403: the bot may not do this there."""
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    """409: another process fetches the updates."""
    return BotApiError(409, f"Conflict: {reason}")


def unauthorized() -> BotApiError:
    """401: the token is unknown."""
    return BotApiError(401, "Unauthorized")


def not_found() -> BotApiError:
    """404: no such method, or something that cannot be a token."""
    return BotApiError(404, "Not Found")


def too_many_requests(seconds: float) -> BotApiError:
    """429: wait so many seconds, rounded up to whole ones."""
    wait = max(1, math.ceil(seconds))
    return BotApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def internal_server_error() -> BotApiError:
    """500: Telegram is broken; the call may or may not have had an effect."""
    return BotApiError(500, "Internal Server Error")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BLOCKED = "bot was blocked by the user"
