"""Every target that make help lists runs when asked for, also where a folder has its name (docs, tests)."""

import re
from pathlib import Path

MAKEFILE = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_no_target_is_taken_for_a_file() -> None:
    listed = re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE)
    phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert sorted(" ".join(phony).split()) == sorted(listed)
