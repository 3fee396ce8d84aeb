"""The database layer: units of work, engines, tables, backup and the upgrade runner."""

from bot.database.database import Database
from bot.database.errors import DatabaseFileReplaced, DatabaseUnavailable, RunAgain

__all__ = ["Database", "DatabaseFileReplaced", "DatabaseUnavailable", "RunAgain"]
