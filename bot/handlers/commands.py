"""Registers the handlers of commands, whose names are in the menu and not in the handlers."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command

from ..ui.menu import Menu


def on_command(router: Router, menu: Menu, feature: str, handler: Any, *filters: Any) -> None:
    """Let the handler answer the commands of a feature, if it has any."""
    if commands := menu.commands(feature):
        router.message.register(handler, Command(*commands), *filters)
