"""What a model needs that is not built yet, by pydantic's private parts. Whoever imports this must be ready
for their absence."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper
from pydantic._internal._fields import rebuild_model_fields
from pydantic._internal._mock_val_ser import MockValSer
from pydantic._internal._namespace_utils import NsResolver


def settle_fields(model: type[BaseModel], names: Mapping[str, Any]) -> None:
    """Complete its fields, as a build with these names does it. What inherits from the model, or has it as a
    part, can then be built wherever it stands."""
    if not model.__pydantic_fields_complete__:
        settled: Any = rebuild_model_fields(
            model,
            config_wrapper=ConfigWrapper(model.model_config, check=False),
            ns_resolver=NsResolver(parent_namespace={**names}),
            typevars_map={},
        )
        if isinstance(settled, tuple):  # since pydantic 2.13
            model.__pydantic_fields__, model.__pydantic_extra_info__ = settled
        else:
            model.__pydantic_fields__ = settled


def make_serializable(model: type[BaseModel]) -> None:
    """Let its instances be written wherever they stand."""
    if not model.__pydantic_complete__:
        placeholder = _Placeholder(
            f"{model.__name__} cannot be built",
            code="class-not-fully-defined",
            val_or_ser="serializer",
            attempt_rebuild=partial(_built, model),
        )
        model.__pydantic_serializer__ = placeholder  # type: ignore[assignment]


class _Placeholder(MockValSer[Any]):
    """pydantic's own builds the model when it is called. But pydantic-core calls nothing: for a value in a
    field of type Any, it asks the value for its serializer, and refuses a placeholder."""

    __slots__ = ()

    def __get__(self, instance: BaseModel | None, _kind: type[BaseModel]) -> Any:
        return self if instance is None else self.rebuild()


def _built(model: type[BaseModel]) -> Any:
    return None if model.model_rebuild(raise_errors=False) is False else model.__pydantic_serializer__
