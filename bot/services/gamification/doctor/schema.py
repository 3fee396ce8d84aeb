"""Checks that the database is ours and at the newest revision, and has the tables, columns and indexes that
the economy needs."""

from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from ....database.tables import gamification as gamification_tables
from ....database.tables import host as host_tables
from ....database.tables import jobs as job_tables
from ....database.tables.metadata import Table
from ....database.upgrade import chain as chain_runner
from ....database.upgrade.chain import UnknownRevision
from .findings import Finding

HOST_TABLES_WE_NEED: tuple[type[Table], ...] = (
    host_tables.BotConfig,
    host_tables.User,
    host_tables.VipSubscriber,
)
OURS: tuple[type[Table], ...] = (
    gamification_tables.GamificationProfile,
    gamification_tables.LedgerEntry,
    gamification_tables.UserReaction,
    gamification_tables.ReactionGroup,
    gamification_tables.UserStreak,
    gamification_tables.ContentSet,
    gamification_tables.ShopProduct,
    gamification_tables.UserContentAccess,
    gamification_tables.ContentRight,
    gamification_tables.Reward,
    gamification_tables.RewardCondition,
    gamification_tables.UserReward,
    gamification_tables.CatalogVersion,
    job_tables.JobRun,
    job_tables.JobFinding,
    job_tables.JobMessage,
)


@dataclass(slots=True)
class Schema:
    """The findings; `readable` is False if the rows cannot be examined."""

    findings: list[Finding] = field(default_factory=list)
    readable: bool = True


def examine_schema(session: Session) -> Schema:
    """Examine the schema; a unit of work that reads only the database's own catalogs."""
    connection = session.connection()
    schema = Schema()
    try:
        revision = chain_runner.current_revision(connection)
        what = chain_runner.describe(connection, revision)
    except UnknownRevision as error:
        return Schema([Finding("the database is not one of this chain", str(error))], readable=False)
    if revision != chain_runner.head():
        finding = Finding(
            f"this is {what}, and not at revision {chain_runner.head()}", "bring it there: besitos upgrade"
        )
        return Schema([finding], readable=False)
    inspector = sa.inspect(connection)
    tables = set(inspector.get_table_names())
    for mapped in HOST_TABLES_WE_NEED + OURS:
        table = cast(sa.Table, mapped.__table__)
        if table.name not in tables:
            schema.findings.append(Finding(f"the table {table.name} is missing", "restore a backup"))
            schema.readable = False
            continue
        there = {column["name"] for column in inspector.get_columns(table.name)}
        for missing in sorted({column.name for column in table.columns} - there):
            schema.findings.append(
                Finding(f"the column {table.name}.{missing} is missing", "restore a backup")
            )
            schema.readable = False
        if mapped in OURS:
            schema.findings += _missing_indexes(connection, inspector, table)
    return schema


def _missing_indexes(connection: sa.Connection, inspector: sa.Inspector, table: sa.Table) -> list[Finding]:
    indexes = inspector.get_indexes(table.name)
    # A partial index or one over an expression does not cover all rows, and ON CONFLICT cannot use it.
    unique, of_some_rows = (
        {
            tuple(sorted(filter(None, index["column_names"])))
            for index in indexes
            if index["unique"] and None not in index["column_names"] and _is_partial(index) is partial
        }
        for partial in (False, True)
    )
    unique |= {tuple(sorted(key["column_names"])) for key in inspector.get_unique_constraints(table.name)}
    unique.add(tuple(sorted(inspector.get_pk_constraint(table.name)["constrained_columns"])))
    plain = {tuple(filter(None, index["column_names"])) for index in indexes}
    findings = []
    key = tuple(sorted(column.name for column in table.primary_key))
    if key not in unique:
        findings.append(
            Finding(
                f"nothing keeps {table.name} from having two rows of one {' and '.join(key)}",
                f"stop the bot and make a unique index on {table.name} ({', '.join(key)})",
            )
        )
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        columns = tuple(column.name for column in index.columns)
        made = " ".join(str(CreateIndex(index).compile(dialect=connection.dialect)).split())
        meant_partial = index.dialect_options[connection.dialect.name].get("where") is not None
        good = unique | of_some_rows if meant_partial else unique
        if index.unique and tuple(sorted(columns)) not in good:
            findings.append(
                Finding(
                    f"nothing keeps {table.name} from having two rows of one {' and '.join(columns)}",
                    f"stop the bot and make the index again: {made}",
                )
            )
        elif not index.unique and columns not in plain:
            findings.append(
                Finding(f"the index {index.name} is missing: slow", f"make it again: {made}", wrong=False)
            )
    return findings


def _is_partial(index: Any) -> bool:
    return any(option.endswith("_where") for option in index.get("dialect_options", ()))
