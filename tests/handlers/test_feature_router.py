"""A tap passes by the routers that have no handler for it, and by no other."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery

from bot.handlers.feature_router import FeatureRouter
from bot.handlers.routers import gamification_router
from tests.kit.callback_data import every_data
from tests.kit.harness import Harness
from tests.kit.posts import configure, tap_post
from tests.kit.recording_session import person, tap
from tests.kit.voice import VOICE

ANA = person(1, "Ana", "es")


class One(CallbackData, prefix="bs.one"):
    """A tap with a number."""

    number: int


class Bare(CallbackData, prefix="bs.bare"):
    """A tap without anything."""


def routers_in(router: Router) -> Iterator[Router]:
    for inner in router.sub_routers:
        yield inner
        yield from routers_in(inner)


def query(data: str | None) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=ANA, chat_instance="1", data=data)


@pytest.mark.parametrize("data", sorted(set(every_data())))
async def test_no_router_is_passed_by_that_has_a_handler(data: str) -> None:
    for router in routers_in(gamification_router(VOICE, own_bot=True)):
        if not isinstance(router, FeatureRouter):
            continue
        for handler in router.callback_query.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, CallbackQueryFilter) and await one.callback(query(data)):
                    assert router._may_take(data), router


async def test_only_routers_of_ours_look_at_a_tap(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    passed_on = Router.propagate_event

    async def note(self: Router, *args: Any, **kwargs: Any) -> Any:
        asked.append(self.name)
        return await passed_on(self, *args, **kwargs)

    monkeypatch.setattr(Router, "propagate_event", note)
    await harness.application.database.write(configure)
    await harness.gets(tap_post(ANA, "🔥"))
    assert asked[1:] == ["besitos"]  # after the dispatcher's
    asked.clear()
    await harness.gets(tap(ANA, "bs.open:shop"))
    assert set(asked[1:]) == OPENING


OPENING = {
    "besitos", "besitos.private_gate", "besitos.sweep", "besitos.profile", "besitos.daily_gift",
    "besitos.history", "besitos.rewards", "besitos.ranking", "besitos.shop",
}  # fmt: skip
"""Those that open a screen, up to the one that was meant."""


async def test_what_a_router_takes_is_read_off_its_handlers() -> None:
    taken: list[str] = []

    async def take(query: CallbackQuery) -> None:
        taken.append(query.data or "")

    router = FeatureRouter(name="x")
    router.callback_query.register(take, One.filter(F.number > 1))
    router.callback_query.register(take, Bare.filter())
    for data in ("bs.one:2", "bs.one:1", "bs.one", "bs.ones:2", "bs.bare", "bs.bare:", None, ""):
        await router.propagate_event("callback_query", query(data))
    assert taken == ["bs.one:2", "bs.bare"]
    assert await router.propagate_event("nothing_known", query("bs.one:2")) is UNHANDLED


async def test_a_handler_of_anything_says_what_it_takes() -> None:
    async def take(query: CallbackQuery) -> None:
        pass

    silent = FeatureRouter(name="x")
    silent.callback_query.register(take, F.data == "a")
    with pytest.raises(TypeError, match="say what it takes"):
        await silent.propagate_event("callback_query", query("a"))
    says = FeatureRouter(name="x", takes=lambda data: data == "a")
    says.callback_query.register(take)
    assert await says.propagate_event("callback_query", query("a")) is None
    assert await says.propagate_event("callback_query", query("b")) is UNHANDLED
