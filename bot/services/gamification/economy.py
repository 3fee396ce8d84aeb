"""The economy's settings at run time: read from `bot_config`, cached for a few seconds, edited by admins."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ...database import Database
from ...database.tables.host import BotConfig
from ..cached_read import CachedRead
from ..clock import Clock, system_clock
from ..jobs import Run
from .errors import InvalidSetting
from .in_force import SETTINGS_VERSION
from .members.admins import Admins
from .rules.settings import NAMES, NOTED, EconomySettings, check
from .rules.terms import CurrentSettings

log = structlog.get_logger(__name__)

_reported: set[tuple[str, str]] = set()


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

    async def update(self, admin_id: int, **changes: Any) -> EconomySettings:
        """Change settings, all or none. They apply to the next update of this process.

        Raises NotAllowed, InvalidSetting (which names the range) and DatabaseUnavailable. The change is
        logged with the admin's id. A new level formula is applied to the stored levels in short batches by a
        run that is queued in the same transaction: in the background if the job runner is open, else before
        this returns.
        """
        await self._admins.require(admin_id)
        for name, value in changes.items():
            check(name, value)
        edits = self._settings.edits
        try:
            before, after, run = await self._database.write(
                _write_settings, changes, self._clock(), admin_id, self._recompute
            )
        finally:  # a cancelled call may have been committed
            self._settings.invalidate()
        # If another edit ended meanwhile, either of them may be the latest.
        self._settings.store(after, fresh=self._settings.edits == edits + 1)
        old = asdict(before.settings)
        log.info(
            "economy_changed",
            admin_id=admin_id,
            changes={name: [old[name], value] for name, value in changes.items()},
        )
        if self._recompute is not None and run is not None:
            await self._recompute.work(run)
        return after.settings


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
    session: Session, changes: dict[str, Any], now: datetime, admin_id: int, recompute: Recompute | None
) -> tuple[CurrentSettings, CurrentSettings, Run | None]:
    # The lock comes first (SQLite has it already): what is read after it is what this edit changes.
    session.execute(select(BotConfig.id).where(BotConfig.id == 1).with_for_update())
    before = read_current_settings(session)
    zone = before.settings.day_timezone
    if changes.get("day_timezone", zone) != zone:
        changes = {**changes, "day_timezone_since": now, "day_timezone_before": zone}
    if changes:
        changed = session.execute(
            update(BotConfig)
            .where(BotConfig.id == 1)
            .values(**changes, updated_at=now)
            .returning(BotConfig.id)
        ).one_or_none()
        if changed is None:
            session.add(BotConfig(id=1, created_at=now, updated_at=now, **changes))
            session.flush()
    after = read_current_settings(session)
    formula = after.settings.level_formula
    if recompute is None or formula == before.settings.level_formula:
        return before, after, None
    return before, after, recompute.queue(session, admin_id, formula)
