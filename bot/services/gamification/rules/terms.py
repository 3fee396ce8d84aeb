"""What a unit of work decides by: the settings, the catalog and the time, travelling as one thing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .days import day_of, zone_named
from .levels import LevelFormula, level_formula
from .rewards import Reward
from .settings import EconomySettings


@dataclass(frozen=True, slots=True)
class CurrentSettings:
    """The settings, and the version by which a statement tells whether they are still in force."""

    settings: EconomySettings
    version: str | None


@dataclass(frozen=True, slots=True)
class CatalogSnapshot:
    """The rewards as of `version`, in the creator's order; inactive ones too. The version rises with every
    edit; a statement tells by it whether they are still in force."""

    version: int
    rewards: tuple[Reward, ...]


class StaleTerms(Exception):
    """Raised by a unit of work that found newer settings or a newer catalog in the database than it was
    given: it is rolled back and run again with those. `Context` catches it; nobody else sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTerms:
    """The settings and the time by which something is shown."""

    current: CurrentSettings
    now: datetime

    @property
    def settings(self) -> EconomySettings:
        """The settings."""
        return self.current.settings

    @property
    def formula(self) -> LevelFormula:
        """The level formula in force."""
        return level_formula(self.settings.level_formula)

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose calendar day counts."""
        return zone_named(self.settings.day_timezone)

    @property
    def today(self) -> date:
        """The calendar day in that zone."""
        return day_of(self.now, self.zone)

    def check_settings(self, version: str | None) -> None:
        """Raises StaleTerms where `version`, read by a statement just now, is not that of these settings."""
        if version != self.current.version:
            raise StaleTerms("the settings were changed in another process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(ReadTerms):
    """The terms of one unit of work: it reads no setting, no reward's rule and no clock but these."""

    catalog: CatalogSnapshot

    def check(self, row: Any) -> None:
        """Raises StaleTerms where SETTINGS_VERSION or CATALOG_VERSION, read in `row` just now, is another."""
        self.check_settings(row.settings_version)
        if row.catalog_version != self.catalog.version:
            raise StaleTerms("the catalog was changed in another process")
