"""/regalo and /daily: the gift of the day, claimed with a button."""

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from ...services.clock import Clock
from ...services.gamification.daily_gift import DailyClaim, DailyStatus
from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member
from ...ui.keyboards import ClaimGift, Open, Place, gift_keyboard
from ...ui.menu import Menu
from ...ui.moments import clock_time, hours_and_minutes
from ...ui.screens import Screen, show
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter
from .group import show_in_private


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.daily_gift")
    on_command(router, menu, Place.GIFT, gift_command)
    router.callback_query.register(open_gift, Open.filter(F.place == Place.GIFT))
    router.callback_query.register(claim_gift, ClaimGift.filter())
    return router


async def gift_command(
    message: Message, bot: Bot, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """Show today's gift in a new message; in a group, a link to the private chat."""
    await show_in_private(message, bot, texts, Place.GIFT, lambda: gift_screen(gamification, member, texts))


async def open_gift(query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification) -> None:
    """The same in place of another screen."""
    await show(query, await gift_screen(gamification, member, texts))


async def claim_gift(query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification) -> None:
    """Claim it. After a second tap the error handler says when the next gift opens."""
    claim = await gamification.daily_gift.claim(member.id)
    await show(
        query, Screen(claim_text(claim, gamification.clock, texts), gift_keyboard(texts, claimable=False))
    )


async def gift_screen(gamification: Gamification, member: Member, texts: Texts) -> Screen:
    """The gift screen: whether it can be claimed, how much it is, and when the next one opens."""
    status = await gamification.daily_gift.status(member.id)
    return Screen(
        status_text(status, gamification.clock, texts), gift_keyboard(texts, claimable=status.claimable)
    )


def status_text(status: DailyStatus, clock: Clock, texts: Texts) -> Html:
    """The text of the gift screen."""
    if status.claimable:
        return texts.html(
            "gift-waiting",
            total=status.next_gift + status.next_streak_bonus,
            streak=_streak(status.streak, texts),
        )
    return texts.html(
        "gift-claimed-before",
        streak=_streak(status.streak, texts),
        next=_next(status.next_at, clock(), texts),
    )


def claim_text(claim: DailyClaim, clock: Clock, texts: Texts) -> Html:
    """The text on what a claim paid."""
    bonus = texts.html("gift-streak-part", bonus=claim.streak_bonus) if claim.streak_bonus else Html("")
    return texts.html(
        "gift-claimed",
        gift=claim.gift,
        bonus=bonus,
        streak=_streak(claim.day, texts),
        balance=claim.balance,
        next=_next(claim.next_at, clock(), texts),
    )


def _streak(days: int, texts: Texts) -> Html:
    return texts.html("gift-streak", days=days)


def _next(next_at: datetime, now: datetime, texts: Texts) -> Html:
    hours, minutes = hours_and_minutes(next_at, now)
    return texts.html("gift-next", time=clock_time(next_at), hours=hours, minutes=minutes)
