"""The sections of the panel, in the order of their buttons."""

from ..anomalies import dialog as anomalies
from ..audit import dialog as audit
from ..economy import dialog as economy
from ..members import dialog as members
from ..numbers import dialog as numbers
from ..publish import dialog as publish
from ..rewards import dialog as rewards
from ..shop import section as shop
from ..start import dialog as start
from ..windows.section import Section

SECTIONS: tuple[Section, ...] = (
    start.SECTION,  # stays the first one
    shop.SECTION,
    economy.SECTION,
    members.SECTION,
    rewards.SECTION,
    anomalies.SECTION,
    numbers.SECTION,
    publish.SECTION,
    audit.SECTION,  # stays the last one
)
