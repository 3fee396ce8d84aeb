"""besitos texts: writes our texts out as a start for a host's own, and checks those."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..languages import LOCALES, InvalidTexts, languages_in, texts_in


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    texts = typer.Typer(help="Your own words: write our texts out, and check yours.", no_args_is_help=True)
    texts.command()(export)
    texts.command()(check)
    app.add_typer(texts, name="texts")


def export(
    language: Annotated[str, typer.Argument(help="One of our languages, such as es.")],
    directory: Annotated[
        Path, typer.Argument(help="Gets a folder for the language; nothing is overwritten.")
    ],
) -> None:
    """Write our texts in a language to DIRECTORY/LANGUAGE: keep what you change, and delete the rest."""
    ours = languages_in(LOCALES)
    if language not in ours:
        raise typer.BadParameter(f"no texts in {language!r}; there are: {', '.join(ours)}")
    files = {directory / language / file.name: file for file in texts_in(LOCALES / language)}
    for new in files:
        if new.exists():
            raise InvalidTexts([f"{new} is there already; name another directory"])
    try:
        (directory / language).mkdir(parents=True, exist_ok=True)
        for new, file in files.items():
            with new.open("x", encoding="utf-8") as out:
                out.write(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidTexts([f"{error.filename or directory}: {error.strerror}; name another"]) from error
    _say(f"wrote {len(files)} files to {directory / language}; use them with LOCALES={directory}")


def check(
    directory: Annotated[Path, typer.Argument(help="The folder of LOCALES or of locales=.")],
) -> None:
    """Check your own texts as the start of the bot does: one line for each problem."""
    from ..ui.overrides import read_overrides  # Babel is not needed by other commands

    overrides = read_overrides(directory)
    for language in overrides.texts:
        missing = overrides.missing.get(language)
        rest = f"; {len(missing)} messages come from the default language" if missing else ""
        _say(f"{language}: correct{rest}")
    if not overrides.texts:
        _say(f"{directory}: no folder with .ftl files in it")


def _say(line: str) -> None:
    Console().print(line, markup=False, highlight=False, soft_wrap=True)
