"""/perfil and /profile: the card with besitos, level, streak and totals."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...services.gamification.profile_card import ProfileCard
from ...ui.keyboards import Open, Place, profile_keyboard
from ...ui.menu import Menu
from ...ui.progress import bar, percent_of
from ...ui.screens import Screen, show
from ...ui.streaks import streak_text
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.profile")
    on_command(router, menu, Place.PROFILE, profile_command)
    router.callback_query.register(open_profile, Open.filter(F.place == Place.PROFILE))
    return router


async def profile_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the card in a new message; in a group, a link to the private chat, because a balance is
    private."""
    await show_in_private(
        message, bot, texts, Place.PROFILE, lambda: profile_screen(gamification, member, texts)
    )


async def open_profile(
    query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show the present card in place of another screen or of an older card."""
    await show(query, await profile_screen(gamification, member, texts))


async def profile_screen(gamification: Gamification, member: Member, texts: Texts) -> Screen:
    """The card of a member."""
    card = await gamification.profile_cards.of(member.id)
    return Screen(card_text(card, member, texts), profile_keyboard(texts))


def card_text(card: ProfileCard, member: Member, texts: Texts) -> Html:
    """The card in words."""
    return texts.html(
        "profile-card",
        name=texts.name(member.name),
        balance=card.balance,
        level=card.level,
        progress=_progress(card, texts),
        streak=_streak(card, texts),
        earned=card.total_earned,
        spent=card.total_spent,
    )


def _progress(card: ProfileCard, texts: Texts) -> Html:
    if card.next_level_at is None:
        return texts.html("profile-top-level", bar=bar(100))
    percent = percent_of(card.total_earned, card.level_starts_at, card.next_level_at)
    return texts.html(
        "profile-progress",
        bar=bar(percent),
        percent=percent,
        missing=max(1, card.next_level_at - card.total_earned),
        next=card.level + 1,
    )


def _streak(card: ProfileCard, texts: Texts) -> Html:
    streak = streak_text(card.streak_text, card.streak, texts)
    if card.longest_streak > card.streak:
        return texts.html("profile-streak-and-best", streak=streak, longest=card.longest_streak)
    return texts.html("profile-streak", streak=streak)
