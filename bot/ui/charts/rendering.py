"""Draws one chart at a time, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[["Figure"], None]
"""Draws into an empty figure. It runs in the charts' thread: it may use only what it was given."""

WIDTH, HEIGHT, DPI = 1080, 1350, 200
"""Pixels; of a phone that is held upright. At this DPI a point is 2.8 pixels."""
# One thread: matplotlib shares its fonts and settings between figures.
_thread = ThreadPoolExecutor(1, thread_name_prefix="besitos-charts")


async def png(draw: Draw) -> bytes:
    """Return the drawing as a PNG image."""
    return await asyncio.wrap_future(_thread.submit(_render, draw))


def _render(draw: Draw) -> bytes:
    # Here and not above: the import takes a second and 30 MB.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    draw(figure)
    image = BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
