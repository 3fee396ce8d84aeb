"""The section's first screen and its two lists."""

from typing import Any

from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Start, SwitchTo

from ....services.gamification import Gamification
from ....services.gamification.rules.content_files import files_of
from ....ui.displayed_text import name_on_button
from ..windows.buttons import back_button
from ..windows.lists import page, page_list
from ..windows.say import Say
from ..windows.window import panel_window
from .states import ContentAdmin, NewContent, NewProduct, ProductAdmin, ShopAdmin


def shop_admin() -> Dialog:
    """The first screen, content sets and products."""
    return Dialog(
        panel_window(
            Say("admin-shop-main"),
            SwitchTo(Say("admin-shop-button-contents"), id="sets", state=ShopAdmin.contents),
            SwitchTo(Say("admin-shop-button-products"), id="products", state=ShopAdmin.products),
            state=ShopAdmin.main,
        ),
        panel_window(
            Say("admin-shop-contents"),
            page_list("sets", Say("admin-shop-content-row"), _open_content),
            Start(Say("admin-shop-button-new-content"), id="new", state=NewContent.name),
            back_button(ShopAdmin.main),
            state=ShopAdmin.contents,
            getter=content_rows,
        ),
        panel_window(
            Say("admin-shop-products"),
            page_list("products", Say("admin-shop-product-row"), _open_product),
            Start(Say("admin-shop-button-new-product"), id="new", state=NewProduct.name),
            back_button(ShopAdmin.main),
            state=ShopAdmin.products,
            getter=_product_rows,
        ),
    )


async def content_rows(dialog_manager: DialogManager, gamification: Gamification, **_: Any) -> dict[str, Any]:
    """A page of content sets, the newest first."""

    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        rows = await gamification.catalog.content_set_page(offset, limit)
        return [
            {
                "id": row.id,
                "name": str(name_on_button(row.fields["name"])),
                "count": len(files_of(row.fields["file_ids"], row.fields["content_type"])),
                "on": bool(row.fields["is_active"]),
            }
            for row in rows
        ]

    return await page(dialog_manager, "sets", load)


async def _product_rows(
    dialog_manager: DialogManager, gamification: Gamification, **_: Any
) -> dict[str, Any]:
    async def load(offset: int, limit: int) -> list[dict[str, Any]]:
        rows = await gamification.catalog.product_page(offset, limit)
        return [
            {
                "id": row.id,
                "name": str(name_on_button(row.fields["name"])),
                "price": row.fields["besitos_price"],
                "on": bool(row.fields["is_active"]),
            }
            for row in rows
        ]

    return await page(dialog_manager, "products", load)


async def _open_content(manager: DialogManager, content_set_id: str) -> None:
    await manager.start(ContentAdmin.card, data={"id": int(content_set_id)})


async def _open_product(manager: DialogManager, product_id: str) -> None:
    await manager.start(ProductAdmin.card, data={"id": int(product_id)})
