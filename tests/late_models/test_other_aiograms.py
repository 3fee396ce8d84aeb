"""An aiogram or a pydantic that is made in another way starts all the same, with every model built."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTEXT_CONTROLLER = """
from pydantic import BaseModel
class BotContextController(BaseModel): pass
"""
BASE = """
from pydantic import ConfigDict
from aiogram.client.context_controller import BotContextController
class TelegramObject(BotContextController):
    model_config = ConfigDict(defer_build=True)
"""
MODELS = """
from __future__ import annotations
from typing import TYPE_CHECKING
from .base import TelegramObject
if TYPE_CHECKING:
    from . import elsewhere
class User(TelegramObject):
    id: int
    chat: Chat | None = None
class Chat(TelegramObject):
    id: int
    owner: Elsewhere | None = None
class Message(TelegramObject):
    chat: Chat
"""
ELSEWHERE = """
from .base import TelegramObject
class Elsewhere(TelegramObject):
    id: int
"""
TYPES = """
from .base import TelegramObject
from .models import Chat, Message, User
from .elsewhere import Elsewhere
InlineKeyboardButton = InlineKeyboardMarkup = CallbackQuery = Update = Message
"""
LOOP = """
for name in ("Message", "User", "Chat", "Elsewhere"):
    globals()[name].model_rebuild(_types_namespace={"Chat": Chat, "Elsewhere": Elsewhere})
"""
METHODS_BASE = """
from aiogram.client.context_controller import BotContextController
class TelegramMethod(BotContextController): pass
"""
METHODS = """
from aiogram.types import Message
from .base import TelegramMethod
class SendMessage(TelegramMethod):
    reply_to: Message
class Unused(TelegramMethod):
    reply_to: Message
AnswerCallbackQuery = EditMessageText = EditMessageReplyMarkup = SendMessage
"""
AIOGRAM = {
    "__init__.py": "from . import types, methods",
    "client/__init__.py": "",
    "client/context_controller.py": CONTEXT_CONTROLLER,
    "types/__init__.py": TYPES + LOOP,
    "types/base.py": BASE,
    "types/models.py": MODELS,
    "types/elsewhere.py": ELSEWHERE,
    "methods/__init__.py": METHODS,
    "methods/base.py": METHODS_BASE,
}
"""The least that is made as aiogram is."""
PYDANTIC_WITHOUT = (
    "from pydantic import BaseModel; import pydantic._internal._fields; "
    "del pydantic._internal._fields.rebuild_model_fields"
)
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
exec(sys.argv[2])
from bot.late_models import import_aiogram
reason = import_aiogram()
import aiogram
from aiogram import types, methods
print(reason, "|", *[kind.__name__ for home in (types, methods) for kind in vars(home).values()
    if isinstance(kind, type) and not kind.__pydantic_complete__])
chat = {"id": 1, "owner": {"id": 2}}
class Mine(types.Chat):
    mine: int = 3
sent = methods.Unused(reply_to={"chat": chat})
assert type(sent.reply_to.chat.owner) is types.Elsewhere
assert types.User.model_validate({"id": 3, "chat": chat}).chat == sent.reply_to.chat
assert Mine.model_validate(chat).owner == sent.reply_to.chat.owner
"""


THREADS = """
import threading, time
builds = []
class Slow(types.TelegramObject):
    id: int
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        builds.append(threading.get_ident())
        time.sleep(0.05)
        return handler(source)
threads = [threading.Thread(target=Slow.model_validate, args=({"id": 1},)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(builds) == 1, builds
"""


def imported(
    folder: Path, *, before: str = "", then: str = "", changed: Mapping[str, str | None] | None = None
) -> tuple[str, str]:
    """The reason why all was built, and what is not built after the import."""
    files: dict[str, str | None] = {**AIOGRAM, **(changed or {})}
    for name, text in files.items():
        if text is not None:
            (folder / "aiogram" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "aiogram" / name).write_text(text)
    program = [sys.executable, "-c", PROGRAM + then, str(folder), before]
    run = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    reason, _, unbuilt = run.stdout.strip().partition(" |")
    return reason, unbuilt.strip()


def test_what_is_made_as_aiogram_is_built_late(tmp_path: Path) -> None:
    assert imported(tmp_path) == ("None", "TelegramObject Elsewhere Unused")


def test_threads_build_a_model_once(tmp_path: Path) -> None:
    assert imported(tmp_path, then=THREADS)[0] == "None"


def test_an_aiogram_that_is_imported_already_is_left_alone(tmp_path: Path) -> None:
    assert imported(tmp_path, before="import aiogram") == ("None", "TelegramObject")


LOOP_WITHOUT_NAMES = """
for kind in (Message, User, Chat, Elsewhere):
    kind.model_rebuild()
"""
NAMES_FIRST = """
import sys
for kind in (User, Chat, Message, Elsewhere):
    vars(sys.modules[kind.__module__]).update(Chat=Chat, Elsewhere=Elsewhere)
"""


@pytest.mark.parametrize(
    ("reason", "before", "changed"),
    [
        ("ImportError: cannot import name 'rebuild_model_fields'", PYDANTIC_WITHOUT, {}),
        ("NotAsKnown: aiogram builds no models", "", {"types/__init__.py": TYPES + NAMES_FIRST}),
        (
            "NotAsKnown: aiogram builds no models",
            "",
            {"types/__init__.py": TYPES + NAMES_FIRST + LOOP_WITHOUT_NAMES},
        ),
        (
            "NotAsKnown: aiogram builds no models",
            "",
            {
                "client/context_controller.py": None,
                "client/controller.py": CONTEXT_CONTROLLER,
                "types/base.py": BASE.replace("context_controller", "controller"),
                "methods/base.py": METHODS_BASE.replace("context_controller", "controller"),
            },
        ),
        (
            "NotAsKnown: aiogram has its own model_rebuild",
            "",
            {
                "client/context_controller.py": CONTEXT_CONTROLLER.replace(
                    "pass",
                    "\n    @classmethod\n    def model_rebuild(cls, **how):\n"
                    "        return super().model_rebuild(**how)",
                )
            },
        ),
        (
            "AttributeError: module 'aiogram.methods'",
            "",
            {"methods/__init__.py": METHODS.replace("EditMessageText", "Edit")},
        ),
        (
            "NotAsKnown: aiogram imports methods before types",
            "",
            {"methods/__init__.py": "from .base import TelegramMethod\n" + METHODS,
             "__init__.py": "from . import methods, types"},
        ),
    ],
)  # fmt: skip
def test_others_are_built_at_once(
    tmp_path: Path, reason: str, before: str, changed: dict[str, str | None]
) -> None:
    told, unbuilt = imported(tmp_path, before=before, changed=changed)
    assert told.startswith(reason)
    assert unbuilt in ("", "TelegramObject")
