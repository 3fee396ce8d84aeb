"""Which languages there are: each folder with Fluent files is one, named by its code."""

from collections.abc import Sequence
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE = "es"


class InvalidTexts(Exception):
    """Texts cannot be used or written. The message, and `problems`, have one line for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the languages of a folder of texts, sorted."""
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and texts_in(entry)))


def texts_in(folder: Path) -> list[Path]:
    """Return the Fluent files of one language, sorted."""
    return sorted(folder.rglob("*.ftl"))
