"""Compares calls and answers with a description of the Bot API that we did not write."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from bot.playground.parameters import Parameters
from bot.playground.server import Exchange

Json = dict[str, Any]

DESCRIPTION: Json = json.loads((Path(__file__).parent / "bot_api_schema.json").read_text())


class NotAsDescribed(AssertionError):
    """The shape differs from the documented one."""


@cache
def _validator(method: str, part: str, name: str | None = None) -> Draft7Validator:
    schema = DESCRIPTION["methods"][method][part]
    if name is not None:
        schema = schema["properties"].get(name, False)
    return Draft7Validator({"definitions": DESCRIPTION["definitions"], "allOf": [schema]})


@cache
def _object_validator(name: str) -> Draft7Validator:
    return Draft7Validator({"definitions": DESCRIPTION["definitions"], "$ref": f"#/definitions/{name}"})


def check(exchange: Exchange) -> None:
    """Raises NotAsDescribed for parameters or an answer of another shape. A call that was refused may have
    wrong parameters."""
    method, answer = exchange.method, exchange.answer
    if not answer["ok"]:
        _check_refusal(exchange)
        return
    request = _request(method, exchange.parameters)
    _compare(_validator(method, "parameters"), request, f"parameters of {method}")
    _compare(_validator(method, "result"), answer["result"], f"result of {method}")


def check_object(name: str, value: object) -> None:
    """Raises NotAsDescribed unless the value is an object of this name, as `Update`."""
    _compare(_object_validator(name), value, name)


def _check_refusal(exchange: Exchange) -> None:
    answer = exchange.answer
    if set(answer) - {"parameters"} != {"ok", "error_code", "description"}:
        raise NotAsDescribed(f"refusal of {exchange.method}: {answer}")
    assert answer["error_code"] == exchange.status
    check_object("ResponseParameters", answer.get("parameters", {}))


def _request(method: str, parameters: Parameters) -> Json:
    """The parameters as JSON values: a form writes all of them as text."""
    request = {name: _read(method, name, value) for name, value in parameters.values.items()}
    described = DESCRIPTION["methods"][method]["parameters"].get("properties", {})
    for name in parameters.uploads:  # the others are attached to something in the JSON
        if name in described:
            request[name] = {"uploaded": name}
    return request


def _read(method: str, name: str, value: object) -> object:
    if not isinstance(value, str) or _validator(method, "parameters", name).is_valid(value):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _compare(validator: Draft7Validator, value: object, what: str) -> None:
    error = best_match(validator.iter_errors(value))
    if error is not None:
        place = ".".join(map(str, error.absolute_path))
        raise NotAsDescribed(f"{what}, at {place or 'the top'}: {error.message[:500]}")
