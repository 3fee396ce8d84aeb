"""Imports aiogram in such a way that each of its models is built at its first use: decision 0106.

aiogram declares its models as `defer_build`, and then builds all of them at the end of its import. Here those
builds are left out; everything that depends on aiogram's own names is settled at once. For our own processes
only: in a host's process aiogram stays as it is.
"""

import sys
from collections.abc import Callable, Iterator
from threading import RLock
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from .after_import import AfterImport

NEEDED = (
    (
        "aiogram.types",
        (
            "User",
            "InlineKeyboardButton",
            "InlineKeyboardMarkup",
            "Chat",
            "Message",
            "CallbackQuery",
            "Update",
        ),
    ),
    (
        "aiogram.methods",
        ("AnswerCallbackQuery", "SendMessage", "EditMessageText", "EditMessageReplyMarkup"),
    ),
)
"""What members need at once, in the cheapest order: a model that is built is a part of the next ones."""


class NotAsKnown(Exception):
    """aiogram or pydantic is made in another way than the versions that this module knows."""


def import_aiogram() -> str | None:
    """Import it, unless it is imported already. Returns the reason if its models had to be built as aiogram
    does it, all at once, and otherwise None."""
    if "aiogram" in sys.modules:
        return None
    models = _LateModels()
    watch = AfterImport(
        {
            "aiogram.client.context_controller": models.guarded(models.postpone),
            "aiogram.types": models.guarded(models.settle_names),
            "aiogram.methods.base": models.guarded(models.defer_methods),
        }
    )
    sys.meta_path.insert(0, watch)
    try:
        import aiogram
    finally:
        sys.meta_path.remove(watch)
    models.guarded(models.build_what_is_needed)(aiogram)
    return models.reason


class _LateModels:
    def __init__(self) -> None:
        self.reason: str | None = None
        self._base: Any = None
        self._importing = True
        self._builds: list[tuple[type[BaseModel], dict[str, Any]]] = []

    def guarded(self, step: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
        """The same, but if it fails aiogram's own way is left to go, and later steps do nothing."""

        def try_it(module: ModuleType) -> None:
            if self.reason is None:
                try:
                    step(module)
                except Exception as error:  # noqa: BLE001 - whatever it is, the bot has to start
                    self.reason = f"{type(error).__name__}: {error}"
                    self._build_all()

        return try_it

    def postpone(self, context_controller: ModuleType) -> None:
        """From now on, write down what aiogram wants to be built. After that, build one model at a time: in
        pydantic, threads that build the same one can meet half of it."""
        base = context_controller.BotContextController
        if "model_rebuild" in vars(base):
            raise NotAsKnown("aiogram has its own model_rebuild")
        build = vars(BaseModel)["model_rebuild"].__func__
        lock = RLock()

        def model_rebuild(cls: Any, /, *, _parent_namespace_depth: int = 2, **how: Any) -> Any:
            if self._importing and how.get("_types_namespace"):
                self._builds.append((cls, how))
                return None
            with lock:
                return build(cls, _parent_namespace_depth=_parent_namespace_depth + 1, **how)

        base.model_rebuild = classmethod(model_rebuild)
        self._base = base

    def settle_names(self, _types: ModuleType) -> None:
        """All of aiogram's types are there: annotations of fields get their meaning."""
        from .unbuilt import make_serializable, settle_fields  # they know pydantic's private parts

        self._importing = False
        if not self._builds:
            raise NotAsKnown("aiogram builds no models at the end of its types")
        for model, how in self._builds:
            settle_fields(model, how["_types_namespace"])
            make_serializable(model)

    def defer_methods(self, base: ModuleType) -> None:
        """Methods would be built on import, each with a copy of the models that it has as parts."""
        if self._importing:
            raise NotAsKnown("aiogram imports methods before types")
        base.TelegramMethod.model_config["defer_build"] = True

    def build_what_is_needed(self, _aiogram: ModuleType) -> None:
        """Build what members need at once: the first of them shall not wait for it."""
        if self._importing:
            raise NotAsKnown("aiogram has its types elsewhere")
        for home, names in NEEDED:
            for name in names:
                model = getattr(sys.modules[home], name)
                model.model_rebuild()
                if not model.__pydantic_complete__:
                    raise NotAsKnown(f"{name} cannot be built")
        self._builds.clear()

    def _build_all(self) -> None:
        self._importing = False
        if self._base is not None:
            del self._base.model_rebuild
            for model, how in self._builds:
                model.model_rebuild(**how)
            for model in _subclasses(self._base):
                model.model_rebuild(raise_errors=False)


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for subclass in model.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
