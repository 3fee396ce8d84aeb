"""The gate before every screen: what is a member's own, and what is an admin's, is answered only in their own
chat with the bot.

A modified client can send any callback data from under any message that has a button of ours: from a post of
a channel, from a group, from an inline message. There, everything but a reaction is a stale button. First in
line, so that no handler behind it has to ask; see decision 0012.
"""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from ..ui.keyboards import PREFIX
from ..ui.reaction_keyboard import React
from ..ui.screens import is_tapped_in_private
from .fallbacks import stale_button


def private_gate() -> Router:
    """A new router, to be included before all others of ours."""
    router = Router(name="besitos.private_gate")
    router.callback_query.register(stale_button, F.data.startswith(PREFIX), is_elsewhere, ~React.filter())
    return router


async def is_elsewhere(query: CallbackQuery) -> bool:
    """A filter: True unless a member tapped in their own chat with the bot."""
    return not is_tapped_in_private(query)
