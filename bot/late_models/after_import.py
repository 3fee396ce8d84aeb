"""Calls a function with a module right after it ran, before anything else can use it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

Then = Callable[[ModuleType], None]


class AfterImport(MetaPathFinder):
    """Stands first in sys.meta_path while something is imported."""

    def __init__(self, then: Mapping[str, Then]) -> None:
        """`then`: what to call, by the name of the module."""
        self._then = then

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find what Python finds, and nothing for all other modules."""
        then = self._then.get(name)
        if then is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module
            spec.loader.exec_module = partial(_run, execute, then)  # type: ignore[method-assign]
        return spec


def _run(execute: Then, then: Then, module: ModuleType) -> None:
    execute(module)
    then(module)
