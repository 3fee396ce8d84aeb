"""The look that all charts share: title, lines below it, axes, and what is shown without data."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, GRID = "#1F2430", "#5B6472", "#E3E7ED"
GREEN, CORAL, BLUE, VIOLET = "#15936B", "#E4572E", "#2C6BD9", "#8A4FD3"
TITLE, LINE, LABEL = 19, 13, 11.5
"""Sizes in points: of the title, of the lines below it, and of labels."""
MAX_TITLE, MAX_LINE = 26, 38
"""Characters of title and lines that fit at these sizes."""
LEFT, RIGHT, TOP, BOTTOM = 0.055, 0.945, 0.955, 0.07
"""The edges, as parts of the image."""
FONT = "DejaVu Sans"
"""It comes with matplotlib, so an image looks the same on every machine."""

Line = tuple[str, str]
"""A line below the title, and its colour."""


def paper(figure: "Figure", title: str, lines: Sequence[Line]) -> "Axes":
    """Write the title and the lines, and return axes over the rest of the figure."""
    _write(figure, TOP, title, INK, TITLE, MAX_TITLE)
    below = TOP - 0.062
    for line, colour in lines:
        _write(figure, below, line, colour, LINE, MAX_LINE)
        below -= 0.038
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_position((LEFT + 0.085, BOTTOM, RIGHT - LEFT - 0.085, below - 0.025 - BOTTOM))
    plain(axes)
    return axes


def plain(axes: "Axes") -> None:
    """Take away all lines but the one below."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(length=0, labelsize=LABEL, labelcolor=MUTED, labelfontfamily=FONT)
    axes.tick_params(axis="x", pad=9)
    axes.set_axisbelow(True)


def _write(figure: "Figure", height: float, text: str, colour: str, size: float, fits: int) -> None:
    """Write one line; a longer one than fits is smaller, whatever the currency is called."""
    shown = drawable(text)
    figure.text(
        LEFT, height, shown, size=size * min(1.0, fits / max(len(shown), 1)), weight="bold", color=colour,
        va="top", family=FONT,
    )  # fmt: skip


def wide(axes: "Axes", left: float) -> None:
    """Give the axes another left edge, for long labels, as a part of the image."""
    box = axes.get_position()
    axes.set_position((left, box.y0, RIGHT - left, box.height))


def without_data(axes: "Axes", text: str) -> None:
    """Say in the middle that there is nothing to show yet."""
    axes.set_axis_off()
    axes.text(
        0.45, 0.55, drawable(text), transform=axes.transAxes, size=16, color=MUTED, ha="center", family=FONT
    )


def drawable(text: str) -> str:
    """Return the text without what the font cannot draw, such as emojis."""
    known = _known_characters()
    return " ".join("".join(sign for sign in text if ord(sign) in known).split())


@lru_cache(maxsize=1)
def _known_characters() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    # "$" would begin a formula.
    return frozenset(get_font(findfont(FONT)).get_charmap()) - {ord("$"), ord("\n")}
