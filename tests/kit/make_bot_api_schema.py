"""Makes bot_api_schema.json from the Bot API's description in the npm package @gramio/types.

    python -m tests.kit.make_bot_api_schema [version]

The package declares every object and method of the Bot API in TypeScript, made by its authors from
Telegram's own pages. Kept are names, types and what is required; needs npm, and a registry in its reach.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

PACKAGE, VERSION = "@gramio/types", "10.3.1"
WRITTEN = Path(__file__).parent / "bot_api_schema.json"
_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_INTERFACE = re.compile(r"export interface (\w+)(?:<.*?>)?(?: extends [\w.]+)? \{(\}|.*?\n\})", re.DOTALL)
_ALIAS = re.compile(r"export type (\w+) =(.*?)(?=\nexport |\n\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^\s{4}(\w+)(\?)?:((?:.|\n)*?)(?=\n\s{4}\w+\??:|\n\})", re.MULTILINE)
_METHOD = re.compile(
    r"^\s{4}(\w+):\s*CallAPI(WithoutParams|WithOptionalParams)?<((?:.|\n)*?)>\s*(?=\n\s{4}\w+:|\n\})",
    re.MULTILINE,
)
_TOKEN = re.compile(r'\s*(?:(\w[\w.]*)|("[^"]*")|(-?\d+)|(\[\]|[|()<>,{}:]))')
_PLAIN: dict[str, Json] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "true": {"const": True},
    "false": {"const": False},
}


class _Types:
    """Reads one TypeScript type, as far as the package uses them."""

    def __init__(self, written: str, update_fields: list[str]) -> None:
        self._tokens = [next(filter(None, match.groups())) for match in _TOKEN.finditer(written)]
        self._update_fields = update_fields

    def schema(self) -> Json:
        choices = [self._array()]
        while self._next("|"):
            choices.append(self._array())
        # `{ toJSON(): X }` is for TypeScript only.
        real = [choice for choice in choices if choice is not None]
        if all(set(choice) == {"const"} for choice in real) and len(real) > 1:
            return {"enum": [choice["const"] for choice in real]}
        return real[0] if len(real) == 1 else {"anyOf": real}

    def _next(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            self._tokens.pop(0)
            return True
        return False

    def _array(self) -> Json | None:
        schema = self._one()
        while self._next("[]"):
            assert schema is not None
            schema = {"type": "array", "items": schema}
        return schema

    def _one(self) -> Json | None:
        token = self._tokens.pop(0)
        if token == "|":  # before the first choice
            return self._one()
        if token == "(":
            schema = self.schema()
            assert self._next(")")
            return schema
        if token == "{":
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(self._tokens.pop(0), 0)
            return None
        if token == "Exclude":  # the fields of an update, but for its id
            while not self._next(">"):
                self._tokens.pop(0)
            return {"enum": self._update_fields}
        if token[0] == '"':
            return {"const": token[1:-1]}
        if token.lstrip("-").isdigit():
            return {"const": int(token)}
        if token in _PLAIN:
            return _PLAIN[token]
        return {"$ref": f"#/definitions/{_name(token)}"}


def _name(written: str) -> str:
    return written.rpartition(".")[2].removeprefix("Telegram")


def _interfaces(source: str) -> Iterator[tuple[str, str]]:
    for match in _INTERFACE.finditer(source):
        yield _name(match.group(1)), match.group(2)


def _object(body: str, update_fields: list[str]) -> Json:
    properties: Json = {}
    required = []
    for name, optional, written in _FIELD.findall(body):
        properties[name] = _Types(written, update_fields).schema()
        if not optional:
            required.append(name)
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def convert(objects: str, params: str, methods: str) -> Json:
    """The JSON Schema of all objects, and of each method's parameters and result."""
    objects, params, methods = (_COMMENT.sub("", source) for source in (objects, params, methods))
    bodies = dict(_interfaces(objects))
    update_fields = [name for name, *_ in _FIELD.findall(bodies["Update"]) if name != "update_id"]
    definitions: Json = {name: _object(body, update_fields) for name, body in bodies.items()}
    for alias, written in [*_ALIAS.findall(objects), *_ALIAS.findall(params)]:
        if "extends" not in written:
            definitions[_name(alias)] = _Types(written, update_fields).schema()
    # What is uploaded is not in the JSON of a call; see how the tests tell it.
    definitions["InputFile"] = {"type": "object", "required": ["uploaded"]}
    parameters = {name: _object(body, update_fields) for name, body in _interfaces(params)}
    described: Json = {}
    for method, kind, arguments in _METHOD.findall(methods):
        given, _, result = arguments.partition(",") if kind != "WithoutParams" else ("", "", arguments)
        described[method] = {
            "parameters": parameters[_name(given.strip())]
            if given
            else {"type": "object", "maxProperties": 0},
            "result": _Types(result, update_fields).schema(),
        }
    # Generic ones are about TypeScript, not about Telegram.
    definitions = {name: schema for name, schema in sorted(definitions.items()) if not name.startswith("API")}
    return {"definitions": definitions, "methods": dict(sorted(described.items()))}


def _fetch(version: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{PACKAGE}@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        [archive] = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            return {
                name: _text(packed, f"package/out/{name}.d.ts") for name in ("objects", "params", "methods")
            }


def _text(packed: tarfile.TarFile, path: str) -> str:
    member = packed.extractfile(path)
    assert member is not None, f"{path} is not in the package"
    return member.read().decode()


def _written(schema: Json) -> str:
    """One line for each object and method, so that a newer version can be compared."""
    parts = []
    for part, entries in schema.items():
        if isinstance(entries, str):
            parts.append(f"{json.dumps(part)}: {json.dumps(entries)}")
            continue
        lines = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False, separators=(',', ':'))}"
            for name, entry in entries.items()
        )
        parts.append(f"{json.dumps(part)}: {{\n{lines}\n}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write the schema of the version in the command line, or of the pinned one."""
    version = sys.argv[1] if len(sys.argv) > 1 else VERSION
    sources = _fetch(version)
    schema = {"source": f"npm {PACKAGE} {version} (MIT)", **convert(**sources)}
    WRITTEN.write_text(_written(schema))
    print(f"{len(schema['methods'])} methods, {len(schema['definitions'])} objects")


if __name__ == "__main__":
    main()
