"""The buttons under the question what a channel is, and their callback data."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from ..keyboards import PREFIX, Open
from ..menu import Place
from ..texts import Texts


class ConnectAs(CallbackData, prefix=f"{PREFIX}ch"):
    """A tap that connects a channel; `before` is the one that it replaces, 0 for none."""

    vip: bool
    channel: int
    before: int


class LeaveChannel(CallbackData, prefix=f"{PREFIX}chno"):
    """A tap that leaves everything as it is."""


def added_keyboard(
    channel_id: int, free_now: int | None, vip_now: int | None, texts: Texts
) -> InlineKeyboardMarkup:
    """The creator's free channel, the VIP one, or not now; with the channels that it would replace."""
    free = ConnectAs(vip=False, channel=channel_id, before=free_now or 0).pack()
    vip = ConnectAs(vip=True, channel=channel_id, before=vip_now or 0).pack()
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=texts.plain("admin-button-start-free"), callback_data=free),
                InlineKeyboardButton(text=texts.plain("admin-button-start-vip"), callback_data=vip),
            ],
            [
                InlineKeyboardButton(
                    text=texts.plain("admin-button-start-leave"), callback_data=LeaveChannel().pack()
                )
            ],
        ]
    )


def connected_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """The way to the panel."""
    home = InlineKeyboardButton(
        text=texts.plain("admin-button-home"), callback_data=Open(place=Place.PANEL).pack()
    )
    return InlineKeyboardMarkup(inline_keyboard=[[home]])
