"""Segments for admins: how many members one has, and a list from what an admin writes."""

import re
from dataclasses import dataclass

from ...database import Database
from ..clock import Clock
from .errors import InvalidSetting, SettingTrouble
from .members.admins import Admins
from .members.segment_rows import count_members, find_by_ids_and_names
from .rules.ids import is_member_id
from .rules.segments import MAX_CHOSEN, Segment, checked_segment, chosen
from .rules.storable import is_storable

_BETWEEN = re.compile(r"[\s,;]+")
_LINK = re.compile(r"^(?:https?://)?t\.me/", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_]{3,32}")


@dataclass(frozen=True, slots=True)
class ChosenMembers:
    """What an admin's list says: the members in it, None if there are none, and the words that name
    nobody."""

    segment: Segment | None
    unknown: tuple[str, ...]


class Segments:
    """Reads about segments. Members are counted and paged as of each transaction."""

    def __init__(self, database: Database, clock: Clock, admins: Admins) -> None:
        self._database = database
        self._clock = clock
        self._admins = admins

    async def count(self, admin_id: int, segment: Segment) -> int:
        """Return how many members the segment has now. Raises NotAllowed, DatabaseUnavailable."""
        await self._admins.require(admin_id)
        return await self._database.read(count_members, checked_segment(segment), self._clock())

    async def find(self, admin_id: int, written: str) -> ChosenMembers:
        """Read a list of ids, @usernames and t.me links, with spaces, commas or lines between them.

        Raises NotAllowed, DatabaseUnavailable, and InvalidSetting for a list that is empty or too long.
        """
        await self._admins.require(admin_id)
        words = _words_of(written)
        ids = [int(word) for word in words if _is_id(word)]
        names = [_name_of(word) for word in words if not _is_id(word)]
        by_id, by_name = await self._database.read(
            find_by_ids_and_names, ids, sorted({name for name in names if _NAME.fullmatch(name)})
        )
        found, unknown = [], []
        for word in words:
            member = by_id.get(int(word)) if _is_id(word) else by_name.get(_name_of(word))
            if member is None:
                unknown.append(word)
            else:
                found.append(member)
        return ChosenMembers(chosen(found) if found else None, tuple(unknown))


def _words_of(written: object) -> list[str]:
    if not isinstance(written, str) or not is_storable(written):
        raise InvalidSetting("segment", "a list is a text with ids and @usernames", SettingTrouble.WRONG_KIND)
    words = [word for word in _BETWEEN.split(written) if word]
    if not words:
        raise InvalidSetting("segment", "the list is empty", SettingTrouble.EMPTY_LIST)
    if len(words) > MAX_CHOSEN:
        raise InvalidSetting(
            "segment",
            f"a list has at most {MAX_CHOSEN:,} members",
            SettingTrouble.TOO_MANY,
            {"most": MAX_CHOSEN},
        )
    return words


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 20 and is_member_id(int(word))


def _name_of(word: str) -> str:
    return _LINK.sub("", word).lstrip("@").rstrip("/").lower()
