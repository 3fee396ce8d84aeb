"""The section as the panel shows it."""

from aiogram_dialog import Dialog

from ..windows.section import Section
from .contents import content_admin, new_content
from .lists import shop_admin
from .products import new_product, product_admin
from .states import ShopAdmin


def dialogs() -> list[Dialog]:
    """New dialogs for one dispatcher."""
    return [shop_admin(), new_content(), content_admin(), new_product(), product_admin()]


SECTION = Section("shop", "admin-shop-title", ShopAdmin.main, dialogs)
