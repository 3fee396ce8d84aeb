"""The sections of the panel, in the order of their buttons."""

from ..audit import dialog as audit
from ..windows.section import Section

SECTIONS: tuple[Section, ...] = (
    audit.SECTION,  # stays the last one
)
