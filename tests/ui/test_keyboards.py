"""What the buttons of all screens have in common."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from aiogram.filters.callback_data import CallbackData

from bot import ui
from bot.services.gamification.reactions.channel_settings import spelling_in
from bot.ui.keyboards import PREFIX
from bot.ui.reaction_keyboard import reaction_keyboard


def test_all_that_our_buttons_carry_begins_with_the_one_prefix() -> None:
    for module in iter_modules(ui.__path__):
        import_module(f"bot.ui.{module.name}")
    ours = [data for data in CallbackData.__subclasses__() if data.__module__.startswith("bot.")]
    assert len(ours) > 10
    assert [data for data in ours if not data.__prefix__.startswith(PREFIX)] == []


@pytest.mark.parametrize(("written", "found"), [("❤", "❤️"), ("❤️", "❤️"), ("🔥️", "🔥"), ("👎", None)])
def test_an_emoji_is_one_with_and_without_its_variation_selector(written: str, found: str | None) -> None:
    assert spelling_in(["🔥", "❤️"], written) == found


def test_counts_of_both_spellings_are_shown_together_and_those_without_a_button_not_at_all() -> None:
    keyboard = reaction_keyboard(["❤️", "🔥"], {"❤": 2, "❤️": 3, "👎": 9})
    assert [button.text for row in keyboard.inline_keyboard for button in row] == ["❤️ 5", "🔥"]
