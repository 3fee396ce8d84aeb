"""Every language that ships is spoken from the first message on: screens, commands, as the default one."""

from pathlib import Path

import pytest

from bot.telegram.command_menus import menu_of
from bot.ui.texts import Html
from tests.kit.harness import Harness, open_harness
from tests.kit.recording_session import message, person
from tests.kit.voice import LANGUAGES, texts_in


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_person_is_spoken_to_in_their_language(harness: Harness, language: str) -> None:
    expected = texts_in(language).html("start-welcome", name="Ana")
    assert await harness.gets(message(person(1, "Ana", f"{language}-xx"), "/start")) == [expected]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_of_the_menu_is_answered(harness: Harness, language: str) -> None:
    unknown: list[Html] = [texts_in(language).html("error-not-understood")]
    for command in menu_of(texts_in(language)):
        answer = await harness.gets(message(person(1, "Ana", language), f"/{command.command}"))
        assert answer, command.command
        assert answer != unknown, command.command


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_language_can_be_the_default_one(database_url: str, language: str) -> None:
    async with open_harness(database_url, default_language=language) as harness:
        for code in ("fr", None):
            [said] = await harness.gets(message(person(1, "Ana", code), "/start"))
            assert said == texts_in(language).html("start-welcome", name="Ana")


async def test_a_language_of_the_hosts_own_has_a_menu(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "mine.ftl").write_text("start-welcome = Salut { $name } !\n", encoding="utf-8")
    async with open_harness(database_url, default_language="fr", locales=tmp_path) as harness:
        assert await harness.gets(message(person(1, "Ana", "fr"), "/start")) == ["Salut Ana !"]
        texts = harness.application._parts.voice.texts("fr")
        assert len(menu_of(texts, of_admins=True)) == len(menu_of(texts_in("es"), of_admins=True))
