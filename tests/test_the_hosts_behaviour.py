"""A bot that lives does the same with us and without us, update by update: what of it runs, what it is given,
what it sends, and the state of its conversations."""

import warnings
from typing import Any

import pytest
from aiogram import Router
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod

from bot.app import setup_gamification
from tests.kit.living_host import NAMES, Host, Record, living_host
from tests.kit.update_log import ANA, BANNED, BEA, GROUP, GROUP_ID, Arrival, updates

ARRIVALS = updates()


@pytest.fixture
def kind() -> str:
    return "sqlite"  # what the host does has nothing to do with our database


async def play(host: Host, arrivals: list[Arrival] = ARRIVALS) -> list[Record]:
    """Feed every update; what each caused."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Detected unknown update type")
        return [await host.feed(arrival.bot, arrival.raw) for arrival in arrivals]


async def alone(*, catch_all: bool) -> list[Record]:
    """What the host does without us."""
    host, middlewares = living_host(catch_all=catch_all)
    middlewares()
    await host.start()
    records = await play(host)
    await host.stop()
    return records


def test_the_log_has_updates_of_all_kinds() -> None:
    kinds = {next(name for name in arrival.raw if name != "update_id") for arrival in ARRIVALS}
    assert len(ARRIVALS) >= 150
    assert len(kinds) >= 19


@pytest.mark.parametrize("place", ["last", "in front of the catch-all", "behind the catch-all", "nowhere"])
@pytest.mark.parametrize("set_up", ["before its middlewares", "after them"])
async def test_it_is_the_same_with_us(database_url: str, place: str, set_up: str) -> None:
    catch_all = place != "last"
    without = await alone(catch_all=catch_all)
    host, middlewares = living_host(catch_all=catch_all)
    if set_up == "after them":
        middlewares()
    gamification = await setup_gamification(
        host.dispatcher,
        database_url=database_url,
        routers=place != "nowhere",
        before=host.everything if place == "in front of the catch-all" else None,
    )
    if set_up == "before its middlewares":
        middlewares()
    await gamification.reaction_settings.add_group(1, GROUP_ID)
    await host.start()
    with_us = await play(host)
    await host.stop()
    we_are_asked = place in ("last", "in front of the catch-all")
    seen: set[int] = set()
    for arrival, was, now in zip(ARRIVALS, without, with_us, strict=True):
        if arrival.answered_by_us and we_are_asked:
            assert bool(now.ours) != (arrival.raw["update_id"] in seen), arrival.raw
            assert now.outcome == "handled"
            assert now.states == was.states, arrival.raw
            assert [step for step in now.steps if "sends" in step or "catch-all" in step] == [], arrival.raw
        else:
            if is_in_paying_group(arrival):
                assert len(was.steps) <= len(now.steps) <= len(was.steps) + 2
                forget_wrapping(was, now)
            assert now == was, arrival.raw
        seen.add(arrival.raw["update_id"])
    for method in (method for record in with_us for method in record.ours):
        assert_readable(method)


def is_in_paying_group(arrival: Arrival) -> bool:
    """Reactions that we take note of; the host's handlers get them as well."""
    reaction = arrival.raw.get("message_reaction", {})
    return bool(reaction and reaction["chat"] == GROUP)


def forget_wrapping(*records: Record) -> None:
    """The host's inner middlewares run around our handlers as around its own."""
    for record in records:
        record.steps = [step for step in record.steps if not step.startswith("inner on message_reaction")]


def assert_readable(method: TelegramMethod[Any]) -> None:
    """Our texts are HTML, whatever the default of the host's bot."""
    if isinstance(method, SendMessage | EditMessageText):
        assert method.parse_mode == "HTML", method
    else:
        assert isinstance(method, AnswerCallbackQuery), method


async def test_everybody_who_acts_is_met_and_reactions_pay_where_the_host_only_looks_at_them(
    database_url: str,
) -> None:
    host, middlewares = living_host(catch_all=True)
    middlewares()
    gamification = await setup_gamification(
        host.dispatcher, database_url=database_url, before=host.everything
    )
    await gamification.reaction_settings.add_group(1, GROUP_ID)
    await host.start()
    await play(host)
    assert await gamification.wallet.balance(ANA) > 0  # not Cid, whose reactions a handler of the host takes
    assert all([await gamification.profiles.get(who) for who in (ANA, BEA, BANNED)])
    await host.stop()


async def test_it_is_the_same_while_our_database_is_of_no_use(empty_url: str) -> None:
    """It was never upgraded: every statement of ours fails."""
    without = await alone(catch_all=True)
    host, middlewares = living_host(catch_all=True)
    middlewares()
    await setup_gamification(host.dispatcher, database_url=empty_url, auto_upgrade=False)
    await host.start()
    with_us = await play(host)
    await host.stop()
    for arrival, was, now in zip(ARRIVALS, without, with_us, strict=True):
        assert now == was, arrival.raw


async def test_after_our_shutdown_it_is_as_if_we_had_never_been(database_url: str) -> None:
    without = await alone(catch_all=False)
    host, middlewares = living_host(catch_all=False)
    middlewares()
    await setup_gamification(host.dispatcher, database_url=database_url)
    await host.start()
    await host.stop()
    assert host.dispatcher.workflow_data == NAMES
    assert await play(host) == without


OUR_KINDS = {"message", "callback_query", "channel_post", "message_reaction", "my_chat_member"}


async def test_polling_asks_for_a_few_kinds_more_and_for_none_without_our_routers(database_url: str) -> None:
    used = {}
    for routers in (True, False):
        host, _ = living_host(catch_all=False)
        before = set(host.dispatcher.resolve_used_update_types())
        host.dispatcher.sub_routers.clear()
        await setup_gamification(host.dispatcher, database_url=database_url, routers=routers)
        used[routers] = set(host.dispatcher.resolve_used_update_types())
        assert used[routers] - OUR_KINDS <= before
        await host.dispatcher.emit_shutdown(bots=[])
    assert used == {True: OUR_KINDS, False: set()}


async def test_a_router_that_the_dispatcher_does_not_include_is_refused(empty_url: str) -> None:
    host, _ = living_host(catch_all=True)
    inner = Router(name="inner")
    host.everything.include_router(inner)
    with pytest.raises(ValueError, match=r"'inner'.*the dispatcher itself does not include this router"):
        await setup_gamification(host.dispatcher, database_url=empty_url, before=inner)
    assert host.dispatcher.workflow_data == NAMES
