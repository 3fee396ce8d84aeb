"""Brings a database of any age to the newest revision, and back."""

from .at_start import upgrade_at_start
from .report import UpgradeFailed, UpgradeRefused, UpgradeReport
from .runner import downgrade_database, upgrade_database

__all__ = [
    "UpgradeFailed",
    "UpgradeRefused",
    "UpgradeReport",
    "downgrade_database",
    "upgrade_at_start",
    "upgrade_database",
]
