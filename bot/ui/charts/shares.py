"""Charts of what a whole is made of: sources, levels, streaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...services.gamification import LevelCount
from ..texts import Texts
from .paper import BLUE, INK, LABEL, Line, drawable, paper, wide, without_data
from .rendering import Draw
from .words import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_BARS = 12
"""More would be too small on a phone; levels are put together, the smallest sources left out."""
MAX_LABEL = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how much it is, and its colour."""

    label: str
    value: int
    colour: str = BLUE


def bars(title: str, lines: Sequence[Line], rows: Sequence[Bar], texts: Texts) -> Draw:
    """Horizontal bars, the first one on top, each with its number."""

    def draw(figure: "Figure") -> None:
        axes = paper(figure, title, lines)
        if not any(row.value for row in rows):
            return without_data(axes, texts.plain("admin-numbers-word-no-data"))
        labels = [drawable(_short(row.label)) for row in rows]
        wide(axes, 0.06 + 0.0195 * max(map(len, labels)))
        places = range(len(rows))
        values, colours = [row.value for row in rows], [row.colour for row in rows]
        drawn = axes.barh(places, values, color=colours, height=0.68)
        axes.bar_label(
            drawn, [number(value, texts.language) for value in values], padding=6, size=LABEL, color=INK
        )
        axes.set_yticks(places, labels, color=INK)
        axes.set_ylim(max(len(rows), 4) - 0.4, -0.6)
        axes.set_xlim(0, max(values) * 1.28)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        return None

    return draw


def level_bars(levels: Sequence[LevelCount], texts: Texts) -> list[Bar]:
    """Return a bar for each level; where there are many, for groups of levels."""
    if not levels:
        return []
    highest = levels[-1].level
    size = -(-highest // MAX_BARS)
    counts = [0] * -(-highest // size)
    for one in levels:
        counts[(max(one.level, 1) - 1) // size] += one.members
    found = []
    for place, members in enumerate(counts):
        first, last = place * size + 1, min((place + 1) * size, highest)
        label = str(first) if first == last else f"{first}–{last}"
        found.append(Bar(texts.plain("admin-numbers-word-level", level=label), members))
    return found


def _short(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"
