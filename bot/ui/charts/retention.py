"""A table of weeks: of the members who first came in a week, how many came back in each later one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...services.gamification import CohortNumbers
from ..texts import Texts
from .paper import BLUE, FONT, INK, LABEL, MUTED, paper, wide, without_data
from .rendering import Draw
from .words import number, short_day

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def retention(cohorts: Sequence[CohortNumbers], texts: Texts) -> Draw:
    """Percent of a week's new members in each week after it; the darker, the more came back."""

    def draw(figure: "Figure") -> None:
        from matplotlib.patches import Rectangle

        axes = paper(
            figure,
            texts.plain("admin-numbers-word-retention"),
            [(texts.plain("admin-numbers-word-retention-line"), MUTED)],
        )
        rows = [one for one in cohorts if one.members]
        if not rows:
            return without_data(axes, texts.plain("admin-numbers-word-no-data"))
        wide(axes, 0.28)
        box = axes.get_position()
        axes.set_position((box.x0, box.y0, box.width, box.height - 0.03))  # the weeks stand above
        columns = max(len(one.active) for one in rows)
        for row, one in enumerate(rows):
            for week, active in enumerate(one.active):
                share = active / one.members
                depth = 0.08 + 0.86 * min(share, 1)
                place = (week + 0.03, row + 0.05)
                axes.add_patch(Rectangle(place, 0.94, 0.9, facecolor=BLUE, alpha=depth))
                axes.text(
                    week + 0.5, row + 0.5, f"{100 * share:.0f}", ha="center", va="center", family=FONT,
                    size=LABEL, color="white" if share > 0.45 else INK,
                )  # fmt: skip
        axes.set_xlim(0, columns)
        axes.set_ylim(max(len(rows), 4), 0)
        axes.set_xticks([week + 0.5 for week in range(columns)], [str(week) for week in range(columns)])
        axes.xaxis.tick_top()
        labels = [_label(one, texts) for one in rows]
        axes.set_yticks([row + 0.5 for row in range(len(rows))], labels, color=INK)
        axes.spines["bottom"].set_visible(False)
        return None

    return draw


def _label(one: CohortNumbers, texts: Texts) -> str:
    return f"{short_day(one.first_week, texts.language)} · {number(one.members, texts.language)}"
