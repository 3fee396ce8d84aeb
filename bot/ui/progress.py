"""A bar of characters for how far somebody has come."""

SEGMENTS = 10


def percent_of(value: int, start: int, end: int) -> int:
    """How far `value` is from `start` to `end`, 0 to 99: it says 100 only where the end is reached."""
    if value >= end:
        return 100
    return max(0, (value - start) * 100 // (end - start))


def bar(percent: int) -> str:
    """A bar of ten segments for 0 to 100 percent; full only at 100."""
    filled = percent * SEGMENTS // 100
    return "▰" * filled + "▱" * (SEGMENTS - filled)
