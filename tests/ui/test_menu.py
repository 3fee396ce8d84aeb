"""The table of features: what is refused, and that texts and Telegram's menus follow it."""

import re
from typing import Any

import pytest

from bot.languages import LOCALES
from bot.telegram.command_menus import menu_of
from bot.ui.keyboards import screen_button
from bot.ui.menu import FEATURES, REACTIONS, Menu, Place
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES, VOICE
from tests.ui.all_screens import everything_in

WITH_COMMANDS = [name for name, feature in FEATURES.items() if feature.commands]
RENAMED = {name: {lang: [f"{name}x_{lang}"] for lang in LANGUAGES} for name in WITH_COMMANDS}
MENTION = re.compile(r"(?<![\w<:/.;])/([a-z0-9_]+)")


def mentioned(text: str) -> set[str]:
    """The commands that a text mentions."""
    return set(MENTION.findall(text))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"without": {"shops"}}, "shops"),
        ({"without": "shop"}, "'shop'"),
        ({"commands": {"tienda": ["x"]}}, "tienda"),
        ({"commands": {"shop": "tienda2"}}, "'tienda2'"),
        ({"commands": {"shop": ["/tienda"]}}, "'/tienda'"),
        ({"commands": {"shop": ["Tienda"]}}, "'Tienda'"),
        ({"commands": {"shop": ["tiénda"]}}, "'tiénda'"),
        ({"commands": {"shop": [""]}}, "''"),
        ({"commands": {"shop": ["a" * 33]}}, "a" * 33),
        ({"commands": {"shop": ["a b"]}}, "'a b'"),
        ({"commands": {"shop": {"spanish": ["x"]}}}, "'spanish'"),
        ({"commands": {"shop": ["perfil"]}}, "/perfil"),
        ({"commands": {"shop": ["x"], "gift": ["y", "x"]}}, "/x"),
        ({"commands": {"reactions": ["x"]}}, "reactions"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line_that_names_it(options: Any, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)) as refused:
        Menu.of(**options)
    assert "\n" not in str(refused.value)


def test_a_command_is_free_once_its_feature_is_off_or_renamed() -> None:
    assert Menu.of({"shop": ["perfil"]}, {"profile"}).commands("shop") == ("perfil",)
    assert Menu.of({"shop": ["perfil"], "profile": ["yo"]}).commands("profile") == ("yo",)


def test_without_reactions_there_are_no_native_ones_and_no_groups_to_switch() -> None:
    menu = Menu.of(without={REACTIONS})
    assert [name for name in FEATURES if not menu.has(name)] == [
        REACTIONS,
        "native_reactions",
        "reaction_groups",
    ]


def test_a_command_for_one_language_is_shown_in_the_others_too_but_not_in_place_of_theirs() -> None:
    menu = Menu.of({"shop": {"es": ["tienda2"]}, "gift": {"es": ["dame"], "en": ["give"]}})
    assert (menu.command("shop", "es"), menu.command("shop", "en")) == ("tienda2", "tienda2")
    assert (menu.command("gift", "es"), menu.command("gift", "en")) == ("dame", "give")


def test_no_text_has_a_command_in_it_that_could_be_renamed() -> None:
    for file in LOCALES.rglob("*.ftl"):
        assert mentioned(file.read_text(encoding="utf-8")) == set(), file


@pytest.mark.parametrize("language", LANGUAGES)
def test_renamed_commands_are_mentioned_everywhere_and_no_old_one_is(language: str) -> None:
    ours = everything_in(VOICE.texts(language))
    assert len(mentioned(ours)) >= len(RENAMED), "the search finds commands"
    renamed = everything_in(Voice(menu=Menu.of(RENAMED)).texts(language))
    assert mentioned(renamed) == {commands[language][0] for commands in RENAMED.values()}
    assert MENTION.sub("/", renamed) == MENTION.sub("/", ours)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", WITH_COMMANDS)
def test_a_command_that_is_off_is_mentioned_nowhere(feature: str, language: str) -> None:
    for own_bot in (True, False):
        for menu in (
            Menu.of({feature: []}, own_bot=own_bot),
            Menu.of(without={feature}, own_bot=own_bot),
        ):
            texts = everything_in(Voice(menu=menu).texts(language))
            commands = set(VOICE.menu.commands(feature))
            # What admins are told about groups is said by the handler of this very command.
            assert not mentioned(texts) & commands
            assert "{" not in texts
            assert "  " not in texts.replace("]  [", "")
            assert "\n\n\n" not in texts


WORDS = {
    "shop": {"es": "tienda", "en": "shop", "pt": "loja"},
    "gift": {"es": "regalo", "en": "gift", "pt": "presente"},
    "rewards": {"es": "recompensas", "en": "rewards", "pt": "recompensas"},
    "reactions": {"es": "reacciona", "en": "react to", "pt": "reaja"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", WORDS)
def test_what_is_off_is_not_spoken_of_by_welcome_help_and_empty_pages(feature: str, language: str) -> None:
    word = WORDS[feature][language]
    kept, without = (
        speech(Voice(menu=Menu.of(without=off)), language, feature) for off in (set(), {feature})
    )
    assert word in kept.lower()
    assert word not in without.lower()


def speech(voice: Voice, language: str, feature: str) -> str:
    """What the screens of all other features say in general."""
    texts = voice.texts(language)
    said = [texts.html("start-welcome", name="Ana"), texts.html("help-text"), texts.html("history-empty")]
    if feature != "shop":
        said.append(texts.html("shop-missing", missing=3))
    else:
        said.append(texts.html("purchases-empty"))
    return "\n".join(said)


def test_without_anything_the_welcome_still_reads_well() -> None:
    texts = Voice(menu=Menu.of(without={"gift", "reactions", "shop", "rewards"})).texts("es")
    assert texts.html("start-welcome", name="Ana") == (
        "¡Hola, <b>Ana</b>! 👋\n\n💋 Gana <b>besitos</b> participando.\n⭐ Sube de nivel."
    )


def test_an_old_button_never_sends_to_a_start_that_is_the_hosts() -> None:
    def said(menu: Menu) -> str:
        return Voice(menu=menu).texts("es").plain("error-stale-button")

    assert said(Menu()) == "Este botón ya no funciona. Escribe /start y te doy uno nuevo."
    assert "/perfil" in said(Menu.of(own_bot=False))
    assert "/besitos" in said(Menu.of({"start": ["besitos"]}, own_bot=False))
    assert "/regalo" in said(Menu.of({"profile": []}, own_bot=False))
    silent: dict[str, list[str]] = {name: [] for name in WITH_COMMANDS}
    assert said(Menu.of(silent, own_bot=False)) == "Este botón ya no funciona."
    assert said(Menu.of({"start": []})) == "Este botón ya no funciona. Escribe /perfil y te doy uno nuevo."


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegrams_menu_follows(language: str) -> None:
    texts = Voice(menu=Menu.of({"shop": ["tienda2"], "ranking": []}, {"gift"})).texts(language)
    commands = [one.command for one in menu_of(texts, of_admins=True)]
    every = [one.command for one in menu_of(VOICE.texts(language), of_admins=True)]
    missing = {VOICE.menu.command(name, language) for name in ("shop", "ranking", "gift")}
    assert [one for one in commands if one != "tienda2"] == [one for one in every if one not in missing]
    assert "tienda2" in commands


def test_a_button_for_the_hosts_keyboard() -> None:
    for place in Place:
        assert screen_button(place, "x").callback_data == f"bs.open:{place}"
    with pytest.raises(ValueError, match="'tienda' does not exist; the screens are: start, profile"):
        screen_button("tienda", "x")
