"""The card of a member, and the pages behind it: ledger, content, rewards, and a refund."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Row, SwitchTo

from ....services.gamification import Gamification, MemberRight
from ....ui.admin.members_texts import card_values, ledger_lines, reward_lines, right_row, right_values
from ....ui.texts import Texts
from ..windows.buttons import back_button
from ..windows.lists import page_list, page_of
from ..windows.questions import confirm_window, told
from ..windows.say import Say
from ..windows.window import panel_window
from .acting import admin_of, file_of, member_of, services_of
from .states import (
    MemberBesitos,
    MemberCard,
    MemberData,
    MemberGift,
    MemberStreakRepair,
    MemberVip,
)

ENTRIES = 10


def card_dialog() -> Dialog:
    """A new dialog."""
    return Dialog(
        panel_window(
            Say("admin-members-card"),
            Group(
                Button(Say("admin-members-give"), id="give", on_click=give, when="alive"),
                Button(Say("admin-members-take"), id="take", on_click=take, when="alive"),
                SwitchTo(Say("admin-members-ledger-button"), id="ledger", state=MemberCard.ledger),
                SwitchTo(Say("admin-members-rights-button"), id="rights", state=MemberCard.rights),
                SwitchTo(
                    Say("admin-members-rewards-button"), id="rewards", state=MemberCard.rewards, when="alive"
                ),
                Button(
                    Say("admin-members-gift-button"), id="gift", on_click=begin(MemberGift.kind), when="alive"
                ),
                Button(
                    Say("admin-members-streak-button"),
                    id="streak",
                    on_click=begin(MemberStreakRepair.days),
                    when="repairable",
                ),
                Button(
                    Say("admin-members-vip-button"), id="vip", on_click=begin(MemberVip.until), when="alive"
                ),
                Button(
                    Say("admin-members-data-button"), id="data", on_click=begin(MemberData.menu), when="alive"
                ),
                width=2,
            ),
            back_button(),
            state=MemberCard.card,
            getter=card,
        ),
        panel_window(
            Say("admin-members-ledger"),
            Row(
                Button(Say("admin-button-newer"), id="newer", on_click=newer, when="has_newer"),
                Button(Say("admin-button-older"), id="older", on_click=older, when="has_older"),
            ),
            back_button(MemberCard.card),
            state=MemberCard.ledger,
            getter=ledger,
        ),
        panel_window(
            Say("admin-members-rights"),
            page_list("owned", Say("admin-members-right-row"), pick_right),
            back_button(MemberCard.card),
            state=MemberCard.rights,
            getter=rights,
        ),
        panel_window(
            Say("admin-members-right"),
            SwitchTo(
                Say("admin-members-refund-button"), id="refund", state=MemberCard.refund, when="refundable"
            ),
            back_button(MemberCard.rights),
            state=MemberCard.right,
            getter=right,
        ),
        confirm_window(
            Say("admin-members-refund"),
            state=MemberCard.refund,
            on_yes=refund,
            no=MemberCard.right,
            getter=right,
        ),
        panel_window(
            Say("admin-members-rewards"),
            back_button(MemberCard.card),
            state=MemberCard.rewards,
            getter=rewards,
        ),
    )


async def card(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """What the card shows."""
    file = await file_of(dialog_manager)
    return {
        **card_values(file, texts),
        "alive": not file.erased,
        "repairable": not file.erased and file.gift_streak.longest > 0,
    }


def begin(state: Any) -> Any:
    """A handler that starts a dialog for this member."""

    async def begun(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        await manager.start(state, data={"member": member_of(manager)})

    return begun


async def give(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Give besitos."""
    await manager.start(MemberBesitos.amount, data={"member": member_of(manager), "gives": True})


async def take(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Take besitos."""
    await manager.start(MemberBesitos.amount, data={"member": member_of(manager), "gives": False})


async def ledger(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    """One page of the ledger."""
    data = dialog_manager.dialog_data
    pages_before: list[int] = data.setdefault("pages_before", [])
    entries = await gamification.member_admin.ledger(
        admin_of(dialog_manager),
        member_of(dialog_manager),
        before=pages_before[-1] if pages_before else None,
        limit=ENTRIES + 1,
    )
    shown = entries[:ENTRIES]
    data["last"] = shown[-1].id if shown else None
    return {
        "lines": ledger_lines(shown, texts),
        "count": len(shown),
        "has_newer": bool(pages_before),
        "has_older": len(entries) > ENTRIES,
    }


async def older(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Show older entries."""
    manager.dialog_data["pages_before"].append(manager.dialog_data["last"])


async def newer(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Show newer entries."""
    if manager.dialog_data["pages_before"]:
        manager.dialog_data["pages_before"].pop()


async def rights(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Content that the member has or had, one page."""
    file = await file_of(dialog_manager)
    shown = await page_of(dialog_manager, "owned", file.rights, right_row)
    return {**shown, "count": len(file.rights)}


async def pick_right(manager: DialogManager, right_id: str) -> None:
    """Show one of them."""
    manager.dialog_data["right"] = int(right_id)
    await manager.switch_to(MemberCard.right)


async def right(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """One right to content."""
    file = await file_of(dialog_manager)
    one: MemberRight | None = next(
        (right for right in file.rights if right.id == dialog_manager.dialog_data["right"]), None
    )
    return right_values(one, file, texts)


async def refund(manager: DialogManager) -> None:
    """Refund the purchase."""
    receipt = await services_of(manager).shop.refund(admin_of(manager), manager.dialog_data["right"])
    await told(manager, "admin-members-refunded", amount=receipt.amount, balance=receipt.balance)
    await manager.switch_to(MemberCard.right)


async def rewards(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """Rewards that the member has or had."""
    file = await file_of(dialog_manager)
    return {"lines": reward_lines(file.rewards, texts), "count": len(file.rewards)}
