"""What `besitos` promises, as text: names, signatures, fields, values. The same text on every Python and with
every version of our packages, so nothing here prints the repr of an annotation.
"""

import ast
import dataclasses
import enum
import inspect
import re
import textwrap
import types
import typing
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_type_hints

from pydantic import BaseModel

import bot
from bot.services import gamification as face
from bot.services.gamification import Gamification
from tests.docs.pages import code, section, tables

SERVICES: dict[str, type] = {
    name: kind for name, kind in get_type_hints(Gamification).items() if inspect.isclass(kind)
}
ALIASES = {
    getattr(face, name).__name__: name for name in face.__all__ if getattr(face, name).__name__ != name
}
"""Classes that the public face calls otherwise than their own modules do."""


@cache
def public_objects() -> dict[str, Any]:
    """Everything that is promised by its name: what `besitos` exports, the classes of the services, and what
    the page names of our modules (with the module before it)."""
    found = {name: getattr(bot, name) for name in (*face.__all__, *bot._HOMES)}
    found |= {kind.__name__: kind for kind in SERVICES.values()}
    text = " ".join(section("api.md", "A bot of its own").split())
    for module, names in re.findall(r"`besitos(\.[\w.]+)` \(([^)]+)\)", text):
        home = __import__(f"bot{module}", fromlist=["x"])
        found |= {f"{module[1:]}.{name}": getattr(home, name) for name in code(names) if name not in found}
    return dict(sorted(found.items()))


@cache
def inner_names() -> dict[str, frozenset[str]]:
    """By name of the class: what the page calls inner, no promise to others."""
    rows = tables(section("api.md", "Services"))[1]
    homes = {service: kind.__name__ for service, kind in SERVICES.items()}
    return {homes.get(name, name): frozenset(code(row[1])) for row in rows for name in [code(row[0])[0]]}


@cache
def other_attributes() -> dict[str, frozenset[str]]:
    """By name of the class: what the page promises beside fields and the services' calls."""
    rows = tables(section("api.md", "What they return"))[-1]
    return {code(row[0])[0]: frozenset(word.split("(")[0] for word in code(row[1])) for row in rows}


def attributes_of(kind: type) -> dict[str, Any]:
    """The public attributes of a class by name: methods, properties and fields as they are, and None for what
    its methods put into `self`. Only what we wrote counts, not what a library's base class brings."""
    found: dict[str, Any] = {}
    for base in reversed([base for base in kind.__mro__ if base.__module__.partition(".")[0] == "bot"]):
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(base)))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                target = node.value.id if isinstance(node.value, ast.Name) else ""
                found |= {node.attr: None} if target == "self" else {}
        found |= {name: value for name, value in vars(base).items() if not name.startswith("__")}
    fields: dict[str, Any] = {}  # in their own order: they are parameters too
    if dataclasses.is_dataclass(kind):
        fields = {field.name: field for field in dataclasses.fields(kind)}
    if issubclass(kind, BaseModel):
        fields = dict(kind.model_fields)
    found = fields | {name: value for name, value in found.items() if name not in fields}
    return {name: value for name, value in found.items() if not re.match("_|model_|args$", name)}


def surface() -> str:
    """The whole promise, one object after the other."""
    return "\n".join(line for name, value in public_objects().items() for line in (*_object(name, value), ""))


def _object(name: str, value: Any) -> Iterator[str]:
    if not inspect.isclass(value):
        yield _call(name, value)
        return
    bases = [_shown(base) for base in value.__bases__ if base is not object and base is not typing.Generic]
    yield f"{_kind_of(value)} {name}" + (f"({', '.join(bases)})" if bases else "")
    if issubclass(value, enum.Enum):
        yield from (f"    {member.name} = {member.value!r}" for member in value)
    if (
        name in (*bot._HOMES, "database.Database")
        and not _has_fields(value)
        and not issubclass(value, Exception)
    ):
        yield "    " + _call("", value.__init__)
    if "__call__" in vars(value):
        yield "    " + _call("__call__", value.__call__)
    attributes = attributes_of(value)
    hidden = inner_names().get(value.__name__, frozenset())
    if issubclass(value, enum.Enum):
        hidden |= {member.name for member in value}
    if "." in name and not _has_fields(value):  # nothing but what the page names
        hidden = frozenset(attributes.keys() - other_attributes().get(value.__name__, frozenset()))
    fields = [key for key, one in attributes.items() if _is_field(one)]
    for key in (*fields, *sorted(attributes.keys() - set(fields) - hidden)):
        yield "    " + _attribute(key, attributes[key], value)


def _kind_of(kind: type) -> str:
    if issubclass(kind, Exception):
        return "error"
    if issubclass(kind, enum.Enum):
        return "enum"
    if not dataclasses.is_dataclass(kind):
        return "class"
    frozen: bool = vars(kind)["__dataclass_params__"].frozen
    by_keyword = all(field.kw_only for field in dataclasses.fields(kind) if field.init)
    return ("frozen " * frozen) + "dataclass" + (" by keyword" * by_keyword)


def _has_fields(kind: type) -> bool:
    return dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel)


def _is_field(value: object) -> bool:
    return isinstance(value, dataclasses.Field) or type(value).__name__ == "FieldInfo"


def _attribute(name: str, value: Any, owner: type) -> str:
    if isinstance(value, property):
        assert value.fget
        return f"{name}: {_shown(inspect.signature(value.fget).return_annotation)}"
    if isinstance(value, dataclasses.Field):
        default = value.default
        if value.default_factory is not dataclasses.MISSING:
            default = value.default_factory
        shown = "" if default is dataclasses.MISSING else f" = {_default(default)}"
        return f"{name}: {_shown(value.type)}{shown}"
    if _is_field(value):  # of pydantic
        required = value.is_required()
        return f"{name}: {_shown(value.annotation)}" + ("" if required else f" = {_default(value.default)}")
    if isinstance(value, classmethod | staticmethod):
        return f"{type(value).__name__} {_call(name, getattr(owner, name))}"
    return _call(name, value) if callable(value) else name


def _call(name: str, function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    parts, star = [], False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        prefix = "*" * (
            (parameter.kind is parameter.VAR_POSITIONAL) + 2 * (parameter.kind is parameter.VAR_KEYWORD)
        )
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            parts.append("*")
        star = star or parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        one = prefix + parameter.name
        if parameter.annotation is not parameter.empty:
            one += f": {_shown(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            one += f" = {_default(parameter.default)}"
        parts.append(one)
    positional = [p.kind is p.POSITIONAL_ONLY for p in signature.parameters.values() if p.name != "self"]
    if any(positional):
        parts.insert(sum(positional), "/")
    waits = "async " * inspect.iscoroutinefunction(function)
    result = signature.return_annotation
    returned = "" if result is signature.empty else f" -> {_shown(result)}"
    return f"{waits}{name}({', '.join(parts)}){returned}"


def _default(value: object) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if inspect.isfunction(value) or inspect.isclass(value):
        return value.__name__
    if type(value).__repr__ is object.__repr__:  # which has the address of the object
        return f"{type(value).__name__}(...)"
    return repr(value)


def _shown(annotation: Any) -> str:
    """An annotation as the source has it, with the public names of our classes."""
    if annotation is None or annotation is types.NoneType:
        return "None"
    if annotation is Ellipsis:
        return "..."
    if isinstance(annotation, str):
        return ast.unparse(ast.parse(annotation, mode="eval"))
    if isinstance(annotation, list):
        return f"[{', '.join(map(_shown, annotation))}]"
    if isinstance(annotation, typing.ParamSpecArgs | typing.ParamSpecKwargs):
        return str(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _shown(arguments[0])
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if origin is typing.Union or origin is types.UnionType:
        return " | ".join(map(_shown, arguments))
    if origin is not None:
        return f"{_shown(origin)}[{', '.join(map(_shown, arguments))}]" if arguments else _shown(origin)
    if isinstance(annotation, typing.ForwardRef):
        return _shown(annotation.__forward_arg__)
    name = getattr(annotation, "__name__", None) or getattr(annotation, "_name", None)
    assert isinstance(name, str), f"no rule for {annotation!r}"
    return ALIASES.get(name, name)
