"""What is remembered of members without the database."""

import gc
import tracemalloc
from dataclasses import dataclass, replace

import pytest

from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.known_members import KnownMembers

ANA = Identity(1, "Ana", "ana", None, "es")
MAX_BYTES = 300


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def names(who: Identity) -> tuple[int, str, str | None, str | None]:
    return who.user_id, who.first_name, who.username, who.last_name


@pytest.mark.parametrize(
    "who",
    [
        ANA,
        Identity(2, ""),
        Identity(3, "", "", "", ""),
        Identity(2**52, "Ñandú 🪙 \ud800 \0", "n", "\n", "pt-br"),
    ],
)  # fmt: skip
def test_a_person_is_known_by_their_names_and_no_others(who: Identity) -> None:
    known = KnownMembers(10, 60.0, Clock())
    assert known.get(who.user_id) is None
    assert not known.agrees(*names(who))
    known.add([who])
    assert known.get(who.user_id) == who
    assert known.agrees(*names(who))
    for other in (replace(who, first_name="X"), replace(who, username="x"), replace(who, last_name="x")):
        assert not known.agrees(*names(other))
    assert known.agrees(*names(replace(who, language_code="fr")))
    known.forget(who.user_id)
    known.forget(who.user_id)
    assert known.get(who.user_id) is None


def test_none_is_not_an_empty_name() -> None:
    known = KnownMembers(10, 60.0, Clock())
    known.add([ANA])
    assert not known.agrees(1, "Ana", "ana", "")


def test_each_time_counts_from_the_last_look_at_the_database() -> None:
    known = KnownMembers(10, 60.0, clock := Clock())
    known.add([ANA])
    clock.now += 59.0
    known.add([replace(ANA, first_name="Anita")])
    clock.now += 59.0
    assert known.agrees(1, "Anita", "ana", None)
    clock.now += 1.0
    assert not known.agrees(1, "Anita", "ana", None)
    assert known.get(1) is None


def test_who_came_last_stays_where_there_is_no_room() -> None:
    known = KnownMembers(3, 60.0, Clock())
    known.add(Identity(number, "N") for number in (1, 2, 3, 1, 4))
    assert [number for number in range(6) if known.get(number)] == [1, 3, 4]


def test_a_name_of_another_type_is_not_kept_and_does_no_harm() -> None:
    class Name(str):
        __slots__ = ()

    known = KnownMembers(3, 60.0, Clock())
    known.add([ANA])
    known.add([replace(ANA, first_name=Name("Ana")), Identity(2, "Bea")])
    assert known.get(1) is None
    assert known.agrees(2, "Bea", None, None)


def test_a_member_takes_few_bytes_and_is_nothing_for_the_garbage_collector() -> None:
    known = KnownMembers(10_000, 60.0, Clock())
    known.add([ANA])
    gc.collect()
    tracked = len(gc.get_objects())
    tracemalloc.start()
    try:
        known.add(Identity(10**9 + n, f"Ana {n}", f"ana{n}", None, "es") for n in range(10_000))
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken / 10_000 < MAX_BYTES
    assert len(gc.get_objects()) < tracked + 100
