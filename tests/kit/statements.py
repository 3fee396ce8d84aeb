"""What SQL a test made the product send."""


class Statements(list[str]):
    """SQL that was sent to any database in the test, in order, without BEGIN, COMMIT and PRAGMA."""

    def sent(self) -> list[str]:
        """What was sent since the last call."""
        taken, self[:] = list(self), []
        return taken
