"""Checks that the host bot's own migrations are complete, because later ones may add what ours adds now.

Only revisions of the host bot that Besitos was made for are known; the age of others cannot be known.
"""

import sqlalchemy as sa

VERSION_TABLE = "alembic_version"
HOST_REVISIONS = ("29019dace4c7", "43b8b4e4a504", "20260320_000002")
"""What stands in production databases, oldest first."""
NEWEST = HOST_REVISIONS[-1]


def host_chain_warning(connection: sa.Connection) -> str | None:
    """Return one line if the host's chain is known and not at its newest known revision, else None."""
    inspector = sa.inspect(connection)
    tables = set(inspector.get_table_names())
    if not {VERSION_TABLE, "users"} <= tables:
        return None
    if [column["name"] for column in inspector.get_columns(VERSION_TABLE)] != ["version_num"]:
        return None
    rows = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608
    stamps = [str(stamp) for stamp in rows.scalars()]
    if any(stamp not in HOST_REVISIONS for stamp in stamps) or NEWEST in stamps:
        return None
    at = ", ".join(stamps) or "no revision"
    return (
        f"the host's own chain ({VERSION_TABLE}) is at {at}; its newest known revision is {NEWEST}: "
        "bring the host's chain to its head first, for its later revisions would meet columns and tables "
        "that Besitos adds"
    )
