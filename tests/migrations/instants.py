"""Data of two runs, made comparable."""

import re
from datetime import UTC, datetime, timedelta

from bot.database.upgrade import chain as chain_runner
from tests.migrations.inspection import Row


def without_times(data: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The data, with the instants of this test's own runs made equal."""
    today = datetime.now(UTC).date()  # a run may end after midnight
    days = "|".join(str(day) for day in (today, today - timedelta(days=1)))
    now = re.compile(rf"({days})[ T][0-9:.]+")
    return {
        table: sorted((tuple(value and now.sub("now", value) for value in row) for row in rows), key=str)
        for table, rows in data.items()
        if table != chain_runner.VERSION_TABLE
    }
