from alembic import context
from sqlalchemy import create_engine

from bot.database.models import URL, Base

with create_engine(URL.replace("+aiosqlite", "")).connect() as connection:
    context.configure(
        connection,
        target_metadata=Base.metadata,
        # Autogenerate leaves alone what is not in our models, such as the tables of Besitos.
        include_name=lambda name, kind, _: kind != "table" or name in Base.metadata.tables,
    )
    with context.begin_transaction():
        context.run_migrations()
