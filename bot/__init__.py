"""Besitos: an economy of virtual besitos for a Telegram bot that is already in production.

The public names of docs/api.md can be imported from here. Each is loaded at its first use, so that `import
besitos` is fast and the services can be used without waiting seconds for aiogram.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from .app import Application as Application
    from .app import setup_gamification as setup_gamification
    from .currency import Currency as Currency
    from .languages import InvalidTexts as InvalidTexts
    from .services.gamification import *  # noqa: F403 - its __all__ is the list of the public names
    from .settings import InvalidSettings as InvalidSettings
    from .settings import Settings as Settings
    from .settings import load_settings as load_settings
    from .ui.keyboards import screen_button as screen_button

_HOMES = {
    "Application": ".app",
    "setup_gamification": ".app",
    "Currency": ".currency",
    "InvalidTexts": ".languages",
    "InvalidSettings": ".settings",
    "Settings": ".settings",
    "load_settings": ".settings",
    "screen_button": ".ui.keyboards",
}
_SERVICES = ".services.gamification"


def __getattr__(name: str) -> Any:
    if name.startswith("_"):  # names that Python itself looks up, such as __path__
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_HOMES.get(name, _SERVICES), __name__)
    if name not in _HOMES and name not in home.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    services = import_module(_SERVICES, __name__)
    return sorted({*globals(), *_HOMES, *services.__all__})
