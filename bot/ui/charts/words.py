"""Numbers and days as a chart writes them, in the admin's language."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

TICKS = 5
"""About how many days are named below a chart."""


def number(value: float, language: str) -> str:
    """Return a whole number: 12.345."""
    return format_decimal(round(value), locale=language)


def short_number(value: float, language: str) -> str:
    """Return a number that fits beside an axis: 12 K."""
    fraction = 1 if 1_000 <= abs(value) < 10_000 or 1_000_000 <= abs(value) < 10_000_000 else 0
    return str(format_compact_decimal(round(value), locale=language, fraction_digits=fraction))


def short_day(day: date, language: str) -> str:
    """Return a day that fits below a chart: 26 nov."""
    return str(format_skeleton("MMMd", day, locale=language)).replace(" de ", " ").replace(".", "")


def named_days(days: Sequence[date]) -> list[int]:
    """Return which days are named below a chart: all of a few, else some, the last one among them."""
    count = len(days)
    if count <= TICKS:
        return list(range(count))
    step = round((count - 1) / (TICKS - 1))
    return list(range(count - 1, -1, -step))[::-1]
