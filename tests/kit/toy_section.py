"""A section of the tests' own: a list, a question, a wizard of two steps."""

import asyncio
from typing import Any

from aiogram.fsm.state import State, StatesGroup
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Start, SwitchTo

from bot.handlers.admin.windows.buttons import back_button, cancel_button
from bot.handlers.admin.windows.inputs import text_step, whole_number
from bot.handlers.admin.windows.lists import page, page_list
from bot.handlers.admin.windows.questions import confirm_window, told
from bot.handlers.admin.windows.say import Say
from bot.handlers.admin.windows.section import Section
from bot.handlers.admin.windows.window import panel_window
from bot.services.gamification import InvalidSetting


class Toys(StatesGroup):
    list = State()
    one = State()
    sure = State()


class NewToy(StatesGroup):
    amount = State()
    again = State()


STORED: list[int] = []


async def rows(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        return [{"id": n, "name": f"Toy {n}", "balance": n} for n in STORED[offset : offset + limit]]

    return await page(dialog_manager, "toys", load)


async def one(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"name": f"<b>{dialog_manager.dialog_data['toy']}", "why": "<i>x"}


async def pick(manager: DialogManager, toy: str) -> None:
    manager.dialog_data["toy"] = int(toy)
    await manager.switch_to(Toys.one)


async def delete(manager: DialogManager) -> None:
    await asyncio.sleep(0)
    STORED.remove(manager.dialog_data["toy"])
    await told(manager, "admin-button-yes")
    await manager.switch_to(Toys.list)


async def add(manager: DialogManager, amount: int) -> None:
    if amount == 13:
        raise InvalidSetting("toy", "unlucky")
    manager.dialog_data["amount"] = amount
    await manager.switch_to(NewToy.again)


async def refuse(_query: Any, _button: Any, _manager: DialogManager) -> None:
    raise InvalidSetting("toy", "refused")


async def save(manager: DialogManager, _again: int) -> None:
    STORED.append(manager.dialog_data["amount"])
    await manager.done()


def dialogs() -> list[Dialog]:
    return [
        Dialog(
            panel_window(
                Say("admin-home"),
                page_list("toys", Say("button-send"), pick),
                Start(Say("button-gift"), id="new", state=NewToy.amount),
                Button(Say("button-help"), id="refuse", on_click=refuse),
                back_button(),
                state=Toys.list,
                getter=rows,
            ),
            panel_window(
                Say("admin-trouble"),
                SwitchTo(Say("button-claim"), id="yes", state=Toys.sure),
                back_button(Toys.list),
                state=Toys.one,
                getter=one,
            ),
            confirm_window(Say("admin-trouble"), state=Toys.sure, on_yes=delete, no=Toys.one, getter=one),
        ),
        Dialog(
            panel_window(
                Say("admin-button-yes"),
                text_step(whole_number(1, 1_000), add),
                cancel_button(),
                state=NewToy.amount,
            ),
            panel_window(
                Say("admin-button-no"),
                text_step(whole_number(1, 9), save),
                cancel_button(),
                state=NewToy.again,
            ),
        ),
    ]


SECTION = Section("toys", "button-shop", Toys.list, dialogs)
