"""The section: its dialogs, and its place in the panel."""

from aiogram_dialog import Dialog

from ..windows.section import Section
from .besitos import besitos_dialog
from .card import card_dialog
from .gifts import gift_dialog
from .personal_data import data_dialog
from .search import search_dialog
from .states import MembersSearch
from .streak import streak_dialog
from .vip import vip_dialog


def dialogs() -> list[Dialog]:
    """New dialogs."""
    return [
        search_dialog(),
        card_dialog(),
        besitos_dialog(),
        streak_dialog(),
        vip_dialog(),
        gift_dialog(),
        data_dialog(),
    ]


SECTION = Section("members", "admin-members-title", MembersSearch.ask, dialogs)
