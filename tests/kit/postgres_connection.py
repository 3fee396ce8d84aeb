"""A connection of another program to a PostgreSQL database of ours, in the same schema."""

import asyncpg
from sqlalchemy.engine import make_url

from bot.database.urls import quoted_schema, schema_of, without_schema


async def connect(url: str) -> asyncpg.Connection:
    """Connect to an address of ours, also one with `?schema=`."""
    parsed = make_url(url)
    schema = schema_of(parsed)
    return await asyncpg.connect(
        without_schema(parsed).set(drivername="postgresql").render_as_string(hide_password=False),
        server_settings={} if schema is None else {"search_path": quoted_schema(schema)},
    )
