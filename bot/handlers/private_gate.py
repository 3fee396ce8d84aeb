"""The gate before every screen: private and admin screens are shown only in the member's own chat with the
bot.

A modified client can send any callback data from any message with a button of ours: a channel post, a message
in a group, an inline message. There, everything except a reaction counts as a stale button. The gate comes
first, so that no other handler has to check this; see decision 0012.
"""

from aiogram import Router
from aiogram.types import CallbackQuery

from ..ui.keyboards import is_ours
from ..ui.screens import is_tapped_in_private
from .fallbacks import stale_button
from .feature_router import FeatureRouter


def private_gate() -> Router:
    """A new router, to be included before all others of ours. Reactions, which it would stop, were handled
    before: by our parent router itself."""
    router = FeatureRouter(name="besitos.private_gate", takes=is_ours)
    router.callback_query.register(stale_button, is_elsewhere)
    return router


async def is_elsewhere(query: CallbackQuery) -> bool:
    """A filter: True unless a member tapped in their own chat with the bot."""
    return not is_tapped_in_private(query)
