"""Records the SQL that the product sends in a test."""


class Statements(list[str]):
    """SQL that was sent to any database in the test, in order, without BEGIN, COMMIT and PRAGMA."""

    def sent(self) -> list[str]:
        """Return what was sent since the last call."""
        taken, self[:] = list(self), []
        return taken
