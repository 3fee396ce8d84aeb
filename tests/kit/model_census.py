"""Tells what aiogram's models do in this process: python -m tests.kit.model_census late|host

`late`: its models are built at their first use, as in `besitos run`. `host`: a bot that has us plugged in.
Both must tell the same.
"""

import copy
import json
import pickle
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from .telegram_samples import calls, objects, updates


class Anything(BaseModel):
    """What pydantic knows nothing of."""

    value: Any


class AllOfThem(GenerateJsonSchema):
    """JSON has no files and no errors of Python: what stands for them is as good."""

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> Any:
        return {"description": error_info}


def prepare(way: str) -> None:
    """Import aiogram."""
    if way == "late":
        from bot.late_models import import_aiogram

        assert import_aiogram() is None
        return
    from aiogram.client.context_controller import BotContextController
    from aiogram.methods import TelegramMethod

    from bot import setup_gamification  # noqa: F401 - a host imports us, and aiogram by that

    assert "model_rebuild" not in vars(BotContextController)
    assert not TelegramMethod.model_config.get("defer_build")


def models() -> dict[str, type[BaseModel]]:
    """All of them that have a name in the Bot API, and aiogram's own."""
    from aiogram import methods, types

    public = {name: getattr(home, name) for home in (types, methods) for name in home.__all__}
    return {
        name: kind for name, kind in public.items() if isinstance(kind, type) and issubclass(kind, BaseModel)
    }


def unbuilt() -> list[str]:
    """Which have not been built."""
    return [name for name, kind in models().items() if not kind.__pydantic_complete__]


def parts(value: object) -> Iterator[BaseModel]:
    """All models inside a model, itself at last."""
    if isinstance(value, BaseModel):
        for _, inner in value:
            yield from parts(inner)
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def tell(ask: Callable[[], object]) -> str:
    """What it returns or raises."""
    try:
        said = ask()
    except (ValueError, TypeError, NotImplementedError, pickle.PicklingError) as error:
        said = f"{type(error).__name__}: {error}"
    return said if isinstance(said, str) else repr(said)


def behaviour(value: BaseModel) -> list[str]:
    """How it is written, shown, copied and kept."""
    return [
        tell(value.model_dump),
        tell(value.model_dump_json),
        tell(lambda: value.model_dump(by_alias=True, exclude_none=True, mode="json")),
        repr(value),
        tell(lambda: copy.deepcopy(value) == value and value.model_copy() == value),
        tell(lambda: pickle.loads(pickle.dumps(value)) == value),
        tell(lambda: type(value).model_construct(**dict(value))),
        tell(lambda: hash(value) == hash(value.model_copy())),
    ]


def in_a_field_of_any_type(told: dict[str, list[str]]) -> None:
    """First of all: everything that only ever came as a part of an update."""
    from aiogram.types import Update

    seen: set[type[BaseModel]] = set()
    for number, raw in enumerate(updates()):
        try:
            update = Update.model_validate(raw)
        except ValidationError as error:  # of a newer Bot API than this aiogram
            told[f"update {number}"] = [str(error)]
            continue
        for part in parts(update):
            if type(part) not in seen:
                seen.add(type(part))
                name = f"any {type(part).__name__}"
                told[name] = [tell(lambda: Anything(value=part).model_dump()), repr(part)]  # noqa: B023
                told[name].append(tell(lambda: Anything(value=[part]).model_dump_json()))  # noqa: B023
        told[f"update {number}"] = [tell(update.model_dump), tell(update.model_dump_json), repr(update)]


def first_built_by_many_threads(told: dict[str, list[str]], threads: int = 4) -> None:
    """The same model at the same moment."""
    known = models()
    sys.setswitchinterval(1e-5)
    for number, (name, raw) in enumerate(objects()):
        kind = known.get(name)
        if number % 15 or kind is None:
            continue
        gate = threading.Barrier(threads)
        made: list[object] = []

        def make() -> None:
            gate.wait()  # noqa: B023
            try:
                value = kind.model_validate(raw)  # noqa: B023
                assert type(value) is kind  # noqa: B023
                made.append(value.model_dump_json())  # noqa: B023
            except Exception as error:  # noqa: BLE001
                made.append(f"{type(error).__name__}: {error}")  # noqa: B023

        running = [threading.Thread(target=make) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        told[f"threads {name}"] = [str(sorted(map(str, made)))]
    sys.setswitchinterval(5e-3)


def each_object(told: dict[str, list[str]]) -> None:
    known = models()
    for name, raw in objects():
        kind = known.get(name)
        if kind is not None:
            told[f"object {name}"] = [tell(lambda: behaviour(kind.model_validate(raw)))]  # noqa: B023


def each_call(told: dict[str, list[str]]) -> None:
    from aiogram.methods import Response

    known, answers = models(), {}
    for number, (name, parameters, result) in enumerate(calls()):
        kind: Any = known.get(name[0].upper() + name[1:])
        if kind is None:
            continue
        told[f"call {number} {name}"] = [tell(lambda: behaviour(kind(**parameters)))]  # noqa: B023
        wanted = str(kind.__returning__)
        if wanted not in answers:
            answers[wanted] = Response[kind.__returning__]
            told[f"answer of {name}"] = [
                tell(lambda: repr(answers[wanted].model_validate({"ok": True, "result": result})))  # noqa: B023
            ]


def each_model(told: dict[str, list[str]]) -> None:
    known = models()
    for name, kind in known.items():
        told[f"model {name}"] = [repr(kind.model_fields)]
    wanted: Any = [(kind, "validation") for kind in known.values()]
    _, schemas = models_json_schema(wanted, schema_generator=AllOfThem)
    for name, schema in schemas["$defs"].items():
        told[f"schema {name}"] = [json.dumps(schema, default=repr)]


def main(way: str) -> None:
    """Tell everything."""
    warnings.simplefilter("ignore")
    prepare(way)
    told: dict[str, list[str]] = {}
    at_first = len(unbuilt())
    for step in (in_a_field_of_any_type, first_built_by_many_threads, each_object, each_call, each_model):
        step(told)
    without_addresses = {
        name: [re.sub("0x[0-9a-f]+", "0x", said) for said in answers] for name, answers in told.items()
    }
    told_all = {"unbuilt at first": at_first, "unbuilt at last": unbuilt(), "told": without_addresses}
    json.dump(told_all, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
