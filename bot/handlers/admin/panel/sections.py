"""The sections of the panel, in the order of their buttons."""

from ..windows.section import Section

SECTIONS: tuple[Section, ...] = ()
