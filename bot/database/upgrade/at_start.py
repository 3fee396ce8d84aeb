"""The upgrade of a bot that starts: what it did goes into the log."""

import structlog

from .runner import upgrade_database

log = structlog.get_logger(__name__)


async def upgrade_at_start(url: str) -> None:
    """Upgrade the database to the newest revision, and log what was done. Raises what `upgrade_database`
    raises."""
    report = await upgrade_database(url)
    if report.warning:
        log.warning("host_chain_behind", warning=report.warning)
    if not report.changed:
        log.info("database_ready", database=report.database, revision=report.after)
        return
    log.info(
        "database_upgraded",
        database=report.database,
        before=report.before,
        after=report.after,
        steps=len(report.steps),
        duplicates_moved=report.duplicates,
        backup=str(report.backup) if report.backup else None,
        seconds=round(report.seconds, 2),
    )
