"""The sections of the panel, in the order of their buttons."""

from ..anomalies import dialog as anomalies
from ..audit import dialog as audit
from ..economy import dialog as economy
from ..members import dialog as members
from ..rewards import dialog as rewards
from ..shop import section as shop
from ..windows.section import Section

SECTIONS: tuple[Section, ...] = (
    shop.SECTION,
    economy.SECTION,
    members.SECTION,
    rewards.SECTION,
    anomalies.SECTION,
    audit.SECTION,  # stays the last one
)
