"""Screens are tested on one kind of database: what they show comes from services, which are tested on both,
and tests/laws/test_fuzz.py and tests/e2e go through the screens on both."""

import pytest

from tests.kit.databases import Kind


@pytest.fixture
def kind() -> Kind:
    return "sqlite"
