"""Segments: which members a payment or a message is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from ..errors import InvalidSetting, SettingTrouble
from .ids import is_member_id

ACTIVE_WITHIN = timedelta(days=7)
MAX_CHOSEN = 1_000
"""Of a list that an admin gives."""


class SegmentKind(StrEnum):
    """How the members of a segment are found."""

    EVERYONE = "everyone"
    """Everybody with a profile."""
    VIP = "vip"
    """Profiles of members who are VIP by role or by a subscription that runs: what the tables say. The word
    of a host's `is_vip` is not asked, because a page of members is one transaction."""
    ACTIVE = "active"
    """Profiles of members who earned or spent by something that they did, or reacted, within seven days."""
    CHOSEN = "chosen"
    """A list of members, with or without profiles."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Members, by a rule or by a list. By a rule, a member is in it as of the transaction that asks."""

    kind: SegmentKind
    members: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", _kind_of(self.kind))
        members = tuple(self.members)
        if not all(is_member_id(one) for one in members):
            raise InvalidSetting("segment", "a list holds the ids of members", SettingTrouble.WRONG_KIND)
        object.__setattr__(self, "members", tuple(sorted(set(members))))
        if (self.kind is SegmentKind.CHOSEN) is not bool(self.members):
            raise InvalidSetting(
                "segment",
                "a list has one member at least, and nothing else has a list",
                SettingTrouble.EMPTY_LIST,
            )
        if len(self.members) > MAX_CHOSEN:
            raise InvalidSetting(
                "segment",
                f"a list has at most {MAX_CHOSEN:,} members",
                SettingTrouble.TOO_MANY,
                {"most": MAX_CHOSEN},
            )

    def written(self) -> dict[str, Any]:
        """Return it as JSON, for `segment_of`."""
        if self.kind is SegmentKind.CHOSEN:
            return {"kind": self.kind.value, "members": list(self.members)}
        return {"kind": self.kind.value}

    def in_words(self) -> str:
        """Return it for the audit log and logs: one word, and of a list its length."""
        return f"{len(self.members)} chosen" if self.members else self.kind.value


def segment_of(written: Mapping[str, Any]) -> Segment:
    """Return the segment that was `written`. Raises InvalidSetting."""
    return Segment(written.get("kind"), tuple(written.get("members") or ()))  # type: ignore[arg-type]


def chosen(members: Sequence[int]) -> Segment:
    """Return the segment of these members. Raises InvalidSetting for none, for too many, and for what is no
    id."""
    return Segment(SegmentKind.CHOSEN, tuple(members))


def checked_segment(segment: object) -> Segment:
    """Raises InvalidSetting unless this is a segment."""
    if not isinstance(segment, Segment):
        raise InvalidSetting(
            "segment", f"a Segment is needed, not {segment!r:.40}", SettingTrouble.WRONG_KIND
        )
    return segment


def _kind_of(kind: object) -> SegmentKind:
    try:
        return SegmentKind(kind)  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(SegmentKind)
        raise InvalidSetting(
            "segment",
            f"{kind!r:.40} is not a segment; there are: {known}",
            SettingTrouble.NOT_ONE_OF,
            {"known": known},
        ) from None
