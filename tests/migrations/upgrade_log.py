"""What an upgrade wrote down of rows that it moved."""

import json

from tests.migrations.inspection import Inspection


def logged(found: Inspection) -> list[tuple[str, dict[str, object]]]:
    """(table, row) of the upgrade log."""
    rows = found.sql('SELECT table_name, CAST("row" AS VARCHAR) AS moved FROM gamification_upgrade_log')
    return [(str(table), json.loads(str(row))) for table, row in rows]
