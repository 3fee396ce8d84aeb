"""docs/api.md and the code say the same: what the page names is there, and nothing public is missing."""

import ast
import dataclasses
import enum
import inspect
import re
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
import typer

import bot
from bot.command_line import app as command_line
from bot.services import gamification as face
from bot.services.gamification import Gamification
from bot.settings import RENAMED, Settings
from tests.docs.pages import code, section, tables
from tests.docs.public_surface import ALIASES

SERVICES, _ = tables(section("api.md", "Services"))
HELD = get_type_hints(Gamification)
OUTSIDE, DATACLASSES, ENUMS, TOLD, ERRORS = (
    tables(section("api.md", heading))[at]
    for heading, at in (
        ("A bot of its own", 0),
        ("What they return", 0),
        ("What they return", 1),
        ("What they return", 2),
        ("Errors", 0),
    )
)


def calls_of(row: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The calls of a row of the services' table, each with whether it is awaited."""
    found = re.findall(r"`(\w+\([^`]+)`( \*not awaited\*)?", row[1])
    return [(call, not mark) for call, mark in found if "->" in call]


CALLS = [(code(row[0])[0], call, awaited) for row in SERVICES for call, awaited in calls_of(row)]


def signature_of(function: Callable[..., Any]) -> tuple[str, str]:
    """Parameters and result as the page writes them: without types."""
    signature = inspect.signature(function)
    bare = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=Shown(parameter.default) if parameter.default is not parameter.empty else parameter.empty,
        )
        for name, parameter in signature.parameters.items()
        if name != "self"
    ]
    result = signature.return_annotation
    shown = inspect.formatannotation(result) if result is not None else "None"
    shown = re.sub(r"[\w.]+\.(\w+)", r"\1", shown).replace("~", "")
    shown = re.sub(r"\w+", lambda word: ALIASES.get(word[0], word[0]), shown)
    return normal(str(inspect.Signature(bare))), shown


class Shown:
    """A default as the page writes it: a function by its name."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return self.value.__name__ if inspect.isfunction(self.value) else repr(self.value)


def normal(parameters: str) -> str:
    """Parameters in one spelling."""
    (function,) = ast.parse(f"def f{parameters}: ...").body
    assert isinstance(function, ast.FunctionDef)
    return ast.unparse(function.args)


def written(call: str) -> tuple[str, str, str]:
    """Name, parameters and result of a call on the page."""
    found = re.fullmatch(r"(\w+)(\(.*\))(?: -> (.+))?", call)
    assert found, call
    return found[1], normal(found[2]), found[3] or ""


@pytest.mark.parametrize(
    ("service", "call", "awaited"), CALLS, ids=[f"{s}.{c.split('(')[0]}" for s, c, _ in CALLS]
)
def test_each_call_has_the_signature_that_stands_there(service: str, call: str, awaited: bool) -> None:
    name, parameters, result = written(call)
    function = getattr(HELD[service], name)
    assert signature_of(function) == (parameters, result)
    assert inspect.iscoroutinefunction(function) is awaited


def test_each_service_and_its_class_are_named() -> None:
    for row in SERVICES:
        service = code(row[0])[0]
        class_name = re.search(r"\((\w+)\)", row[0])
        if class_name:
            assert HELD[service].__name__ == class_name[1]
    assert {code(row[0])[0] for row in SERVICES} | {"run_messages"} == set(HELD)


@pytest.mark.parametrize("row", OUTSIDE, ids=[row[0] for row in OUTSIDE])
def test_application_and_its_neighbours(row: tuple[str, ...]) -> None:
    name, parameters, result = written(code(row[1])[0])
    value = getattr(bot, code(row[0])[0])
    assert name == code(row[0])[0]
    found, returned = signature_of(value.__init__ if inspect.isclass(value) else value)
    assert found == parameters
    assert result in (returned, "")


@pytest.mark.parametrize("row", DATACLASSES[:-1], ids=[row[0] for row in DATACLASSES[:-1]])
def test_each_dataclass_has_these_fields(row: tuple[str, ...]) -> None:
    kind = getattr(bot, code(row[0])[0])
    assert kind.__dataclass_params__.frozen
    fields = [
        field.name + ("" if field.default is dataclasses.MISSING else f"={field.default!r}")
        for field in dataclasses.fields(kind)
    ]
    named = code(row[1])
    if kind is bot.EconomySettings:  # its defaults are a table of rules.md
        fields = [field.name for field in dataclasses.fields(kind)]
    assert named == fields


@pytest.mark.parametrize("row", TOLD, ids=[row[0] for row in TOLD])
def test_each_event_has_these_fields(row: tuple[str, ...]) -> None:
    kind = getattr(bot, code(row[0])[0])
    assert issubclass(kind, bot.GamificationEvent)
    fields = [
        field.name + ("" if field.default is dataclasses.MISSING else f"={field.default!r}")
        for field in dataclasses.fields(kind)
    ]
    assert fields == ["user_id", "at", *code(row[1])]


@pytest.mark.parametrize("row", ENUMS, ids=[row[0] for row in ENUMS])
def test_each_enumeration_has_these_values(row: tuple[str, ...]) -> None:
    assert code(row[1]) == [value.name for value in getattr(bot, code(row[0])[0])]


@pytest.mark.parametrize("row", ERRORS, ids=[row[0] for row in ERRORS])
def test_each_error_carries_these_attributes(row: tuple[str, ...]) -> None:
    kind = getattr(bot, code(row[0])[0])
    assert issubclass(kind, Exception)
    if not issubclass(kind, face.GamificationError):
        return
    own = kind.__init__ is not Exception.__init__ and kind.__init__ is not face.GamificationError.__init__
    parameters = list(inspect.signature(kind.__init__).parameters)[1:] if own else []
    assert code(row[1]) == parameters
    error = kind(*range(1, len(parameters) + 1)) if kind is not face.AlreadyClaimed else kind()
    assert all(hasattr(error, name) for name in parameters)


def test_nothing_of_the_public_face_is_missing() -> None:
    on_the_page = {code(row[0])[0] for table in (DATACLASSES, ENUMS, TOLD, ERRORS, OUTSIDE) for row in table}
    on_the_page |= {found[1] for row in SERVICES if (found := re.search(r"\((\w+)\)", row[0]))}
    rest = {name for name in dir(bot) if not name.startswith("_")} & {*face.__all__, *bot._HOMES}
    assert rest - on_the_page == {"Catalog", "HostCondition", "Settings"}, "named in a sentence"
    for name in ("Catalog", "HostCondition", "Settings"):
        assert f"`{name}`" in section("api.md", "What they return") + section("api.md", "A bot of its own")
    kinds = {
        name for name in face.__all__
        if isinstance(value := getattr(face, name), type)
        and (dataclasses.is_dataclass(value) or issubclass(value, enum.Enum | Exception))
    }  # fmt: skip
    assert kinds <= on_the_page


def test_the_modules_that_are_named_have_what_is_named_there() -> None:
    text = " ".join(section("api.md", "A bot of its own").split())
    for module, names in re.findall(r"`besitos(\.[\w.]+)` \(([^)]+)\)", text):
        home = __import__(f"bot{module}", fromlist=["x"])
        for name in code(names):
            assert hasattr(home, name), (module, name)


def test_the_environment_is_the_settings() -> None:
    (rows,) = tables(section("api.md", "Environment"))
    fields = Settings.model_fields
    assert [code(row[0])[0].lower() for row in rows] == [name for name in fields if name not in RENAMED]
    for row in rows:
        default = fields[code(row[0])[0].lower()].default
        empty = default is None or default == frozenset()
        assert code(row[1]) == ([] if empty else [str(default).lower() if default is True else str(default)])
    old = section("api.md", "Environment").split("Old names")[1]
    assert code(old) == [name.upper() for pair in RENAMED.items() for name in pair]


def test_the_command_line_has_these_commands_and_options() -> None:
    (rows,) = tables(section("api.md", "Command line"))
    on_the_page = {}
    assert len({row[0] for row in rows}) == len(rows)
    for row in rows:
        found = re.fullmatch(r"besitos ([a-z ]+)(.*)", code(row[0])[0])
        assert found, row
        options, arguments = (
            re.findall(r"\[(--[a-z-]+)[^\]]*\]", found[2]),
            re.sub(r"\[--[^\]]*\]", "", found[2]),
        )
        on_the_page[found[1].strip()] = {*options, *re.findall(r"[A-Z_]+", arguments)}
    assert on_the_page == dict(commands(typer.main.get_command(command_line), ""))


def commands(command: Any, words: str) -> list[tuple[str, set[str]]]:
    """Every command below this one, with the options and arguments that it takes."""
    if hasattr(command, "commands"):
        below = [
            found
            for name, one in command.commands.items()
            for found in commands(one, f"{words} {name}".strip())
        ]
        return [(words, taken_by(command)), *below] if words and command.invoke_without_command else below
    return [(words, taken_by(command))]


def taken_by(command: Any) -> set[str]:
    """The options and arguments of one command."""
    return {
        option if parameter.param_type_name == "option" else parameter.name.upper()
        for parameter in command.params
        for option in [parameter.opts[0]]
        if option != "--help"
    }
