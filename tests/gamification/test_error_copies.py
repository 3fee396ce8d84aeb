"""Errors go to another process, and are copied, with all that they carry."""

import copy
import pickle
from datetime import date

import pytest

from bot.database.errors import (
    DatabaseFileLocked,
    DatabaseFileReplaced,
    DatabaseUnavailable,
    FileGone,
    FileLocked,
)
from bot.services.gamification import errors

ERRORS = [
    errors.UnknownMember(7),
    errors.InvalidAmount(0),
    errors.InsufficientFunds(balance=3, needed=10),
    errors.IdempotencyConflict("key"),
    errors.NotForSale("ended"),
    errors.InvalidSetting("name", "is taken"),
    errors.ChangedMeanwhile("name", date(2026, 1, 2)),
    DatabaseUnavailable("work", 2, 1.5, ValueError("away")),
    DatabaseFileReplaced("work", 1, 0.5, FileGone("/a/file.db")),
    DatabaseFileLocked("work", 1, 0.5, FileLocked("/a/file.db", by_this_process=True)),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_copy_of_an_error_is_the_same(error: Exception) -> None:
    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(copied) is type(error)
        assert (str(copied), vars(copied)) == (str(error), vars(error))
