"""What every screen says, word for word, in each language: tests/ui/snapshots, to be read by people.

After a change of a text: BESITOS_WRITE_SNAPSHOTS=1, run, and read the difference.
"""

import os
from pathlib import Path

import pytest

from tests.kit.voice import LANGUAGES, texts_in
from tests.ui.all_screens import everything_in

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bot_says_what_the_snapshot_has(language: str) -> None:
    snapshot = SNAPSHOTS / f"{language}.txt"
    said = everything_in(texts_in(language)) + "\n"
    if os.environ.get("BESITOS_WRITE_SNAPSHOTS"):
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8")
