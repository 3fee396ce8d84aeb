"""What an upgrade or a downgrade found and did, and the two ways in which it can end badly."""

from dataclasses import dataclass
from pathlib import Path


class UpgradeRefused(Exception):
    """The database cannot be upgraded as it is; nothing was changed. One line: what is wrong, what to do."""


class UpgradeFailed(Exception):
    """The attempt broke off and was rolled back. One line, which names the backup copy where there is one."""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """`found` says what kind of database it was; `before` and `after` are revisions of our chain, None: not
    on it. No `steps`: there was nothing to do.

    `database` is the address without its password; `moved` counts the duplicates that went to
    gamification_upgrade_log, by table; times are in seconds, `seconds` without that of the backup.
    """

    database: str
    found: str
    before: str | None
    after: str | None
    steps: tuple[str, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()
    backup: Path | None = None
    dry_run: bool = False
    seconds: float = 0.0
    backup_seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """True where the revision of the database is another one now (or would be, for a dry run)."""
        return self.before != self.after

    @property
    def duplicates(self) -> int:
        """How many rows were moved to gamification_upgrade_log."""
        return sum(rows for _, rows in self.moved)
