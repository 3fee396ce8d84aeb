"""The texts: the same keys and variables in every language, every key used, every used key there."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.handlers.member.help import help_screen
from bot.languages import LOCALES
from bot.languages import texts_in as texts_in_folder
from bot.services.gamification import GamificationError, InvalidSetting, SettingTrouble
from bot.services.gamification.errors import ChangedMeanwhile
from bot.telegram.command_menus import menu_of
from bot.ui.field_names import FIELDS, field_name
from bot.ui.overrides import is_plain
from bot.ui.refusals import OF_ANY_FIELD, SETTING_TROUBLES, refusal_of
from bot.ui.texts import Html
from tests.kit.voice import LANGUAGES, texts_in
from tests.ui.errors import ALL_ERRORS, NOW

CODE = Path(__file__).parent.parent.parent / "bot"


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.names.add(node.id.name)


def messages_in(language: str) -> dict[str, set[str]]:
    """Every key of a language with the names of its variables."""
    messages: dict[str, set[str]] = {}
    for file in (LOCALES / language).rglob("*.ftl"):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in messages, f"{entry.id.name} stands twice in {language}"
                variables = _Variables()
                variables.visit(entry)
                messages[entry.id.name] = variables.names
    return messages


def literals() -> set[str]:
    """Every string literal in the bot's code."""
    return {
        node.value
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def calls(*kinds: str) -> list[tuple[str, set[str | None]]]:
    """Every `texts.html("key", name=...)` and `texts.plain(...)`: the key and the names given."""
    kinds = kinds or ("html", "plain")
    return [
        (node.args[0].value, {keyword.arg for keyword in node.keywords})
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in kinds
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(messages_in("es")) == set(messages_in(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_has_the_same_variables_in_every_language(language: str) -> None:
    assert messages_in("es") == messages_in(language)


def test_every_key_is_used() -> None:
    assert set(messages_in("es")) - literals() == set()


def test_every_key_that_the_code_names_is_there() -> None:
    keys = set(messages_in("es"))
    families = "|".join(sorted({key.partition("-")[0] for key in keys}))
    named = {text for text in literals() if re.fullmatch(rf"(?:{families})(?:-[a-z0-9]+)+", text)}
    named |= {key for key, _ in calls()}
    assert named - keys == set()


def test_the_code_gives_each_message_the_variables_that_it_wants() -> None:
    messages = messages_in("es")
    assert calls()
    for key, given in calls():
        if None not in given:  # **variables: the errors, rendered below
            assert given == messages[key], key


def test_what_is_shown_without_html_is_known_by_its_key() -> None:
    """So that a host's own texts are checked by the right rules."""
    plain = {key for key, _ in calls("plain")} | {
        key for key in messages_in("es") if key.startswith("command-")
    }
    html = {key for key, _ in calls("html")}
    assert {key for key in plain if not is_plain(key)} == set()
    assert {key for key in html - plain if is_plain(key)} <= {"error-not-understood"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", ALL_ERRORS, ids=lambda error: type(error).__name__)
def test_every_refusal_fits_into_an_alert_and_needs_no_markup(language: str, error: Exception) -> None:
    refusal = refusal_of(error, NOW)
    assert refusal is not None
    text = texts_in(language).plain(refusal.key, **refusal.variables)
    assert 0 < len(text) <= 200
    assert not re.search(r"[<>&{}]", text)
    assert set(refusal.variables) == messages_in(language)[refusal.key]


def test_every_domain_error_has_a_text_of_its_own() -> None:
    keys = {type(error): refusal.key for error in ALL_ERRORS if (refusal := refusal_of(error, NOW))}
    subclasses = GamificationError.__subclasses__()
    assert {kind for kind in subclasses if keys.get(kind, "error-refused") == "error-refused"} == set()


def refusals_of_values() -> list[tuple[str, ast.Call]]:
    """Every `InvalidSetting(...)` in the bot's code, and its file."""
    return [
        (file.name, node)
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "InvalidSetting"
    ]


def test_every_reason_for_which_a_value_is_refused_is_said_in_words_of_ours() -> None:
    """Also the limits: each call gives what its text shows."""
    messages, said = messages_in("es"), set()
    for file, call in refusals_of_values():
        assert len(call.args) >= 3, f"{file}: {ast.unparse(call)} has no SettingTrouble"
        trouble = SettingTrouble[ast.unparse(call.args[2]).removeprefix("SettingTrouble.")]
        limits = call.args[3] if len(call.args) > 3 else ast.Dict([], [])
        assert isinstance(limits, ast.Dict)
        given = {key.value for key in limits.keys if isinstance(key, ast.Constant)}
        assert given == messages[SETTING_TROUBLES[trouble]], f"{file}: {ast.unparse(call)}"
        said.add(trouble)
    assert said | {SettingTrouble.IMPOSSIBLE} == set(SettingTrouble) == set(SETTING_TROUBLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", SettingTrouble)
def test_a_reason_is_said_in_each_language_and_the_english_one_is_not(
    trouble: SettingTrouble, language: str
) -> None:
    limits: dict[str, Any] = dict.fromkeys(messages_in(language)[SETTING_TROUBLES[trouble]], "x")
    limits |= {name: 1_234 for name in ("least", "most") if name in limits}
    refusal = refusal_of(InvalidSetting("besitos_price", "the reason in English", trouble, limits), NOW)
    assert refusal is not None
    text = refusal.plain(texts_in(language))
    assert 0 < len(text) <= 200
    assert not re.search(r"English|besitos_price|[<>&$]", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIELDS)
def test_a_refusal_names_the_field_as_the_panel_does(name: str, language: str) -> None:
    texts = texts_in(language)
    label = field_name(name, texts)
    assert "_" not in label
    limits = {"least": 0, "most": 5}
    refusal = refusal_of(InvalidSetting(name, "x", SettingTrouble.WHOLE_NUMBER, limits), NOW, texts)
    assert refusal is not None
    assert refusal.plain(texts).startswith(f"{label} · ")
    assert refusal.html(texts).startswith(f"{label} · ")
    changed = refusal_of(ChangedMeanwhile(name, 30), NOW, texts)
    assert changed is not None
    assert f"{label}: " in changed.plain(texts)
    assert len(changed.plain(texts)) <= 200


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "—"), (True, "sí"), (False, "no"), (NOW, "22 nov, 12:00"), (("🔥", "❤️"), "🔥 ❤️"), ("VIP", "VIP")],
)
def test_what_somebody_changed_meanwhile_is_said_in_words(value: object, shown: str) -> None:
    refusal = refusal_of(ChangedMeanwhile("besitos_price", value), NOW, texts_in("es"))
    assert refusal is not None
    assert f"💰 Precio: ahora es {shown}. " in refusal.plain(texts_in("es"))


def test_every_field_that_a_service_refuses_has_a_name() -> None:
    """Those whose text says by itself what is meant have none."""
    named = {
        call.args[0].value
        for _, call in refusals_of_values()
        if isinstance(call.args[0], ast.Constant)
        and SettingTrouble[ast.unparse(call.args[2]).removeprefix("SettingTrouble.")] in OF_ANY_FIELD
    }
    # Arguments that only programs give.
    assert named - set(FIELDS) == {"expected", "drafted", "kind"}


@pytest.mark.parametrize(("language", "shown"), [("es", "1.234"), ("en", "1,234"), ("pt", "1.234")])
def test_numbers_are_written_the_way_of_the_language(language: str, shown: str) -> None:
    text = texts_in(language).plain("error-price-changed", price=1234)
    assert shown in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_one_where_it_may_be_none(language: str) -> None:
    """In Portuguese the plural form `one` takes 0 as well: "[one] 1 besito" would be said of 0."""
    if Locale(language).plural_form(0) == "one":
        assert not [
            file for file in texts_in_folder(LOCALES / language) if "[one]" in file.read_text("utf-8")
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_isolation_marks_stand_round_values(language: str) -> None:
    text = texts_in(language).html("start-welcome", name="Ana")
    assert not re.search("[\u2066-\u2069]", text)


def test_values_are_escaped_once_and_html_is_left_alone() -> None:
    texts = texts_in("es")
    name = "<b>Tag</b> & Co"
    assert "&lt;b&gt;Tag&lt;/b&gt; &amp; Co" in texts.html("start-welcome", name=name)
    assert "<i>x</i>" in texts.html("start-welcome", name=Html("<i>x</i>"))
    once = texts.html("profile-streak", streak=name)
    assert texts.html("start-welcome", name=once).count("&amp;") == 1


def test_a_long_value_is_put_in_whole_and_escaped_once() -> None:
    text = texts_in("es").html("start-welcome", name="&" * 3_000 + "\0" + "x")
    assert "&amp;" * 3_000 + "x</b>" in text
    page = texts_in("es").html("history-page", lines=Html("<b>x</b>\n" * 3_000))
    assert page.count("<b>x</b>") == 3_000


def test_plain_texts_are_not_escaped() -> None:
    text = texts_in("en").plain("error-invalid-setting", name="x", reason="a < b & c")
    assert text.endswith("a < b & c")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_menu_is_what_telegram_accepts(language: str) -> None:
    for command in menu_of(texts_in(language), of_admins=True):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)
        assert 1 <= len(command.description) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_command_of_the_menu(language: str) -> None:
    text = help_screen(texts_in(language)).text
    for command in menu_of(texts_in(language)):
        assert command.command == "start" or f"/{command.command}" in text
