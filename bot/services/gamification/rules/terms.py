"""What a unit of work decides by: the settings, the catalog and the time, in one object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from .days import day_of, zone_named
from .levels import LevelFormula, level_formula
from .rewards import Reward
from .settings import EconomySettings


@dataclass(frozen=True, slots=True)
class CurrentSettings:
    """The settings and their version, by which a statement checks whether they are still in force."""

    settings: EconomySettings
    version: str | None


@dataclass(frozen=True, slots=True)
class CatalogSnapshot:
    """The rewards at `version`, in the creator's order, with inactive ones. Every edit increments the
    version, by which a statement checks whether they are still in force."""

    version: int
    rewards: tuple[Reward, ...]


class StaleTerms(Exception):
    """Raised by a unit of work that finds newer settings or a newer catalog in the database: it is rolled
    back and run again with those. Only `Context` catches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTerms:
    """The settings and the time for reading operations."""

    current: CurrentSettings
    now: datetime
    host_says_vip: bool = False
    """What the host's `is_vip` says about the member of the unit of work, asked before it."""

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
        """The zone whose calendar days count."""
        return zone_named(self.settings.day_timezone)

    @property
    def today(self) -> date:
        """The calendar day in that zone."""
        return day_of(self.now, self.zone)

    def check_settings(self, version: str | None) -> None:
        """Raises StaleTerms if `version`, which a statement has just read, is not that of these settings."""
        if version != self.current.version:
            raise StaleTerms("the settings were changed in another process")


class HostConditions(Protocol):
    """The conditions that a host registered (conditions.py)."""

    def count(self, session: Any, name: str, user_id: int) -> int:
        """Return how far the member is in a condition."""

    def labels(self, name: str) -> Mapping[str, str]:
        """Return what the host calls it, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(ReadTerms):
    """The terms of one unit of work, which reads settings, rewards and the clock only from here, and counts
    by `conditions` what is the host's own."""

    catalog: CatalogSnapshot
    conditions: HostConditions

    def check(self, row: Any) -> None:
        """Raises StaleTerms if SETTINGS_VERSION or CATALOG_VERSION, just read in `row`, has changed."""
        self.check_settings(row.settings_version)
        if row.catalog_version != self.catalog.version:
            raise StaleTerms("the catalog was changed in another process")
