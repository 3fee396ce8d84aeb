"""The way out for a host whose tables have other shapes than ours: our tables live apart from its own."""

from sqlalchemy.engine import make_url

from ..errors import sqlstate
from ..urls import SCHEMA, schema_of, shown_url, sqlite_path
from .chain import is_refusal

NOT_KNOWN = "this is not a database of the host bot that Besitos knows"
"""How the chain, which is frozen, ends its refusal of such a table."""
# undefined_column, datatype_mismatch, invalid_foreign_key, wrong_object_type (a view): a table of ours cannot
# refer to one of the host's.
_OTHER_SHAPES = {"42703", "42804", "42830", "42809"}
_SCHEMAS = ("besitos", "gamification")
_FILES = ("besitos.db", "gamification.db")


def has_tables_of_another_shape(error: Exception) -> bool:
    """Return True if an upgrade failed because a table of one of our names is somebody else's."""
    if is_refusal(error):
        return NOT_KNOWN in str(error)
    return sqlstate(error) in _OTHER_SHAPES


def way_out(url: str) -> str:
    """Return what to write so that our tables live apart, as part of a line; without the password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = sqlite_path(parsed)
        name = next(name for name in _FILES if name != path.name)
        return f"to give Besitos a file of its own, write DATABASE_URL=sqlite:///{path.with_name(name)}"
    schema = next(schema for schema in _SCHEMAS if schema != schema_of(parsed))
    options = [name for name in parsed.query if name != SCHEMA]
    if options:  # they may hold secrets
        return (
            f"to give Besitos a schema of its own, put &{SCHEMA}={schema} after the options of DATABASE_URL"
        )
    address = parsed.set(drivername="postgresql", query={SCHEMA: schema})
    hidden = ", with your password," if address.password else ""
    return f"to give Besitos a schema of its own, write{hidden} DATABASE_URL={shown_url(address)}"
