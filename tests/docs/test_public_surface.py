"""The promise of docs/api.md, held: tests/docs/public_api.txt has every public name with its signature.

After a change that is meant: BESITOS_WRITE_SNAPSHOTS=1, run, and read the difference.
"""

import difflib
import inspect
import os
import re
from pathlib import Path

import pytest

import bot
from tests.docs.pages import code, section, tables
from tests.docs.public_surface import (
    SERVICES,
    attributes_of,
    inner_names,
    other_attributes,
    public_objects,
    surface,
)

SNAPSHOT = Path(__file__).with_name("public_api.txt")
WHAT_TO_DO = """The public names are not those of tests/docs/public_api.txt.

{difference}

+ only: something new. Name it in docs/api.md and CHANGELOG.md.
- somewhere: a bot that we do not see may use it. Keep the old name beside the new one, with a warning
  (bot/deprecations.py), for the versions that docs/api.md promises; write a decision record, a line of
  CHANGELOG.md and a row of "The promise" in docs/api.md.
Then write the snapshot again, and read its difference:
  BESITOS_WRITE_SNAPSHOTS=1 make test ARGS=tests/docs/test_public_surface.py"""
CLASSES = {name: kind for name, kind in public_objects().items() if inspect.isclass(kind)}


def promised(name: str, kind: type) -> set[str]:
    """What the page names of a class: calls, fields, values, attributes of errors, and others."""
    services, _ = tables(section("api.md", "Services"))
    own = [row for row in services if SERVICES.get(code(row[0])[0]) is kind]
    calls = {call.split("(")[0] for row in own for call in code(row[1]) if re.match(r"\w+\(.*->|\w+$", call)}
    fields = {
        word.split("=")[0]
        for table in (
            *tables(section("api.md", "What they return"))[:-1],
            *tables(section("api.md", "Errors")),
        )
        for row in table
        if code(row[0])[0] == name
        for word in code(row[1])
    }
    return calls | fields | other_attributes().get(name, frozenset())


def test_the_public_names_are_those_of_the_snapshot() -> None:
    now = surface()
    if os.environ.get("BESITOS_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    before = SNAPSHOT.read_text(encoding="utf-8")
    if now != before:
        lines = difflib.unified_diff(
            before.splitlines(), now.splitlines(), "promised", "now", n=1, lineterm=""
        )
        pytest.fail(WHAT_TO_DO.format(difference="\n".join(lines)), pytrace=False)


@pytest.mark.parametrize("name", CLASSES)
def test_each_public_attribute_is_promised_on_the_page_or_inner(name: str) -> None:
    kind = CLASSES[name]
    if issubclass(kind, bot.GamificationEvent) or kind in (bot.Gamification, bot.Settings):
        return  # test_api_page compares their fields
    if "." in name:  # of a module: the page promises what its table has, and nothing else
        return
    inner = inner_names().get(kind.__name__, frozenset())
    public = attributes_of(kind).keys()
    assert promised(name, kind) | inner >= public, "underscore it, or put it into docs/api.md"
    assert inner <= public, "docs/api.md calls something inner that is gone"
    assert not inner & promised(name, kind)


def test_the_page_names_each_object() -> None:
    page = "".join(
        section("api.md", heading) for heading in ("A bot of its own", "Services", "What they return")
    )
    page += section("api.md", "Errors")
    words = set(re.findall(r"\w+", page))
    assert {name.rpartition(".")[2] for name in public_objects()} - words == set()
