"""Checks that the database is ours and at the newest revision, and has the tables, columns and indexes that
the economy needs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from ....database.tables import conversations as conversation_tables
from ....database.tables import gamification as gamification_tables
from ....database.tables import host as host_tables
from ....database.tables import jobs as job_tables
from ....database.tables import outbox as outbox_tables
from ....database.tables import publishing as publishing_tables
from ....database.tables import totals as totals_tables
from ....database.tables.metadata import Table
from ....database.upgrade import chain as chain_runner
from ....database.upgrade.chain import UnknownRevision
from .findings import Finding

MAKE_CATALOG_ROW = "INSERT INTO gamification_catalog (id, version) VALUES (1, 1)"
USUAL_PATH = '"$user", public'
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
    gamification_tables.AuditEntry,
    job_tables.JobRun,
    job_tables.JobFinding,
    job_tables.JobMessage,
    outbox_tables.OutboxRow,
    conversation_tables.ConversationRow,
    totals_tables.DailyTotals,
    totals_tables.DailyTotal,
    totals_tables.DailyMembers,
    totals_tables.Cohort,
    totals_tables.MemberActivity,
    publishing_tables.SentMessage,
    publishing_tables.Post,
)
_CATALOG_ROW = sa.select(gamification_tables.CatalogVersion.id).where(
    gamification_tables.CatalogVersion.id == 1
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
        return Schema(
            [Finding("foreign_database", "the database is not one of this chain", str(error))], readable=False
        )
    if revision != chain_runner.head():
        finding = Finding(
            "revision",
            f"this is {what}, and not at revision {chain_runner.head()}",
            "bring it there: besitos upgrade",
        )
        return Schema([finding], readable=False)
    inspector = sa.inspect(connection)
    tables = set(inspector.get_table_names())
    for mapped in HOST_TABLES_WE_NEED + OURS:
        table = cast(sa.Table, mapped.__table__)
        if table.name not in tables:
            schema.findings.append(
                Finding("missing_table", f"the table {table.name} is missing", "restore a backup")
            )
            schema.readable = False
            continue
        there = {column["name"] for column in inspector.get_columns(table.name)}
        for missing in sorted({column.name for column in table.columns} - there):
            schema.findings.append(
                Finding("missing_column", f"the column {table.name}.{missing} is missing", "restore a backup")
            )
            schema.readable = False
        if mapped in OURS:
            schema.findings += _missing_indexes(connection, inspector, table)
    if schema.readable:
        schema.findings += _unwatched_catalog(connection)
    return schema


def _unwatched_catalog(connection: sa.Connection) -> Iterator[Finding]:
    """What keeps an edit of the catalog from being noticed by bots that run."""
    made = gamification_tables.CATALOG_TRIGGERS[connection.dialect.name]
    there, function = _watching(connection)
    way = _to_our_schema(connection)
    again = [*way, *([] if function else [gamification_tables.CATALOG_FUNCTION])]
    for (table, name), statement in made.items():
        if (table, name) in there:
            continue
        yield Finding(
            "missing_trigger",
            f"the trigger {name} on {table} is missing or disabled: bots that run do not notice edits",
            f"make it again, and start the bots again: {'; '.join([*again, statement])}",
        )
    if connection.execute(_CATALOG_ROW).first() is None:
        yield Finding(
            "missing_catalog_version",
            "gamification_catalog has no row with id 1: bots that run do not notice edits of the catalog",
            f"make it again, and start the bots again: {'; '.join([*way, MAKE_CATALOG_ROW])}",
        )


def _to_our_schema(connection: sa.Connection) -> list[str]:
    """What comes before SQL that a person is told to type: where our tables live apart, a table of the host
    may have the same name."""
    if connection.dialect.name != "postgresql":
        return []
    path = connection.exec_driver_sql("SELECT current_setting('search_path')").scalar_one()
    return [] if path == USUAL_PATH else [f"SET search_path TO {path}"]


def _watching(connection: sa.Connection) -> tuple[set[tuple[str, str]], bool]:
    """Tables and names of triggers that fire, and whether the function that they call is there."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        return {(row[0], row[1]) for row in found}, True
    found = connection.exec_driver_sql(
        "SELECT c.relname, t.tgname FROM pg_catalog.pg_trigger t "
        "JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgenabled IN ('O', 'A') AND c.relnamespace = to_regnamespace(current_schema())"
    )
    triggers = {(row[0], row[1]) for row in found}
    function = connection.exec_driver_sql("SELECT to_regproc('gamification_catalog_changed') IS NOT NULL")
    return triggers, bool(function.scalar_one())


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
    findings: list[Finding] = []
    way = _to_our_schema(connection)
    key = tuple(sorted(column.name for column in table.primary_key))
    if key not in unique:
        findings.append(
            Finding(
                "missing_unique_index",
                f"nothing keeps {table.name} from having two rows of one {' and '.join(key)}",
                f"stop the bot and make a unique index on {table.name} ({', '.join(key)})",
            )
        )
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        columns = tuple(column.name for column in index.columns)
        statement = " ".join(str(CreateIndex(index).compile(dialect=connection.dialect)).split())
        made = "; ".join([*way, statement])
        meant_partial = index.dialect_options[connection.dialect.name].get("where") is not None
        good = unique | of_some_rows if meant_partial else unique
        if index.unique and tuple(sorted(columns)) not in good:
            findings.append(
                Finding(
                    "missing_unique_index",
                    f"nothing keeps {table.name} from having two rows of one {' and '.join(columns)}",
                    f"stop the bot and make the index again: {made}",
                )
            )
        elif not index.unique and columns not in plain:
            findings.append(
                Finding(
                    "missing_index",
                    f"the index {index.name} is missing: slow",
                    f"make it again: {made}",
                    wrong=False,
                )
            )
    return findings


def _is_partial(index: Any) -> bool:
    return any(option.endswith("_where") for option in index.get("dialect_options", ()))
