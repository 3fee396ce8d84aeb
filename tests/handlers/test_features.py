"""Features switched off or renamed: what is off answers nothing but the stale answer, and nothing leads
there."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardMarkup
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.app import Application
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.services.gamification import TransactionType
from bot.settings import load_settings
from bot.ui.keyboards import PREFIX
from bot.ui.menu import FEATURES, NATIVE_REACTIONS, REACTIONS, Place
from tests.kit.callback_data import classes_in_the_code, every_data
from tests.kit.catalog_rows import add_product
from tests.kit.harness import NOON, Harness
from tests.kit.posts import VIP, configure, emoji, post, reacts, tap_post
from tests.kit.recording_session import group, message, person, recording_bot, tap
from tests.kit.voice import VOICE, texts_in

ANA, BEN, ADMIN = person(1, "Ana", "es"), person(2, "Ben", "en"), person(99, "Jefa", "es")
WITH_COMMANDS = [name for name, feature in FEATURES.items() if feature.commands]
NOT_UNDERSTOOD = texts_in("es").html("error-not-understood")
STALE = re.compile(r"Este botón ya no funciona\.( Escribe /\w+ y te doy uno nuevo\.)?")
OWN_DATA = {
    Place.GIFT: {"claim"},
    Place.HISTORY: {"older"},
    Place.REWARDS: {"reward", "rewards"},
    Place.SHOP: {"shop", "product", "ask", "buy"},
    Place.PURCHASES: {"owned", "send"},
    Place.PANEL: {"ch", "chno", "run"},
    Place.SWEEP: {"swstart", "swrun", "runs"},
    REACTIONS: {"react"},
}
"""The callback data of each feature, besides the one that opens its screen."""


def leads_to(feature: str, data: str) -> bool:
    """Whether a button is one of the feature's."""
    kind, *values = data.removeprefix(PREFIX).split(":")
    return kind in OWN_DATA.get(feature, ()) or (kind == "open" and values[:1] == [feature])


def test_all_callback_data_belongs_to_a_feature() -> None:
    kinds = {f"{PREFIX}{kind}" for kinds in OWN_DATA.values() for kind in kinds}
    assert {one.__prefix__ for one in classes_in_the_code()} == {*kinds, f"{PREFIX}open"}


@asynccontextmanager
async def open_with(database_url: str, **options: Any) -> AsyncIterator[Harness]:
    """A bot with these options, for Ana, who owns a pack and can buy another one, and for an admin."""
    settings = load_settings(database_url=database_url, auto_upgrade=False, admin_ids={ADMIN.id})
    async with Application(settings, clock=lambda: NOON, **options) as application:
        harness = Harness(application, *recording_bot())
        for user in (ANA, BEN, ADMIN):
            await harness.gets(message(user, "hola"))
        await application.database.write(configure)
        services = application.gamification
        await services.wallet.credit(ANA.id, 500, TransactionType.EARN_ADMIN, reason="x", key="test")
        await add_product(application.database, "Otro", 100)
        pack = await add_product(application.database, "Pack", 50)
        await services.shop.buy(ANA.id, pack, price=50)
        harness.session.discussion_groups[VIP.id] = group().id
        yield harness


@pytest.fixture(autouse=True)
def _never_throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ThrottlingMiddleware, "_may", lambda *_: True)  # one person taps everything here


def buttons_of(call: TelegramMethod[Any]) -> list[str]:
    markup = getattr(call, "reply_markup", None)
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [button.callback_data or button.url or "" for row in markup.inline_keyboard for button in row]


async def products(harness: Harness) -> int:
    def newest(session: Session) -> int:
        return int(session.execute(sql("SELECT max(id) FROM shop_products")).scalar_one())

    return await harness.application.database.read(newest)


@pytest.mark.parametrize("feature", FEATURES)
async def test_what_is_off_answers_no_button_and_no_command_and_nothing_leads_there(
    database_url: str, feature: str
) -> None:
    async with open_with(database_url, without={feature}) as harness:
        ids = range(1, await products(harness) + 1)
        data = [*every_data(), *(f"bs.product:{n}:0" for n in ids), *(f"bs.ask:{n}:0" for n in ids)]
        shown = 0
        for user in (ANA, ADMIN):
            for one in data:
                await harness.gets(tap(user, one))
                if leads_to(feature, one):
                    assert [type(call) for call in harness.session.sent] == [AnswerCallbackQuery], one
                    assert STALE.fullmatch(harness.session.texts[0]), one
                shown += len(harness.session.sent)
                expect_nothing_leads_to(feature, harness)
            for name in WITH_COMMANDS:
                for command in VOICE.menu.commands(name):
                    said = await harness.gets(message(user, f"/{command}"))
                    assert said == [NOT_UNDERSTOOD] or name != feature, command
                    expect_nothing_leads_to(feature, harness)
            if feature in list(Place):
                said = await harness.gets(message(user, f"/start {feature}"))
                assert said[0] == NOT_UNDERSTOOD or said[0].startswith("¡Hola"), feature
                expect_nothing_leads_to(feature, harness)
        assert shown > len(data)
        await harness.application.reaction_keyboards.close()


def expect_nothing_leads_to(feature: str, harness: Harness) -> None:
    commands = {f"/{command}" for command in VOICE.menu.commands(feature)}
    for call in harness.session.sent:
        buttons = buttons_of(call)
        assert not [data for data in buttons if leads_to(feature, data)], call
        assert f"?start={feature}" not in "".join(buttons)
        if isinstance(call, SendMessage | EditMessageText):
            assert not commands & set(re.findall(r"/\w+", call.text or "")), call.text


@pytest.mark.parametrize("feature", WITH_COMMANDS)
async def test_a_renamed_command_answers_in_place_of_the_old_ones(database_url: str, feature: str) -> None:
    async with open_with(database_url, commands={feature: ["otra", "other"]}) as harness:
        for old in VOICE.menu.commands(feature):
            assert await harness.gets(message(ADMIN, f"/{old}")) == [NOT_UNDERSTOOD]
        for new in ("/otra", "/other"):
            assert await harness.gets(message(ADMIN, new)) not in ([NOT_UNDERSTOOD], [])


@pytest.mark.parametrize("feature", [name for name in WITH_COMMANDS if name in list(Place)])
async def test_a_feature_without_a_command_is_opened_by_buttons_and_links(
    database_url: str, feature: str
) -> None:
    async with open_with(database_url, commands={feature: []}) as harness:
        for command in VOICE.menu.commands(feature):
            assert await harness.gets(message(ADMIN, f"/{command}")) == [NOT_UNDERSTOOD]
        for update in (tap(ADMIN, f"bs.open:{feature}"), message(ADMIN, f"/start {feature}")):
            [said] = await harness.gets(update)
            assert said != NOT_UNDERSTOOD
            assert not STALE.fullmatch(said)


async def paid_for(harness: Harness) -> list[str]:
    def booked(session: Session) -> list[str]:
        return list(session.execute(sql("SELECT DISTINCT type FROM transactions")).scalars())

    return await harness.application.database.read(booked)


async def test_without_reactions_posts_get_no_buttons_and_none_pays(database_url: str) -> None:
    async with open_with(database_url, without={REACTIONS}) as harness:
        stranger = person(50, "Eva", "es")
        assert await harness.gets(post()) == []
        assert await harness.gets(reacts(stranger, emoji("🔥"))) == []
        assert STALE.fullmatch((await harness.gets(tap_post(ANA, "🔥")))[0])
        await harness.application.reaction_keyboards.close()
        assert [type(call) for call in harness.session.sent] == [AnswerCallbackQuery]
        assert "EARN_REACTION" not in await paid_for(harness)
        services = harness.application.gamification
        assert await services.profiles.get(stranger.id) is None, "as in a group that does not pay"
        assert "message_reaction" not in harness.application.dispatcher.resolve_used_update_types()
        assert (await services.reactions.react(ANA.id, VIP.id, 10, "🔥")).paid == 5, "the service works"


async def test_native_reactions_can_be_off_alone(database_url: str) -> None:
    async with open_with(database_url, without={NATIVE_REACTIONS}) as harness:
        assert await harness.gets(reacts(ANA, emoji("🔥"))) == []
        assert "EARN_REACTION" not in await paid_for(harness)
        assert (await harness.gets(tap_post(ANA, "🔥")))[0].startswith("¡+5 besitos")


async def test_without_rewards_nothing_is_announced(database_url: str) -> None:
    for without, announced in ((set(), 1), ({Place.REWARDS}, 0)):
        async with open_with(database_url, without=without) as harness:
            application = harness.application
            await application.dispatcher.emit_startup(bot=harness.bot, **application.dispatcher.workflow_data)
            harness.session.sent.clear()
            eva = person(60 + announced, "Eva", "es")
            await harness.gets(tap_post(eva, "🔥"))
            await application.announcements.finish(30)
            told = [call for call in harness.session.sent if isinstance(call, SendMessage)]
            assert len([call for call in told if call.chat_id == eva.id]) == announced
            await application.dispatcher.emit_shutdown(bot=harness.bot)


async def test_files_that_did_not_arrive_are_found_again_where_that_is_possible(database_url: str) -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.methods import SendMediaGroup, SendPhoto

    for options, text in (
        ({}, "pídemelo otra vez en /compras."),
        ({"commands": {"purchases": []}}, "pídemelo otra vez en tus compras."),
        ({"without": {"purchases"}}, "no se pierde."),
    ):
        async with open_with(database_url, **options) as harness:
            pack = await add_product(harness.application.database, "Pack", 0)
            refusal = TelegramBadRequest(SendMessage(chat_id=1, text="x"), "wrong file")
            harness.session.refusals = {SendMediaGroup: refusal, SendPhoto: refusal}
            said = await harness.gets(tap(ADMIN, f"bs.buy:{pack}:0:0:0"))
            assert said[-1].endswith(text)
