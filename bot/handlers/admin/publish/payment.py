"""Besitos for many: for whom, how many, why, and what it would come to before it starts."""

from secrets import token_hex
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button

from ....services.gamification import Gamification
from ....services.gamification.events.ledger import MAX_AMOUNT, MAX_REASON_LENGTH
from ....services.gamification.members.identity import Member
from ....services.jobs import JobRunner, Run
from ....ui.texts import Texts
from ..windows.buttons import cancel_button
from ..windows.inputs import some_text, whole_number
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from ..windows.window import panel_window
from .live import show_live
from .segments import chosen, segment_in, segment_windows
from .states import NewPayment
from .waiting import wait_until

_STAGES = {
    "counting": "admin-publish-payment-counting",
    "credit": "admin-publish-payment-credit",
    "debit": "admin-publish-payment-debit",
}


def payment_dialog() -> Dialog:
    """Return a new dialog."""
    return Dialog(
        *segment_windows(
            "admin-publish-payment-for",
            state=NewPayment.segment,
            members=NewPayment.members,
            following=NewPayment.amount,
        ),
        enter_window(
            "admin-publish-ask-amount",
            whole_number(-MAX_AMOUNT, MAX_AMOUNT),
            _amount,
            state=NewPayment.amount,
        ),
        enter_window(
            "admin-publish-ask-reason", some_text(MAX_REASON_LENGTH), _reason, state=NewPayment.reason
        ),
        panel_window(
            Say(lambda data: _STAGES[data["stage"]]),
            Say("admin-publish-unknown", when="unknown"),
            Say("admin-publish-payment-nobody", when="nobody"),
            Button(Say("admin-publish-button-look"), id="look", when="counting"),
            Button(Say("admin-publish-button-start"), id="start", on_click=_start, when="ready"),
            cancel_button(),
            state=NewPayment.preview,
            getter=_sure,
        ),
    )


async def _amount(manager: DialogManager, amount: int) -> None:
    if amount == 0:
        trouble(manager, "admin-publish-not-zero")
        return
    manager.dialog_data["amount"] = amount
    await manager.switch_to(NewPayment.reason)


async def _reason(manager: DialogManager, reason: str) -> None:
    data = manager.dialog_data
    data["reason"] = reason
    data["token"] = token_hex(8)
    run = await _run(manager, dry_run=True)
    data["dry"] = run.id
    jobs: JobRunner = manager.middleware_data["gamification"].jobs

    async def is_over() -> bool:
        return (await jobs.get(run.id)).ended

    await wait_until(is_over)
    await manager.switch_to(NewPayment.preview)


async def _run(manager: DialogManager, *, dry_run: bool) -> Run:
    data, entered = manager.middleware_data, manager.dialog_data
    gamification: Gamification = data["gamification"]
    what = "dry" if dry_run else "pay"
    return await gamification.mass_payments.start(
        data["member"].id,
        segment_in(manager),
        abs(entered["amount"]),
        debit=entered["amount"] < 0,
        reason=entered["reason"],
        dry_run=dry_run,
        origin="telegram",
        once_key=f"telegram:{what}:{entered['token']}",
    )


async def _sure(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    entered = dialog_manager.dialog_data
    dry = await gamification.mass_payments.status(entered["dry"])
    amount = abs(entered["amount"])
    return {
        **await chosen(dialog_manager, gamification, member, texts),
        "stage": "counting" if not dry.ended else "debit" if entered["amount"] < 0 else "credit",
        "counting": not dry.ended,
        "ready": dry.ended and dry.changed > 0,
        "nobody": dry.ended and not dry.changed,
        "amount": amount,
        "reason": entered["reason"],
        "paid": dry.changed,
        "total": dry.changed * amount,
        "lacking": dry.processed - dry.changed,
    }


async def _start(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    run = await _run(manager, dry_run=False)
    await show_live(manager, run)
    await manager.done()
