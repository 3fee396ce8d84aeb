"""What is only added to: the audit log, and what upgrades had to move away."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .metadata import Table
from .types import RowId, UtcDateTime


class AuditEntry(Table):
    """A change that somebody made to what others own or see: `who` did `what` to `subject`, which held
    `before` and holds `after`; None: it was not there. Rows are only added."""

    __tablename__ = "gamification_audit"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)


class UpgradeLogEntry(Table):
    """A complete row that an upgrade had to move out of its table, so that nothing is lost."""

    __tablename__ = "gamification_upgrade_log"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    revision: Mapped[str] = mapped_column(String(32))
    table_name: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    row: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
