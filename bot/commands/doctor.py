"""besitos doctor: prints one line for each problem in a live database. It writes nothing without --fix."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, Protocol

import typer
from sqlalchemy.engine import make_url

from ..database import Database, DatabaseUnavailable
from ..database.upgrade import UpgradeRefused
from ..database.upgrade.errors import as_one_line
from ..database.urls import shown_url, sqlite_path
from ..logs import configure_logging
from ..services.gamification.doctor.doctor import Doctor
from ..services.gamification.doctor.findings import Finding
from ..services.gamification.doctor.groups import Groups
from ..services.gamification.doctor.mend import MENDED
from .options import DatabaseUrl, settings_with


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)


def doctor(
    every: Annotated[
        bool, typer.Option("--all", help="Show every finding, not only the first five of a kind.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document with every finding, for machines.")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="First mend what is safe: levels and streaks; see besitos audit.",
        ),
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Check the invariants and settings of the live database; one line per finding, then exit status 1."""
    settings = settings_with(database_url)
    configure_logging(settings.log_format, "ERROR", sys.stderr)  # findings report what is logged
    refuse_a_missing_file(settings.database_url)
    show: _Show = _Document() if as_json else _Each() if every else _Grouped()
    if asyncio.run(_examine(settings.database_url, show, fix)):
        raise typer.Exit(1)


class _Show(Protocol):
    """How findings are printed."""

    def mended(self, rows: Mapping[str, int]) -> None:
        """What was mended: how many rows, by what was done."""

    def finding(self, finding: Finding) -> None:
        """The next one."""

    def end(self, wrong: int, notes: int, *, complete: bool = True) -> None:
        """That was all, or all until the examination broke off."""


class _Each:
    """A line for each finding, as soon as it is found."""

    def mended(self, rows: Mapping[str, int]) -> None:
        for what, count in rows.items():
            _print(f"mended {count:,} {'row' if count == 1 else 'rows'}, {what}: {MENDED[what]}")
        if not rows:
            _print("nothing to mend")

    def finding(self, finding: Finding) -> None:
        _print(str(finding))

    def end(self, wrong: int, notes: int, *, complete: bool = True) -> None:
        if complete and not wrong:
            _print("all is well" + (f"; {notes:,} notes above" if notes else ""))


class _Grouped(_Each):
    """Kind by kind: the first ones, and how many there are."""

    def __init__(self) -> None:
        self._groups = Groups()

    def finding(self, finding: Finding) -> None:
        self._groups.add(finding)

    def end(self, wrong: int, notes: int, *, complete: bool = True) -> None:
        for line in self._groups.lines():
            _print(line)
        super().end(wrong, notes, complete=complete)


class _Document:
    """One JSON document."""

    def __init__(self) -> None:
        self._mended: Mapping[str, int] | None = None
        self._findings: list[dict[str, object]] = []

    def mended(self, rows: Mapping[str, int]) -> None:
        self._mended = dict(rows)

    def finding(self, finding: Finding) -> None:
        self._findings.append(asdict(finding))

    def end(self, wrong: int, notes: int, *, complete: bool = True) -> None:
        kinds = Counter(str(finding["kind"]) for finding in self._findings)
        document = {
            "complete": complete, "wrong": wrong, "notes": notes, "kinds": kinds, "findings": self._findings,
        }  # fmt: skip
        if self._mended is not None:
            document["mended"] = self._mended
        _print(json.dumps(document, ensure_ascii=False, indent=1))


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the command is for


async def _examine(url: str, show: _Show, fix: bool) -> int:
    """Show the findings, after mending what can be mended where `fix` is asked for; how many are wrong."""
    database = Database(url, pool_size=1)
    wrong = notes = 0
    try:
        examiner = Doctor(database)
        if fix:
            show.mended(await examiner.mend())
        async with aclosing(examiner.examine()) as findings:
            async for finding in findings:
                show.finding(finding)
                wrong += finding.wrong
                notes += not finding.wrong
    except Exception as error:
        show.end(wrong, notes, complete=False)
        if isinstance(error, DatabaseUnavailable):
            raise
        raise as_one_line(error, shown_url(make_url(url)), None, doing="examining") from error
    finally:
        await database.close()
    show.end(wrong, notes)
    return wrong


def refuse_a_missing_file(url: str) -> None:
    """Refuse a missing file, because opening it would create it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not sqlite_path(parsed).is_file():
        raise UpgradeRefused(f"there is no database {shown_url(parsed)}: check DATABASE_URL")
