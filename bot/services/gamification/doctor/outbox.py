"""Checks the outbox: what waits too long, and what was given up."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ..outbox.rows import read_backlog
from .findings import Examined, Finding

LONG = timedelta(hours=1)


def examine_outbox(session: Session, after: int, now: datetime) -> Examined:
    """Report rows that wait for more than an hour, and those that were given up; one statement, one page."""
    backlog = read_backlog(session)
    findings = []
    if backlog.oldest is not None and backlog.oldest < now - LONG:
        rows = backlog.members + backlog.hooks
        findings.append(
            Finding(
                "outbox_waits",
                f"the outbox holds {_rows(rows)} to be told ({backlog.hooks:,} for hooks), the oldest since "
                f"{backlog.oldest:%Y-%m-%d %H:%M} UTC",
                "start the bot, and register every durable hook in it; what is a week old is told no more",
                wrong=False,
            )
        )
    if backlog.given_up:
        findings.append(
            Finding(
                "outbox_given_up",
                f"{_rows(backlog.given_up)} of the outbox failed too often and will not be tried again",
                "the log says why (telling_failed, hook_failed); the rows stay a week, with the column error",
            )
        )
    return Examined(findings)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
