"""The dialogs of products: a new one, its card, its preview."""

from typing import Any

from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Group, Row, Start, SwitchTo

from ....services.gamification import Gamification, Member, NotForSale
from ....services.gamification.catalog.edits import AdminCatalog
from ....services.gamification.rules.catalog import PRICE, STOCK
from ....ui.admin.shop_texts import ends_text, price_text, product_text, stock_text, vip_text
from ....ui.shop_texts import product_text as shop_card
from ....ui.texts import Texts
from ..windows.buttons import back_button, cancel_button
from ..windows.dates import creators_zone
from ..windows.inputs import some_text, text_step, whole_number
from ..windows.lists import page_list
from ..windows.questions import end_and_open, told
from ..windows.say import Chosen, Say
from ..windows.steps import enter_window
from ..windows.trouble import InvalidInput, trouble
from ..windows.window import panel_window
from .editing import id_of, remember, save_product
from .fields import (
    MAX_NAME,
    common_windows,
    named_and_on,
    off_and_on,
    setter,
)
from .inputs import end_in_days, end_of_sale, vip_terms
from .lists import content_rows
from .states import NewContent, NewProduct, ProductAdmin

MAX_DATE = 40
NO_VIP_TERMS = {"vip_discount_percentage": 0, "vip_besitos_price": None}


def new_product() -> Dialog:
    """The wizard: name, content set, price, and what VIP members pay."""
    return Dialog(
        enter_window("admin-shop-ask-product-name", some_text(MAX_NAME), _named, state=NewProduct.name),
        panel_window(
            Say(lambda data: "admin-shop-ask-content" if data["sets"] else "admin-shop-no-content"),
            page_list("sets", Say("admin-shop-content-row"), _content_chosen),
            Start(Say("admin-shop-button-new-content"), id="new", state=NewContent.name),
            cancel_button(),
            state=NewProduct.content,
            getter=content_rows,
        ),
        enter_window("admin-shop-ask-price", whole_number(*PRICE), _priced, state=NewProduct.price),
        panel_window(
            Say("admin-shop-ask-vip"),
            text_step(vip_terms, _create),
            Button(Say("admin-shop-button-skip"), id="skip", on_click=_without_vip_terms),
            cancel_button(),
            state=NewProduct.vip,
        ),
    )


async def _named(manager: DialogManager, name: str) -> None:
    manager.dialog_data["name"] = name
    await manager.switch_to(NewProduct.content)


async def _content_chosen(manager: DialogManager, content_set_id: str) -> None:
    manager.dialog_data["content"] = int(content_set_id)
    await manager.switch_to(NewProduct.price)


async def _priced(manager: DialogManager, price: int) -> None:
    manager.dialog_data["price"] = price
    await manager.switch_to(NewProduct.vip)


async def _without_vip_terms(_query: Any, _button: Any, manager: DialogManager) -> None:
    await _create(manager, NO_VIP_TERMS)


async def _create(manager: DialogManager, vip: dict[str, int | None]) -> None:
    data, chosen = manager.middleware_data, manager.dialog_data
    made = await data["gamification"].catalog.create_product(
        data["member"].id,
        name=chosen["name"],
        content_set_id=chosen["content"],
        besitos_price=chosen["price"],
        **vip,
    )
    await told(manager, "admin-shop-saved")
    await end_and_open(manager, ProductAdmin.card, {"id": made.id})


def product_admin() -> Dialog:
    """One product."""
    to = ProductAdmin
    return Dialog(
        panel_window(
            Say("admin-shop-card"),
            Group(
                SwitchTo(Say("admin-shop-button-price"), id="price", state=to.price),
                SwitchTo(Say("admin-shop-button-vip"), id="vip", state=to.vip),
                SwitchTo(Say("admin-shop-button-stock"), id="stock", state=to.stock),
                SwitchTo(Say("admin-shop-button-ends"), id="ends", state=to.ends),
                SwitchTo(Say("admin-button-name"), id="name", state=to.name),
                SwitchTo(Say("admin-shop-button-description"), id="desc", state=to.description),
                SwitchTo(Say("admin-shop-button-tier"), id="tier", state=to.tier),
                SwitchTo(Say("admin-shop-button-content"), id="set", state=to.content),
                Button(Say("admin-shop-button-earlier"), id="up", on_click=_mover(up=True)),
                Button(Say("admin-shop-button-later"), id="down", on_click=_mover(up=False)),
                *off_and_on(save_product, "admin-shop-button-switch-off", "admin-shop-button-switch-on"),
                SwitchTo(Say("admin-shop-button-preview"), id="see", state=to.preview),
                SwitchTo(Say("admin-button-delete"), id="del", state=to.sure),
                width=2,
            ),
            back_button(),
            state=to.card,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-ask-new-price"),
            text_step(whole_number(*PRICE), lambda manager, n: save_product(manager, {"besitos_price": n})),
            back_button(to.card),
            state=to.price,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-ask-new-vip"),
            text_step(vip_terms, save_product),
            Button(
                Say("admin-shop-button-same-for-vip"), id="none", on_click=setter(save_product, NO_VIP_TERMS)
            ),
            back_button(to.card),
            state=to.vip,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-ask-stock"),
            text_step(whole_number(*STOCK), lambda manager, n: save_product(manager, {"stock": n})),
            Button(
                Say("admin-shop-button-no-limit"), id="none", on_click=setter(save_product, {"stock": None})
            ),
            back_button(to.card),
            state=to.stock,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-ask-ends"),
            text_step(some_text(MAX_DATE), _end_typed),
            Row(
                Button(Say("admin-shop-button-in-a-week"), id="week", on_click=_ends_in(7)),
                Button(Say("admin-shop-button-in-a-month"), id="month", on_click=_ends_in(30)),
            ),
            Button(
                Say("admin-shop-button-no-end"), id="none", on_click=setter(save_product, {"ends_at": None})
            ),
            back_button(to.card),
            state=to.ends,
            getter=_card,
        ),
        panel_window(
            Say("admin-shop-ask-content"),
            page_list("sets", Say("admin-shop-content-row"), _other_content),
            back_button(to.card),
            state=to.content,
            getter=[_card, content_rows],
        ),
        panel_window(
            Say("admin-shop-preview"),
            Row(
                Button(
                    Chosen("admin-shop-button-as-free", "as", "free"),
                    id="free",
                    on_click=_preview_as(vip=False),
                ),
                Button(
                    Chosen("admin-shop-button-as-vip", "as", "vip"), id="vip", on_click=_preview_as(vip=True)
                ),
            ),
            back_button(to.card),
            state=to.preview,
            getter=_preview,
        ),
        *common_windows(save_product, "admin-shop-delete-product", AdminCatalog.delete_product, to, _card),
    )


async def _card(
    dialog_manager: DialogManager, gamification: Gamification, texts: Texts, **_: Any
) -> dict[str, Any]:
    card = await gamification.catalog.product(id_of(dialog_manager))
    remember(dialog_manager, card.fields)
    zone = await creators_zone(gamification)
    return {
        "card": product_text(card, texts, zone, gamification.clock()),
        "price_now": price_text(card, texts),
        "vip_now": vip_text(card, texts),
        "stock_now": stock_text(card.fields["stock"], texts),
        "ends_now": ends_text(card.fields["ends_at"], zone, texts),
        **named_and_on(card.fields),
        "zone": zone.key,
        "sold": card.sold,
    }


def _mover(*, up: bool) -> Any:
    async def move(_query: Any, _button: Any, manager: DialogManager) -> None:
        data = manager.middleware_data
        moved = await data["gamification"].catalog.move_product(data["member"].id, id_of(manager), up=up)
        await told(manager, "admin-shop-moved" if moved else "admin-shop-at-the-end")

    return move


async def _other_content(manager: DialogManager, content_set_id: str) -> None:
    await save_product(manager, {"content_set_id": int(content_set_id)})


async def _end_typed(manager: DialogManager, text: str) -> None:
    gamification: Gamification = manager.middleware_data["gamification"]
    zone = await creators_zone(gamification)
    try:
        ends_at = end_of_sale(text, zone, gamification.clock())
    except InvalidInput as error:
        trouble(manager, error.key, **error.variables)
        return
    await save_product(manager, {"ends_at": ends_at})


def _ends_in(days: int) -> Any:
    async def save(_query: Any, _button: Any, manager: DialogManager) -> None:
        gamification: Gamification = manager.middleware_data["gamification"]
        zone = await creators_zone(gamification)
        await save_product(manager, {"ends_at": end_in_days(days, zone, gamification.clock())})

    return save


def _preview_as(*, vip: bool) -> Any:
    async def choose(_query: Any, _button: Any, manager: DialogManager) -> None:
        manager.dialog_data["as_vip"] = vip

    return choose


async def _preview(
    dialog_manager: DialogManager, gamification: Gamification, member: Member, texts: Texts, **_: Any
) -> dict[str, Any]:
    vip = bool(dialog_manager.dialog_data.get("as_vip"))
    balance = await gamification.wallet.balance(member.id)
    try:
        offer = await gamification.shop.preview(member.id, id_of(dialog_manager), vip=vip)
    except NotForSale:
        card = texts.html("admin-shop-preview-gift")
    else:
        card = shop_card(offer, balance, texts)
    return {"card": card, "as": "vip" if vip else "free"}
