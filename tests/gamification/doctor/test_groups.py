"""Findings of one kind are grouped: the first ones, and how many there are."""

from bot.services.gamification.doctor.findings import Finding
from bot.services.gamification.doctor.groups import FIRST, Groups


def test_of_each_kind_the_first_ones_are_kept_and_all_are_counted() -> None:
    groups = Groups()
    for number in range(1, 1_300):
        groups.add(Finding("balance", f"member {number}", "look"))
    groups.add(Finding("files", "product 1", "add files", wrong=False))
    assert groups.counts == {"balance": 1_299, "files": 1}
    assert list(groups.lines()) == [
        *(f"member {number}; look" for number in range(1, FIRST + 1)),
        "and 1,294 more of this kind, 1,299 in all (balance); besitos doctor --all shows each",
        "note: product 1; add files",
    ]


def test_kinds_stay_apart_however_they_come() -> None:
    groups = Groups()
    for number in range(FIRST):
        groups.add(Finding("files", f"product {number}", "add files", wrong=False))
        groups.add(Finding("balance", f"member {number}", "look"))
    lines = list(groups.lines())
    assert [line.startswith("note: product") for line in lines] == [True] * FIRST + [False] * FIRST


def test_more_notes_of_a_kind_are_a_note() -> None:
    groups = Groups()
    for number in range(FIRST + 2):
        groups.add(Finding("files", f"product {number}", "add files", wrong=False))
    assert list(groups.lines())[-1] == (
        "note: and 2 more of this kind, 7 in all (files); besitos doctor --all shows each"
    )


def test_without_findings_there_is_no_line() -> None:
    assert list(Groups().lines()) == []
