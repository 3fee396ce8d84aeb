"""All our handlers as one router, with the middlewares that they need."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject

from ..middlewares.names import NamesMiddleware
from ..middlewares.returning import returning_member
from ..middlewares.throttling import ThrottlingMiddleware
from ..services.gamification.members.identity import Member
from ..ui.menu import NATIVE_REACTIONS, REACTION_GROUPS, REACTIONS, Menu, Place
from ..ui.voice import Voice
from .admin import reaction_groups, sweep
from .admin.panel import router as panel
from .admin.publish import runs
from .admin.start import added
from .fallbacks import anything_else, stale_buttons
from .member import (
    daily_gift,
    history,
    links,
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
WITNESSED = ("channel_post", "message_reaction", "my_chat_member")
"""What we take note of: a host's own handlers of these are called as well."""
WITH_COMMANDS: tuple[tuple[str, Callable[[Menu], Router]], ...] = (
    (Place.PANEL, panel.router),
    (Place.PANEL, added.router),
    (Place.PANEL, runs.router),
    (Place.SWEEP, sweep.router),
    (REACTION_GROUPS, reaction_groups.router),
    (Place.PROFILE, profile.router),
    (Place.GIFT, daily_gift.router),
    (Place.HISTORY, history.router),
    (Place.REWARDS, rewards.router),
    (Place.RANKING, ranking.router),
    (Place.SHOP, shop.router),
    (Place.PURCHASES, purchases.router),
    (Place.HELP, help_.router),
    (Place.START, start.router),
)
"""The router of each feature, those of admins first: what is switched off has no handler."""
REACTING = ((REACTIONS, reactions.router), (NATIVE_REACTIONS, reactions_native.router))


def gamification_router(
    voice: Voice,
    *,
    own_bot: bool,
    names: Mapping[str, object] | None = None,
    errors: BaseMiddleware | None = None,
    repeats: BaseMiddleware | None = None,
) -> Router:
    """Return a new router with the handlers of the features that are on. `own_bot`: also answer updates that
    no handler takes. `errors` and, around it, `repeats` are added to our handlers only, if given. `names` are
    what handlers ask for besides `member` and `texts`.
    """
    parent = Router(name="besitos")
    menu = voice.menu
    if menu.has(REACTIONS):
        reactions.register_taps(parent)
    parent.include_router(private_gate())
    for router in (
        links.router(menu),  # before /start
        *(router_of(menu) for feature, router_of in WITH_COMMANDS if menu.has(feature)),
        *(router_of() for feature, router_of in REACTING if menu.has(feature)),
    ):
        router.message.filter(has_member)
        router.callback_query.filter(has_member)
        router.message_reaction.filter(has_member)
        parent.include_router(router)
    parent.include_router(stale_buttons())
    if own_bot:
        parent.include_router(anything_else())
    own_names = NamesMiddleware(voice, names or {})
    throttling = ThrottlingMiddleware()
    for name, observer in parent.observers.items():
        if name not in INTERNAL:
            if name in WITNESSED and not own_bot:
                observer.outer_middleware(_leave_to_others_too)
            observer.outer_middleware(own_names)
            if repeats is not None:
                observer.outer_middleware(repeats)
            if errors is not None:
                observer.outer_middleware(errors)
            if not own_bot:
                observer.middleware(own_names)
            observer.middleware(throttling)
            observer.middleware(returning_member)
    return parent


async def _leave_to_others_too(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    await handler(event, data)
    return UNHANDLED


async def has_member(_event: object, member: Member | None = None) -> bool:
    """True if a real person acts; anonymous admins, channels and bots have no profile."""
    return member is not None
