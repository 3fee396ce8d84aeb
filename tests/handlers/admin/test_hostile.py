"""Whoever is no admin, also since a moment ago, sends everything that the panel ever showed and was told:
nothing in the database changes, and every answer is that of something that does not exist."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from aiogram.types import CallbackQuery, Chat, Message, Update, User
from aiogram_dialog import Window
from aiogram_dialog.widgets.kbd import Select
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database.tables.host import User as UserRow
from bot.handlers.admin.panel.sections import SECTIONS
from bot.handlers.admin.windows.section import Section
from bot.services.gamification import Identity
from bot.ui.keyboards import PANEL
from tests.kit.harness import NOON
from tests.kit.panel import ADMIN, PanelDriver, a_photo, open_panel
from tests.kit.posts import configure
from tests.kit.recording_session import ME, group, message, person, tap
from tests.kit.voice import texts_in

ANA = person(1, "Ana", "es")
NOT_UNDERSTOOD = texts_in("es").html("error-not-understood")
_numbers = count(500_000)


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[PanelDriver]:
    async with open_panel(database_url) as driver:
        await driver.application.database.write(configure)
        await driver.gamification.profiles.ensure([Identity(n, f"Miembro {n}") for n in range(200, 203)])
        await driver.harness.gets(message(ANA, "/start"))
        yield driver


class Watch:
    """Sees whether anybody else has written to the file."""

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(url.partition("///")[2])
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        """Whether there was a commit since the last call."""
        before, self._seen = self._seen, self._version()
        return before != self._seen


@pytest.fixture
def watch(database_url: str, panel: PanelDriver) -> Watch:
    return Watch(database_url)


@contextmanager
def no_longer_admin(panel: PanelDriver) -> Iterator[None]:
    """The admin of a moment ago."""
    ids = panel.gamification.admins._ids
    panel.gamification.admins._ids = frozenset({5})
    try:
        yield
    finally:
        panel.gamification.admins._ids = ids


def forged(data: str) -> list[str]:
    """The data, and what a modified client may make of it."""
    dialog, _, rest = data.removeprefix(PANEL).partition(":")
    _, _, button = rest.partition(":")
    return [data, f"{PANEL}{dialog}:1:{button}", f"{PANEL}{dialog}:0:yes", f"{PANEL}{dialog}:99:{button}"]


async def test_a_non_admin_and_the_admin_of_a_moment_ago_change_nothing(
    panel: PanelDriver, watch: Watch
) -> None:
    [stale] = await panel.harness.gets(tap(ANA, "bs.nosuch"))
    [unknown] = await panel.harness.gets(message(ANA, "/nosuch"))
    tried: set[str] = set()

    async def attack(panel: PanelDriver) -> None:
        watch.changed()
        with no_longer_admin(panel):
            shown = [data for _, data in panel.buttons if data.startswith(PANEL)]
            for one in {*shown, *(forged(shown[0]) if shown else ())}:
                tried.add(one)
                assert await panel.harness.gets(tap(ADMIN, one)) == [stale], one
            for one in shown[:3]:
                assert await panel.harness.gets(tap(ANA, one)) == [stale], one
            for who in (ADMIN, ANA):
                assert await panel.harness.gets(message(who, "5")) == [NOT_UNDERSTOOD]
                assert await panel.harness.gets(_photo(who)) == [NOT_UNDERSTOOD]
        for words in ("/admin", "/panel", "/start panel"):
            said = await panel.harness.gets(message(ANA, words))
            assert said == [unknown] or words.startswith("/start")
        assert not watch.changed(), panel.text

    kinds = await panel.explore(visit=attack, most=250)
    assert len(kinds) > 35, len(kinds)
    assert len(tried) > 100
    for section in SECTIONS:
        await panel.open()
        await panel.tap_data(next(d for _, d in panel.buttons if d.endswith(f":open_{section.name}")))
        dialog = panel.buttons[0][1].removeprefix(PANEL).partition(":")[0]
        everything = [f"{PANEL}{dialog}:{button}" for button in every_button(section)]
        assert everything
        watch.changed()
        with no_longer_admin(panel):
            for data in everything:
                assert await panel.harness.gets(tap(ADMIN, data)) == [stale], data
        assert not watch.changed(), section.name


def every_button(section: Section) -> list[str]:
    """The window and the button of everything that can be tapped in a section, also where no crawl gets."""
    return [
        f"{number}:{widget.widget_id}" + (":1" if isinstance(widget, Select) else "")
        for dialog in section.dialogs()
        for number, window in enumerate(dialog.windows.values())
        if isinstance(window, Window)
        for widget in widgets_in(window.keyboard)
    ]


def widgets_in(keyboard: Any) -> Iterator[Any]:
    """The buttons of a keyboard, those in its rows and columns too."""
    inner = getattr(keyboard, "buttons", None)
    if inner is None:
        if keyboard.widget_id:
            yield keyboard
        return
    for one in inner:
        yield from widgets_in(one)


async def test_even_an_admin_taps_only_in_their_own_chat(panel: PanelDriver, watch: Watch) -> None:
    [stale] = await panel.harness.gets(tap(ADMIN, "bs.nosuch"))
    seen = sorted(await panel.crawl(most=60))
    await panel.open()
    live = [data for _, data in panel.buttons]
    watch.changed()
    for place in (
        group(),
        Chat(id=-1001, type="channel", title="VIP"),
        Chat(id=ANA.id, type="private"),
        None,
    ):
        for data in [*live, *seen[:20]]:
            assert await panel.harness.gets(_tap_at(ADMIN, data, place)) == [stale], (place, data)
    for words in ("/admin", "/panel"):
        said = await panel.harness.gets(message(ADMIN, words, chat=group()))
        assert said == [texts_in("es").html("group-in-private")]
        assert await panel.harness.gets(message(ANA, words, chat=group())) == []
    assert not watch.changed()


async def test_an_admin_by_role_until_the_role_is_taken(panel: PanelDriver) -> None:
    ana = PanelDriver(panel.harness, ANA)
    for role, is_admin in (("ADMIN", True), ("FREE", False)):
        became = update(UserRow).where(UserRow.user_id == ANA.id).values(role=role)
        await panel.application.database.write(Session.execute, became)
        if is_admin:
            await ana.open()
            assert "Panel" in ana.text
        else:
            data = ana.buttons[0][1]
            [said] = await panel.harness.gets(tap(ANA, data))
            assert "ya no funciona" in said
            assert await panel.harness.gets(message(ANA, "/admin")) == [NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    "data",
    [
        PANEL, f"{PANEL}:", f"{PANEL}::", f"{PANEL}x", f"{PANEL}x:0", f"{PANEL}x:0:", f"{PANEL}x:-1:close",
        f"{PANEL}x:٣:close", f"{PANEL}x:{'9' * 30}:a", f"{PANEL}x\x1d:0:close", "x\x1dclose",
        f"{PANEL}x:0:\x1d",
    ],
)  # fmt: skip
async def test_made_up_data_is_a_stale_button_for_an_admin_too(panel: PanelDriver, data: str) -> None:
    [said] = await panel.harness.gets(tap(ADMIN, data))
    assert "ya no funciona" in said


async def test_an_old_button_of_the_panel_leads_its_admin_to_the_panel(panel: PanelDriver) -> None:
    old = panel.buttons[0][1]
    await panel.open()
    await panel.tap_data(old)
    assert panel.alerts == ["Este botón ya no funciona. Escribe /admin y sigue desde ahí."]


async def test_what_only_looks_like_a_tap_is_a_text(panel: PanelDriver) -> None:
    """aiogram-dialog reads taps from invisible signs at the end of a text, and from replies."""
    hidden = "hola" + "\u200c\u200d" * 10 + "\u00ad"
    assert await panel.harness.gets(message(ADMIN, hidden)) == [NOT_UNDERSTOOD]
    assert await panel.harness.gets(message(ADMIN, "\u200c\u2063\U0001d17a\u2060")) == [NOT_UNDERSTOOD]


def _photo(user: User) -> Update:
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    sent = Message(message_id=next(_numbers), date=NOON, chat=chat, from_user=user, photo=[a_photo()])
    return Update(update_id=next(_numbers), message=sent)


def _tap_at(user: User, data: str, place: Chat | None) -> Update:
    under: dict[str, Any] = {"inline_message_id": "inline"}
    if place is not None:
        under = {"message": Message(message_id=5, date=NOON, chat=place, from_user=ME, text="x")}
    query = CallbackQuery(id=str(next(_numbers)), from_user=user, chat_instance="1", data=data, **under)
    return Update(update_id=next(_numbers), callback_query=query)
