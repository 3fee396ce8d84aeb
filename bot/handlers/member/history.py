"""/historial and /history: the member's ledger entries, newest first."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...services.gamification.rules.ids import MAX_ID
from ...services.gamification.rules.transaction_types import OTHER_SOURCE
from ...services.gamification.wallet import Entry
from ...ui.keyboards import OlderHistory, Open, Place, history_keyboard
from ...ui.ledger_words import WHAT_FOR
from ...ui.menu import Menu
from ...ui.moments import day_and_time
from ...ui.screens import Screen, show
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private

ENTRIES_A_PAGE = 10


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.history")
    on_command(router, menu, Place.HISTORY, history_command)
    router.callback_query.register(open_history, Open.filter(F.place == Place.HISTORY))
    router.callback_query.register(open_older, OlderHistory.filter())
    return router


async def history_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the newest page in a new message; in a group, a link to the private chat."""
    await show_in_private(
        message, bot, texts, Place.HISTORY, lambda: history_screen(gamification, member, texts)
    )


async def open_history(
    query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """The newest page in place of another screen."""
    await show(query, await history_screen(gamification, member, texts))


async def open_older(
    query: CallbackQuery,
    callback_data: OlderHistory,
    member: Member,
    texts: Texts,
    gamification: Gamification,
) -> None:
    """Show the page after the entry in the button's data, always of the history of the member who tapped."""
    before = min(max(callback_data.before, 1), MAX_ID)
    await show(query, await history_screen(gamification, member, texts, before=before))


async def history_screen(
    gamification: Gamification, member: Member, texts: Texts, *, before: int | None = None
) -> Screen:
    """A page of ledger entries."""
    # One more entry than is shown, to know whether there is an older page.
    entries = await gamification.wallet.history(member.id, before=before, limit=ENTRIES_A_PAGE + 1)
    page = entries[:ENTRIES_A_PAGE]
    older = page[-1].id if len(entries) > ENTRIES_A_PAGE else None
    return Screen(history_text(page, texts), history_keyboard(texts, older=older, newest=before is not None))


def history_text(page: list[Entry], texts: Texts) -> Html:
    """A page in words."""
    if not page:
        return texts.html("history-empty")
    lines = [
        texts.html(
            "history-earned" if entry.amount > 0 else "history-spent",
            amount=abs(entry.amount),
            what=_what_for(entry, texts),
            when=day_and_time(entry.created_at, texts.language),
        )
        for entry in page
    ]
    return texts.html("history-page", lines=Html("\n".join(lines)))


def _what_for(entry: Entry, texts: Texts) -> Html:
    if entry.type.has_source:
        return texts.html("history-source", source=entry.source or OTHER_SOURCE)
    return texts.html(WHAT_FOR[entry.type])
