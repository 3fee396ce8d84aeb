"""The database layer: units of work, engines, tables, backup and the upgrade runner."""

from .database import Database
from .errors import DatabaseFileLocked, DatabaseFileReplaced, DatabaseUnavailable, RunAgain

__all__ = ["Database", "DatabaseFileLocked", "DatabaseFileReplaced", "DatabaseUnavailable", "RunAgain"]
