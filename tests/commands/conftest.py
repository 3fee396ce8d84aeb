"""What tests of the command line share."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The commands send log lines to the stderr of their moment."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    migration = logging.getLogger("alembic.runtime.migration")
    earlier = migration.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    migration.setLevel(earlier)
    structlog.configure(**configuration)
