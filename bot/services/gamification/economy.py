"""The economy's settings at run time: read from `bot_config`, cached for a few seconds, edited by admins."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ...database import Database
from ...database.tables.host import BotConfig
from ..cached_read import CachedRead
from ..clock import Clock, system_clock
from ..jobs import Run
from .audit import Change, by_admin, record
from .errors import ChangedMeanwhile, InvalidSetting
from .host_config import write_bot_config
from .in_force import SETTINGS_VERSION
from .level_changes import level_changes
from .members.admins import Admins
from .rules.levels import level_formula
from .rules.preview import EconomyPreview, preview_of
from .rules.settings import DEFAULTS, NAMES, NOTED, EconomySettings, check, check_name
from .rules.terms import CurrentSettings

log = structlog.get_logger(__name__)

_reported: set[tuple[str, str]] = set()


CHANGED = "setting"
"""What an edit does, in the audit log."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """What an admin changes, and the values that this admin saw."""

    changes: dict[str, Any]
    expected: Mapping[str, Any]
    at: datetime
    admin_id: int


class Recompute(Protocol):
    """Corrects the stored levels after a change of the formula."""

    def queue(self, session: Session, admin_id: int, expression: str) -> Run:
        """Queue the work in the transaction of the edit."""

    async def work(self, run: Run) -> None:
        """Begin the work after the commit."""


class Economy:
    """The settings of one process."""

    def __init__(
        self,
        database: Database,
        clock: Clock = system_clock,
        admins: Admins | None = None,
        recompute: Recompute | None = None,
    ) -> None:
        """`recompute` updates the stored levels after a change of the formula. Without it they stay as they
        are; the levels shown are right anyway, because they are derived."""
        self._database = database
        self._recompute = recompute
        self._admins = admins or Admins(database)
        self._clock = clock
        self._settings = CachedRead(database, read_current_settings)

    async def settings(self) -> EconomySettings:
        """Return the settings in force, at most three seconds old, or the last known ones while the database
        is down. Raises DatabaseUnavailable if they were never read.
        """
        return (await self.current()).settings

    async def current(self) -> CurrentSettings:
        """Return the settings in force with their version."""
        return await self._settings.get()

    def outdated(self, settings: CurrentSettings) -> None:
        """Read again before the next unit of work: the database has newer settings."""
        self._settings.outdated(settings)

    async def update(
        self, admin_id: int, *, expected: Mapping[str, Any] | None = None, **changes: Any
    ) -> EconomySettings:
        """Change settings, all or none. They apply to the next update of this process.

        `expected`: values that the admin saw, by name. If another one is in force, ChangedMeanwhile says
        which, and nothing changes. Raises NotAllowed, InvalidSetting (which names the range) and
        DatabaseUnavailable. Each setting that changes is a row of the audit log. A new level formula is
        applied to the stored levels in short batches by a run that is queued in the same transaction: in the
        background if the job runner is open, else before this returns.
        """
        await self._admins.require(admin_id)
        for name, value in changes.items():
            check(name, value)
        for name in expected or {}:
            check_name(name)
        edit = _Edit(changes, expected or {}, self._clock(), admin_id)
        edits = self._settings.edits
        try:
            after, noted, run = await self._database.write(_write_settings, edit, self._recompute)
        finally:  # a cancelled call may have been committed
            self._settings.invalidate()
        # If another edit ended meanwhile, either of them may be the latest.
        self._settings.store(after, fresh=self._settings.edits == edits + 1)
        log.info("economy_changed", admin_id=admin_id, changes=noted)
        if self._recompute is not None and run is not None:
            await self._recompute.work(run)
        return after.settings

    async def reset(
        self, admin_id: int, *names: str, expected: Mapping[str, Any] | None = None
    ) -> EconomySettings:
        """Set these settings to their defaults, as `update` does."""
        for name in names:
            check_name(name)
        return await self.update(admin_id, expected=expected, **{name: DEFAULTS[name] for name in names})

    async def preview(self, **changes: Any) -> EconomyPreview:
        """Return what a change would do: claims, reactions, levels, how many members would change level.
        Nothing changes. Raises InvalidSetting, which names the range, and DatabaseUnavailable."""
        for name, value in changes.items():
            await asyncio.to_thread(check, name, value)  # a formula is tried at some thousand sums
        before = await self._database.read(read_settings)
        after = replace(before, **changes)
        preview = preview_of(before, after, self._clock())
        if before.level_formula == after.level_formula:
            return preview
        formulas = level_formula(before.level_formula), level_formula(after.level_formula)
        return replace(preview, level_changes=await level_changes(self._database, *formulas))


def read_settings(session: Session) -> EconomySettings:
    """Read the settings in force inside a unit of work; one statement.

    A value out of its range, written by the host, counts as not set; it is reported once.
    """
    return read_current_settings(session).settings


def read_current_settings(session: Session) -> CurrentSettings:
    """The same with their version; one statement."""
    row = session.execute(
        select(*(getattr(BotConfig, name) for name in (*NAMES, *NOTED)), SETTINGS_VERSION).where(
            BotConfig.id == 1
        )
    ).one_or_none()
    if row is None:
        return CurrentSettings(EconomySettings(), None)
    values = {name: getattr(row, name) for name in (*NAMES, *NOTED) if getattr(row, name) is not None}
    for name, value in list(values.items()):
        try:
            if name == "day_timezone_before":
                check("day_timezone", value)
            elif name not in NOTED:
                check(name, value)
        except InvalidSetting as error:
            del values[name]
            if (name, repr(value)) not in _reported:
                _reported.add((name, repr(value)))
                log.warning("setting_ignored", setting=name, reason=error.reason)
    return CurrentSettings(EconomySettings(**values), row.settings_version)


def _write_settings(
    session: Session, edit: _Edit, recompute: Recompute | None
) -> tuple[CurrentSettings, dict[str, list[Any]], Run | None]:
    """Return the settings, before and after of each one that was given, and the run of a new formula."""
    # The lock comes first (SQLite has it already): what is read after it is what this edit changes.
    session.execute(select(BotConfig.id).where(BotConfig.id == 1).with_for_update())
    before = read_current_settings(session)
    for name, seen in edit.expected.items():
        if (value := getattr(before.settings, name)) != seen:
            raise ChangedMeanwhile(name, value)
    changes, zone = edit.changes, before.settings.day_timezone
    if changes.get("day_timezone", zone) != zone:
        changes = {**changes, "day_timezone_since": edit.at, "day_timezone_before": zone}
    if changes:
        write_bot_config(session, edit.at, **changes)
    after = read_current_settings(session)
    noted = {name: [getattr(before.settings, name), value] for name, value in edit.changes.items()}
    record(
        session,
        by_admin(edit.admin_id),
        [Change(CHANGED, f"setting {name}", old, new) for name, (old, new) in noted.items() if old != new],
        edit.at,
    )
    formula = after.settings.level_formula
    if recompute is None or formula == before.settings.level_formula:
        return after, noted, None
    return after, noted, recompute.queue(session, edit.admin_id, formula)
