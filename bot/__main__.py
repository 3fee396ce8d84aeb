"""`besitos`, the same as `python -m bot`: the command line."""

import sys
from collections.abc import Sequence

from .garbage import made_to_stay


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    with made_to_stay():
        from .command_line import main
    return main(arguments)


if __name__ == "__main__":
    sys.exit(main())
