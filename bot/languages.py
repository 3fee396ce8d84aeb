"""Which languages there are: each folder with Fluent files is one, named by its code."""

from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE = "es"


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the languages of a folder of texts, sorted."""
    return tuple(
        sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and any(entry.glob("*.ftl")))
    )
