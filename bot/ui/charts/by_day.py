"""Charts over days: what was earned and spent, what circulates, who was active."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ...services.gamification import DayNumbers, Overview
from ..texts import Texts
from .paper import BLUE, CORAL, GREEN, GRID, MUTED, VIOLET, Line, paper, plain, without_data
from .rendering import Draw
from .words import named_days, number, short_day, short_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def flow(overview: Overview, texts: Texts) -> Draw:
    """Besitos earned, upwards, and spent, downwards."""
    days = overview.days

    def draw(figure: "Figure") -> None:
        lines = [
            (_said("admin-numbers-word-earned", overview.earned, texts), GREEN),
            (_said("admin-numbers-word-spent", overview.spent, texts), CORAL),
        ]
        axes = _paper(figure, "admin-numbers-word-flow", lines, days, texts)
        if not any(day.earned or day.spent for day in days):
            return without_data(axes, texts.plain("admin-numbers-word-no-data"))
        places = range(len(days))
        axes.bar(places, [day.earned for day in days], color=GREEN, width=0.8)
        axes.bar(places, [-day.spent for day in days], color=CORAL, width=0.8)
        axes.axhline(0, color=MUTED, linewidth=1)
        _scale(axes, texts)
        return None

    return draw


def circulation(overview: Overview, texts: Texts) -> Draw:
    """What members hold at the end of each day."""
    days = [day for day in overview.days if day.circulating is not None]

    def draw(figure: "Figure") -> None:
        lines = [(_said("admin-numbers-word-circulating", overview.circulating, texts), BLUE)]
        axes = _paper(figure, "admin-numbers-word-circulation", lines, days, texts)
        held = [day.circulating or 0 for day in days]
        if not any(held):
            return without_data(axes, texts.plain("admin-numbers-word-no-data"))
        places = range(len(days))
        axes.fill_between(places, held, color=BLUE, alpha=0.16)
        axes.plot(places, held, color=BLUE, linewidth=3, marker="o" if len(days) <= 7 else "", markersize=7)
        axes.set_ylim(bottom=0, top=max(held) * 1.08)
        _scale(axes, texts)
        return None

    return draw


def members(overview: Overview, texts: Texts) -> Draw:
    """Active members and new profiles."""
    days = overview.days

    def draw(figure: "Figure") -> None:
        mean = sum(day.active_members for day in days) / len(days)
        lines = [
            (texts.plain("admin-numbers-word-active", amount=number(mean, texts.language)), BLUE),
            (
                texts.plain("admin-numbers-word-new", amount=number(overview.new_profiles, texts.language)),
                VIOLET,
            ),
        ]
        axes = _paper(figure, "admin-numbers-word-members", lines, days, texts)
        if not any(day.active_members or day.new_profiles for day in days):
            return without_data(axes, texts.plain("admin-numbers-word-no-data"))
        upper, lower = _two(axes, figure)
        places = range(len(days))
        upper.bar(places, [day.active_members for day in days], color=BLUE, width=0.8)
        lower.bar(places, [day.new_profiles for day in days], color=VIOLET, width=0.8)
        for part in (upper, lower):
            part.set_ylim(bottom=0)
            _scale(part, texts)
        upper.set_xticks([])
        below(lower, [day.day for day in days], texts)
        return None

    return draw


def _paper(
    figure: "Figure", title: str, lines: Sequence[Line], days: Sequence[DayNumbers], texts: Texts
) -> "Axes":
    axes = paper(figure, texts.plain(title, days=len(days)), lines)
    below(axes, [day.day for day in days], texts)
    return axes


def _two(axes: "Axes", figure: "Figure") -> tuple["Axes", "Axes"]:
    """Split the axes: two numbers of different size, each with a scale of its own."""
    box = axes.get_position()
    lower = figure.add_axes((box.x0, box.y0, box.width, box.height * 0.26))
    axes.set_position((box.x0, box.y0 + box.height * 0.33, box.width, box.height * 0.67))
    plain(lower)
    return axes, lower


def below(axes: "Axes", days: Sequence[date], texts: Texts) -> None:
    """Name some of the days below the chart."""
    named = named_days(days)
    names = axes.set_xticks(named, [short_day(days[place], texts.language) for place in named])
    if len(days) > 7:
        names[-1].label1.set_horizontalalignment("right")  # it would not fit into the image
    axes.set_xlim(-0.6, max(len(days) - 0.4, 0.6))


def _scale(axes: "Axes", texts: Texts) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(5 if axes.get_position().height > 0.3 else 3, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short_number(abs(value), texts.language)))
    axes.grid(axis="y", color=GRID, linewidth=1)


def _said(key: str, amount: int, texts: Texts) -> str:
    return texts.plain(key, amount=number(amount, texts.language))
