"""Fixtures of the integration tests: a bot to play with."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.app import Application
from bot.settings import load_settings
from tests.integration.harness import Harness
from tests.recording_session import recording_bot

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a test that runs over midnight is a test of something else


@pytest.fixture
async def harness(database_url: str) -> AsyncIterator[Harness]:
    settings = load_settings(database_url=database_url, auto_upgrade=False)
    async with Application(settings, clock=lambda: NOON) as application:
        yield Harness(application, *recording_bot())
