"""What `besitos run` does before it serves."""

import gc
from collections.abc import Iterator

import pytest

from bot.garbage import made_to_stay


@pytest.fixture(autouse=True)
def _nothing_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_the_start_makes_is_never_looked_through_again() -> None:
    frozen = gc.get_freeze_count()
    with made_to_stay():
        assert not gc.isenabled()
        made = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(made)


def test_garbage_is_collected_again_after_a_start_that_failed() -> None:
    with pytest.raises(RuntimeError, match="no settings"), made_to_stay():
        raise RuntimeError("no settings")
    assert gc.isenabled()
