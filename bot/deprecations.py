"""Warnings for names that go: an old name works until the version that its warning states."""

import sys
import warnings

_PASSED_OVER = {__name__.partition(".")[0], "pydantic", "pydantic_settings"}
"""Packages between the caller who uses an old name and the line that finds it."""


def warn_renamed(old: str, new: str, *, until: str) -> None:
    """Emit a DeprecationWarning that names the replacement of `old`, and the version that drops `old`. It
    points at the caller's own line, so Python shows it to those who can change that line."""
    message = f"{old} is deprecated: use {new}; Besitos {until} drops the old name"
    warnings.warn(message, DeprecationWarning, stacklevel=_depth_of_caller())


def _depth_of_caller() -> int:
    """Return the `stacklevel` of the first frame outside these packages, for a call by `warn_renamed`."""
    frame, depth = sys._getframe(1), 1  # noqa: SLF001 - skip_file_prefixes comes with Python 3.12
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _PASSED_OVER:
        frame, depth = frame.f_back, depth + 1
    return depth
