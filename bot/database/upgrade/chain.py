"""Runs the Alembic chain on a connection that the caller opens and commits or rolls back.

It knows where the chain is and which revisions it has, but nothing of files, servers or backups. Alembic is
loaded when there is something to do: a bot that starts on an up-to-date database does not need it.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "gamification_version"
# Our revisions are ascending numbers, so that an older Besitos can distinguish "newer" from "unknown".
OUR_REVISION = re.compile(r"\d{4}")


class UnknownRevision(Exception):
    """The database is at a revision that this chain does not have. The message is one line."""


@dataclass(frozen=True, slots=True)
class ChainResult:
    """What a run of the chain did: its steps, and the numbers of duplicates `moved`, as (table, rows)."""

    steps: tuple[str, ...]
    moved: tuple[tuple[str, int], ...]


def chain_folder() -> Path:
    """Return the folder of env.py and the revisions: inside the installed package, or next to it in a
    checkout."""
    installed = Path(__file__).parents[1] / "chain"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "alembic"


def head() -> str:
    """Return the newest revision of the chain."""
    return revisions()[-1]


@cache
def revisions() -> tuple[str, ...]:
    """Return every revision of the chain, oldest first: the names of their files begin with them."""
    return tuple(sorted(file.name[:4] for file in chain_folder().glob("versions/[0-9]*.py")))


def is_refusal(error: BaseException) -> bool:
    """Return True if a revision refused the database with an error that was written for people."""
    # It is not loaded for this: where it is not loaded yet, nobody raised its error, and the process may be
    # one that is unable to load anything by now.
    util = sys.modules.get("alembic.util")
    return util is not None and isinstance(error, util.CommandError)


def current_revision(connection: sa.Connection) -> str | None:
    """Return the revision of the database, or None if it was never upgraded by our chain or was downgraded.
    Raises UnknownRevision if the chain cannot continue from there.
    """
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    try:
        stamps = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()  # noqa: S608
    except sa.exc.DBAPIError:
        raise UnknownRevision(f"the table {VERSION_TABLE} is not one that Besitos made") from None
    return _checked(stamps)


def describe(connection: sa.Connection, revision: str | None, *, apart: bool = False) -> str:
    """Describe the database in a few words for the person who upgrades it; `apart`: or a schema in it."""
    tables = set(sa.inspect(connection).get_table_names())
    if revision is not None:
        return f"a Besitos database at revision {revision}"
    if VERSION_TABLE in tables and "bot_config" in tables:
        return "a Besitos database that was downgraded"
    if "user_gamification_profiles" in tables:
        return "a host bot's database with gamification tables of an earlier attempt"
    if "users" in tables:
        return "a host bot's database without gamification"
    place = "schema" if apart else "database"
    return f"a {place} without our tables" if tables else f"an empty {place}"


def _checked(stamps: Sequence[object]) -> str | None:
    if not stamps:
        return None
    if len(stamps) > 1:
        raise UnknownRevision(f"{VERSION_TABLE} names {len(stamps)} revisions at once, not one")
    stamp = str(stamps[0])
    if stamp in revisions():
        return stamp
    if OUR_REVISION.fullmatch(stamp) and stamp > head():
        raise UnknownRevision(
            f"the database is at revision {stamp}, this version of Besitos only knows up to {head()}: "
            "install the newer version"
        )
    raise UnknownRevision(
        f"{VERSION_TABLE} says {stamp!r}, a revision that this chain does not have: "
        "another program may have written it; restore a backup, or ask for help"
    )


def upgrade_to(connection: sa.Connection, revision: str = "head") -> ChainResult:
    """Upgrade the database to `revision` inside the connection's transaction. Raises
    alembic.util.CommandError if a revision refuses the database.
    """
    from alembic import command

    config = _config(connection)
    command.upgrade(config, revision)
    return _result(config)


def downgrade_to(connection: sa.Connection, revision: str = "base") -> ChainResult:
    """Go back to `revision` inside the connection's transaction."""
    from alembic import command

    config = _config(connection)
    command.downgrade(config, revision)
    return _result(config)


def _result(config: "Config") -> ChainResult:
    return ChainResult(tuple(config.attributes["steps"]), tuple(config.attributes["moved"]))


def _config(connection: sa.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    # ConfigParser reads this option, and it interprets percent signs.
    config.set_main_option("script_location", str(chain_folder()).replace("%", "%%"))
    config.attributes.update(connection=connection, steps=[], moved=[])
    return config
