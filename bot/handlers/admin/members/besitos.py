"""Give besitos or take them: how many, why, and the balance before and after."""

from secrets import token_urlsafe
from typing import Any

from aiogram_dialog import Dialog, DialogManager

from ....services.gamification import InsufficientFunds
from ....services.gamification.events.ledger import MAX_AMOUNT, MAX_REASON_LENGTH
from ....ui.admin.members_texts import named
from ....ui.texts import Texts
from ..windows.inputs import some_text, whole_number
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.steps import enter_window
from ..windows.trouble import trouble
from .acting import admin_of, file_of, member_admin_of, member_of
from .states import MemberBesitos


def besitos_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        enter_window(
            "admin-members-amount",
            whole_number(1, MAX_AMOUNT),
            take_amount,
            state=MemberBesitos.amount,
            getter=before_and_after,
        ),
        enter_window(
            "admin-members-reason",
            some_text(MAX_REASON_LENGTH),
            take_reason,
            state=MemberBesitos.reason,
            getter=before_and_after,
        ),
        confirm_window(
            Say("admin-members-besitos-sure"), state=MemberBesitos.sure, on_yes=post, getter=before_and_after
        ),
    )


def _gives(manager: DialogManager) -> bool:
    assert isinstance(manager.start_data, dict)
    return bool(manager.start_data["gives"])


async def before_and_after(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """The member, and the balance before and after."""
    file = await file_of(dialog_manager)
    data, gives = dialog_manager.dialog_data, _gives(dialog_manager)
    amount = int(data.get("amount", 0))
    return {
        "name": named(file, texts),
        "gives": gives,
        "balance": file.balance,
        "amount": amount,
        "after": file.balance + amount if gives else file.balance - amount,
        "reason": str(data.get("reason", "")),
    }


async def take_amount(manager: DialogManager, amount: int) -> None:
    """Go on with the reason, unless the member has less."""
    if not _gives(manager):
        file = await file_of(manager)
        if amount > file.balance:
            trouble(manager, "admin-members-too-much", balance=file.balance)
            return
    manager.dialog_data["amount"] = amount
    await manager.switch_to(MemberBesitos.reason)


async def take_reason(manager: DialogManager, reason: str) -> None:
    """Ask whether it is right. This question is answered once, however often Yes is tapped."""
    manager.dialog_data.update(reason=reason, once=token_urlsafe(12))
    await manager.switch_to(MemberBesitos.sure)


async def post(manager: DialogManager) -> None:
    """Give or take."""
    data, gives = manager.dialog_data, _gives(manager)
    service = member_admin_of(manager)
    act = service.credit if gives else service.debit
    try:
        done = await act(
            admin_of(manager), member_of(manager), data["amount"], reason=data["reason"], once=data["once"]
        )
    except InsufficientFunds as error:
        await told(manager, "admin-members-too-much", alert=True, balance=error.balance)
        await manager.switch_to(MemberBesitos.amount)
        return
    await told(manager, "admin-members-balance-now", before=done.before, balance=done.balance)
    await manager.done()
