"""aiogram's own polling with one handler, which answers each tap and does nothing else.

Its arguments: the address of the Bot API server, and the token.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery


async def answer(query: CallbackQuery) -> None:
    await query.answer("¡+5 besitos por tu 🔥! Ya tienes 1.234.")


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[1]))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(answer)
    await dispatcher.start_polling(Bot(sys.argv[2], session=session))


asyncio.run(main())
