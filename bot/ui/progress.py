"""Progress bars made of characters."""

SEGMENTS = 10


def percent_of(value: int, start: int, end: int) -> int:
    """Return how far `value` is between `start` and `end` in percent: 100 only if the end is reached."""
    if value >= end:
        return 100
    return max(0, (value - start) * 100 // (end - start))


def bar(percent: int) -> str:
    """Return a bar of ten segments for 0 to 100 percent; it is full only at 100."""
    filled = percent * SEGMENTS // 100
    return "▰" * filled + "▱" * (SEGMENTS - filled)
