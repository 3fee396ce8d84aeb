"""The report of an upgrade or downgrade, and its two errors."""

from dataclasses import dataclass
from pathlib import Path


class UpgradeRefused(Exception):
    """The database cannot be upgraded as it is; nothing was changed. The message is one line that says what
    to do."""


class UpgradeFailed(Exception):
    """The attempt failed and was rolled back. The message is one line that names the backup copy, if there is
    one."""


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """`found` says what kind of database it was. `before` and `after` are revisions of our chain, or None.
    Without `steps` there was nothing to do.

    `database` is the address without its password. `moved` counts the duplicates moved to
    gamification_upgrade_log, by table. `warning` is a line about the host's own chain. Times are in seconds;
    `seconds` excludes the backup.
    """

    database: str
    found: str
    before: str | None
    after: str | None
    steps: tuple[str, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()
    warning: str | None = None
    backup: Path | None = None
    dry_run: bool = False
    seconds: float = 0.0
    backup_seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """True if the revision of the database changed (or would change, in a dry run)."""
        return self.before != self.after

    @property
    def duplicates(self) -> int:
        """How many rows were moved to gamification_upgrade_log."""
        return sum(rows for _, rows in self.moved)
