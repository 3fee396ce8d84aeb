"""The ages of production that `make test` runs on, and those that only `make test-slow` does."""

import pytest

from bot.demo.production.copy import STATES

TELLING = ("unstamped", "played", "drifted")
"""Between them they have what the others have: no revision, members who played, every kind of drift."""
AGES = [pytest.param(state, marks=() if state in TELLING else pytest.mark.exhaustive) for state in STATES]
