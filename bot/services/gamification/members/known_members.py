"""Remembers who has a profile, and what Telegram said of them last."""

import marshal
from collections.abc import Callable, Iterable

from cachetools import Cache

from .identity import Identity


class KnownMembers:
    """At most `size` members, each for `ttl_seconds`; where there is no room, one that came early leaves.

    Each is a few bytes and not objects: a hundred thousand take 16 MiB in place of 55, a look two thirds of
    the time, and the garbage collector has nothing to look through (docs/decisions/0104).
    """

    def __init__(self, size: int, ttl_seconds: float, now: Callable[[], float]) -> None:
        """`now` returns seconds."""
        self._packed: Cache[int, bytes] = Cache(size)
        self._ttl = ttl_seconds
        self._now = now

    def add(self, people: Iterable[Identity]) -> None:
        """Remember these people from now on."""
        until = self._now() + self._ttl
        for who in people:
            self.forget(who.user_id)  # so that it comes last
            names = (who.first_name, who.username, who.last_name, who.language_code)
            try:
                self._packed[who.user_id] = marshal.dumps((until, *names))
            except ValueError:  # a subclass of str; it is looked up each time
                continue

    def get(self, user_id: int) -> Identity | None:
        """Return what was said of this person, or None."""
        try:
            packed = self._packed[user_id]
        except KeyError:
            return None
        until, *names = marshal.loads(packed)  # noqa: S302 - these bytes are our own
        return Identity(user_id, *names) if self._now() < until else None

    def agrees(self, user_id: int, first_name: str, username: str | None, last_name: str | None) -> bool:
        """Return True if this person is known by these names."""
        try:
            packed = self._packed[user_id]
        except KeyError:
            return False
        until, first, user, last, _ = marshal.loads(packed)  # noqa: S302
        return (first, user, last) == (first_name, username, last_name) and self._now() < until

    def forget(self, user_id: int) -> None:
        """Forget this person, if they are known."""
        self._packed.pop(user_id, None)
