"""A kind of job for tests of the runner: adds 1 to each row, so that work done twice shows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database.changed_rows import changed_rows
from bot.services.jobs import Done, Page, Step


class Unworkable(Exception):
    """What a bad row raises."""


class Toy:
    """Goes through the table `toy`. Rows in `bad` raise; `fail_next` batches raise whatever they hold."""

    name = "toy"
    purpose = "Counts how often a row was worked."

    def __init__(self, bad: Collection[int] = ()) -> None:
        self.bad = set(bad)
        self.fail_next = 0
        self.sizes: list[int] = []

    def total(self, session: Session, step: Step) -> int:
        return int(session.execute(text("SELECT count(*) FROM toy")).scalar_one())

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        self.sizes.append(size)
        last, rows = session.execute(
            text(
                "SELECT max(id), count(*) FROM "
                "(SELECT id FROM toy WHERE id > :after ORDER BY id LIMIT :size) page"
            ),
            {"after": max(after, -(2**31)), "size": size},
        ).one()
        return Page(max(after, -(2**31)), last, rows) if rows else None

    def change(self, session: Session, step: Step, page: Page) -> Done:
        result = session.execute(
            text("UPDATE toy SET times = times + 1 WHERE id > :after AND id <= :last"),
            {"after": page.after, "last": page.last},
        )
        if self.fail_next:
            self.fail_next -= 1
            raise Unworkable("not today")
        for row in sorted(self.bad):
            if page.after < row <= page.last:
                raise Unworkable(f"row {row} is bad")
        return Done(changed=changed_rows(result), findings=step.params.get("report", ()))

    def count(self, session: Session, step: Step, page: Page) -> Done:
        return Done(changed=page.rows)


def seed_rows(session: Session, rows: int) -> None:
    """The table with so many rows, ids 10, 20, 30 ..."""
    session.execute(text("CREATE TABLE IF NOT EXISTS toy (id INTEGER PRIMARY KEY, times INTEGER NOT NULL)"))
    for n in range(1, rows + 1):
        session.execute(text("INSERT INTO toy VALUES (:id, 0)"), {"id": n * 10})


def times(session: Session) -> dict[int, int]:
    """How often each row was worked."""
    return {row.id: row.times for row in session.execute(text("SELECT id, times FROM toy ORDER BY id"))}


def tampered(session: Session, /, run_id: int, **values: Any) -> None:
    """Change a run past the runner, as another process would."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    session.execute(text(f"UPDATE job_runs SET {sets} WHERE id = :id"), {**values, "id": run_id})
