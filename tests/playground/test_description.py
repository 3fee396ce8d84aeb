"""The description that answers are compared with is whole, and agrees with aiogram and with us."""

import aiogram.methods
import pytest

from bot.playground.methods.table import METHODS
from bot.playground.parameters import Parameters
from bot.playground.server import Exchange
from bot.playground.world.reactions import EMOJIS
from bot.playground.world.updates import KINDS
from tests.kit.bot_api_description import DESCRIPTION, NotAsDescribed, check, check_object

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hi"}


def test_it_has_every_method_that_aiogram_has() -> None:
    exported = [getattr(aiogram.methods, name) for name in aiogram.methods.__all__]
    names = {getattr(one, "__api_method__", None) for one in exported}
    assert len(DESCRIPTION["methods"]) == 185
    assert len(names) > 150
    assert {name for name in names if isinstance(name, str)} <= set(DESCRIPTION["methods"])


def test_every_method_of_the_playground_is_one_of_the_bot_api() -> None:
    assert set(METHODS) <= set(DESCRIPTION["methods"])


def test_kinds_of_updates_and_emojis_of_reactions_are_the_described_ones() -> None:
    definitions = DESCRIPTION["definitions"]
    assert set(KINDS) == set(definitions["Update"]["properties"]) - {"update_id"}
    assert set(definitions["ReactionTypeEmojiEmoji"]["enum"]) == EMOJIS


@pytest.mark.parametrize(
    "message",
    [
        {name: value for name, value in MESSAGE.items() if name != "date"},
        MESSAGE | {"message_id": "1"},
        MESSAGE | {"invented": 1},
        MESSAGE | {"chat": {"id": 1, "type": "room"}},
        MESSAGE | {"is_automatic_forward": False},
    ],
)
def test_it_tells_what_is_not_as_described(message: dict[str, object]) -> None:
    check_object("Message", MESSAGE)
    with pytest.raises(NotAsDescribed):
        check_object("Message", message)


@pytest.mark.parametrize("parameters", [{"text": "hi"}, {"chat_id": "1", "text": "hi", "silent": "true"}])
def test_it_tells_wrong_parameters(parameters: dict[str, str]) -> None:
    with pytest.raises(NotAsDescribed):
        check(Exchange("sendMessage", Parameters(parameters), 200, {"ok": True, "result": MESSAGE}))


def test_it_reads_forms() -> None:
    parameters = {
        "chat_id": "1",
        "text": "1",
        "protect_content": "true",
        "reply_markup": '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}',
    }
    check(Exchange("sendMessage", Parameters(parameters), 200, {"ok": True, "result": MESSAGE}))
