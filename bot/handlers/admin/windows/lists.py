"""Lists with pages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select
from aiogram_dialog.widgets.text import Text

from .say import Say

if TYPE_CHECKING:
    from aiogram_dialog.widgets.kbd.select import OnItemClick

ROWS_A_PAGE = 8

T = TypeVar("T")
R = TypeVar("R")


def row_list(
    name: str,
    text: Text,
    on_click: "OnItemClick[Select[str], str]",
    *,
    id: str,  # noqa: A002 - aiogram-dialog calls it so
    item_id: Callable[[Any], str | int] = lambda row: row["id"],
    when: str | None = None,
) -> Column:
    """A button for each of the few rows that the getter returns under `name`."""
    rows: Select[str] = Select(text, id=id, item_id_getter=item_id, items=name, on_click=on_click)
    return Column(rows, when=when)


def page_list(
    name: str,
    text: Text,
    on_pick: Callable[[DialogManager, str], Awaitable[None]],
    *,
    item_id: Callable[[Any], str | int] = lambda row: row["id"],
) -> Column:
    """A list with a button for each row and buttons to other pages; the getter returns `page(...)`. `on_pick`
    gets the id of the row as text."""

    async def picked(_query: CallbackQuery, _select: Any, manager: DialogManager, row_id: str) -> None:
        await on_pick(manager, row_id)

    return Column(
        row_list(name, text, picked, id=name, item_id=item_id),
        page_buttons(name),
    )


def page_buttons(name: str, *, newest_first: bool = False) -> Row:
    """Only the buttons to other pages, for a list that is a text. They speak of older rows if the newest come
    first, else of the next page."""

    def turn(by: int) -> Any:
        async def turned(_query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
            manager.dialog_data[_page_key(name)] = max(0, page_number(manager, name) + by)

        return turned

    back = Say("admin-button-newer" if newest_first else "admin-button-previous")
    on = Say("admin-button-older" if newest_first else "admin-button-next")
    return Row(
        Button(back, id=f"{name}_prev", on_click=turn(-1), when=f"{name}_has_prev"),
        Button(on, id=f"{name}_next", on_click=turn(1), when=f"{name}_has_next"),
    )


async def page(
    manager: DialogManager,
    name: str,
    load: Callable[[int, int], Awaitable[Sequence[T]]],
    *,
    size: int = ROWS_A_PAGE,
) -> dict[str, Any]:
    """Return what a getter gives `page_list`: the rows under `name`, and `<name>_page` from 1. `load(offset,
    limit)` returns the rows; it is asked for one more than a page has."""
    number = page_number(manager, name)
    rows = await load(number * size, size + 1)
    while number > 0 and not rows:  # the last ones were deleted meanwhile
        number -= 1
        rows = await load(number * size, size + 1)
    manager.dialog_data[_page_key(name)] = number
    return {
        name: list(rows[:size]),
        f"{name}_page": number + 1,
        f"{name}_has_prev": number > 0,
        f"{name}_has_next": len(rows) > size,
    }


async def page_of(
    manager: DialogManager,
    name: str,
    everything: Sequence[R],
    row: Callable[[R], T],
    *,
    size: int = ROWS_A_PAGE,
) -> dict[str, Any]:
    """The same for a list that is here as a whole. `row` makes what is shown of each."""

    async def load(offset: int, limit: int) -> list[T]:
        return [row(one) for one in everything[offset : offset + limit]]

    return await page(manager, name, load, size=size)


def page_number(manager: DialogManager, name: str) -> int:
    """Return the page that is shown, from 0."""
    number = manager.dialog_data.get(_page_key(name), 0)
    return number if isinstance(number, int) else 0


def first_page(manager: DialogManager, name: str) -> None:
    """Show the first page at the next rendering, after a new search for instance."""
    manager.dialog_data.pop(_page_key(name), None)


def _page_key(name: str) -> str:
    return f"{name}_page"
