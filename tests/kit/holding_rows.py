"""Another program that locks rows: a connection with an open transaction on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url


@asynccontextmanager
async def holding(url: str, statement: str) -> AsyncIterator[None]:
    """Keep the locks of a statement while the block runs."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    other = await asyncpg.connect(plain)
    try:
        async with other.transaction():
            await other.execute(statement)
            yield
    finally:
        await other.close()
