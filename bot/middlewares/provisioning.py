"""The outer middleware on `update` that creates profiles on first contact and passes the acting member to
handlers.

It is registered on `update` only: on `message` and `callback_query` too it would run twice for each of them.
"""

from collections.abc import Awaitable, Callable
from operator import attrgetter
from time import monotonic
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User
from aiogram.types.update import UpdateTypeLookupError

from ..services.gamification.members.identity import Identity, Member
from ..services.gamification.members.profiles import GamificationProfileService
from ..ui.voice import Voice

log = structlog.get_logger(__name__)

LINE_EVERY_SECONDS = 60.0

# Telegram itself, the anonymous group admin, and the sender of posts on behalf of a channel:
# https://core.telegram.org/bots/api#message
NOBODY = {777000, 1087968824, 136817688}

OUR_MEMBER = "besitos_member"
"""Where our own handlers find the member, whatever the host calls `member`."""


def _sender(message: Message) -> User | None:
    # The `from` of a message sent in the name of a chat, or by a bot for a business account, did not write
    # it.
    if message.sender_chat is not None or message.sender_business_bot is not None:
        return None
    return message.from_user


_from_user: Callable[[Any], User | None] = attrgetter("from_user")
_user: Callable[[Any], User | None] = attrgetter("user")
# The person who acts, by type of update. Not included: chat_member and my_chat_member, where another person
# may be acting; channel posts, polls and counts, which name nobody.
ACTOR: dict[str, Callable[[Any], User | None]] = {
    "message": _sender,
    "edited_message": _sender,
    "business_message": _sender,
    "edited_business_message": _sender,
    "guest_message": _sender,
    "business_connection": _user,
    "callback_query": _from_user,
    "inline_query": _from_user,
    "chosen_inline_result": _from_user,
    "shipping_query": _from_user,
    "pre_checkout_query": _from_user,
    "purchased_paid_media": _from_user,
    "chat_join_request": _from_user,
    "message_reaction": _user,
    "poll_answer": _user,
}


Counts = Callable[[Bot, Update], Awaitable[bool]]


class ProvisioningMiddleware(BaseMiddleware):
    """Puts `member` (a Member) into the handler's data for every update of a real person, after their rows
    exist. If the database is down, the update continues without them. A `member` in the host's workflow data
    stays the host's."""

    def __init__(
        self,
        profiles: GamificationProfileService,
        voice: Voice,
        *,
        counts: Counts | None = None,
    ) -> None:
        """`voice` decides the language of each member. Reactions for which `counts` returns False create no
        member; without `counts`, all do."""
        self._profiles = profiles
        self._counts = counts
        self._next_line = 0.0
        self._knows = profiles.knows
        self._metrics = profiles.metrics
        self._language_of = voice.language_of

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        user = acting_user(event)
        if user is not None and await self._is_ours(event, data):
            if self._knows(user.id, user.first_name, user.username, user.last_name):
                self._metrics.hits += 1
            else:
                await self._profiles.provision(
                    Identity(user.id, user.first_name, user.username, user.last_name, user.language_code)
                )
            member = Member(user.id, user.first_name, self._language_of(user.language_code))
            data[OUR_MEMBER] = member
            data.setdefault("member", member)
        return await handler(event, data)

    async def _is_ours(self, event: TelegramObject, data: dict[str, Any]) -> bool:
        if self._counts is None or not isinstance(event, Update) or event.message_reaction is None:
            return True
        try:
            return await self._counts(data["bot"], event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the host's handlers get the update
            now = monotonic()
            if now >= self._next_line:
                self._next_line = now + LINE_EVERY_SECONDS
                reason = f"{type(error).__name__}: {error}".partition("\n")[0]
                log.warning("reactions_left_out", reason=reason)
            return False


def acting_user(update: TelegramObject) -> User | None:
    """Return the real person who caused this update; None for bots, Telegram, anonymous and channel
    senders."""
    if not isinstance(update, Update):
        return None
    if (tapped := update.callback_query) is not None:  # the most frequent kind
        return _real(tapped.from_user)
    try:
        kind = update.event_type
    except UpdateTypeLookupError:  # newer than the installed aiogram
        return None
    actor = ACTOR.get(kind)
    return _real(actor(getattr(update, kind))) if actor is not None else None


def person_of(event: Message | CallbackQuery) -> User | None:
    """Return the real person who sent this message or tapped; None for all others."""
    return _real(_sender(event) if isinstance(event, Message) else event.from_user)


def _real(user: User | None) -> User | None:
    return None if user is None or user.is_bot or user.id in NOBODY else user
