"""What a unit of work decides by: the settings, the catalog and the time, travelling as one thing."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.services.gamification.catalog import CatalogSnapshot
from bot.services.gamification.days import day_of, zone_named
from bot.services.gamification.economy_settings import EconomySettings
from bot.services.gamification.levels import LevelFormula, level_formula


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTerms:
    """The settings and the time by which something is shown."""

    settings: EconomySettings
    now: datetime

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(ReadTerms):
    """The terms of one unit of work: it reads no setting, no reward's rule and no clock but these."""

    catalog: CatalogSnapshot
