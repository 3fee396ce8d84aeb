"""All our handlers as one router, with the middlewares that they need."""

from aiogram import BaseMiddleware, Router

from ..middlewares.language import LanguageMiddleware
from ..middlewares.throttling import ThrottlingMiddleware
from ..services.gamification.members.identity import Member
from ..ui.voice import Voice
from .admin import reaction_groups, sweep
from .fallbacks import anything_else, stale_buttons
from .member import (
    daily_gift,
    history,
    profile,
    purchases,
    ranking,
    reactions,
    reactions_native,
    rewards,
    shop,
    start,
)
from .member import help as help_
from .private_gate import private_gate

INTERNAL = ("update", "error")  # observers of aiogram's own


def gamification_router(
    voice: Voice,
    *,
    own_bot: bool,
    errors: BaseMiddleware | None = None,
    repeats: BaseMiddleware | None = None,
) -> Router:
    """Return a new router with every handler. `own_bot`: also answer updates that no handler takes. `errors`
    and, around it, `repeats` are added to our handlers only, if given.
    """
    parent = Router(name="besitos")
    parent.include_router(private_gate())
    for router in (
        sweep.router(),
        reaction_groups.router(),
        start.router(),
        profile.router(),
        daily_gift.router(),
        history.router(),
        rewards.router(),
        ranking.router(),
        reactions.router(),
        reactions_native.router(),
        shop.router(),
        purchases.router(),
        help_.router(),
    ):
        router.message.filter(has_member)
        router.callback_query.filter(has_member)
        router.message_reaction.filter(has_member)
        parent.include_router(router)
    parent.include_router(stale_buttons())
    if own_bot:
        parent.include_router(anything_else())
    throttling = ThrottlingMiddleware()
    for name, observer in parent.observers.items():
        if name not in INTERNAL:
            if repeats is not None:
                observer.outer_middleware(repeats)
            if errors is not None:
                observer.outer_middleware(errors)
            observer.outer_middleware(LanguageMiddleware(voice))
            observer.middleware(throttling)
    return parent


async def has_member(_event: object, member: Member | None = None) -> bool:
    """True if a real person acts; anonymous admins, channels and bots have no profile."""
    return member is not None
