"""aiogram's own webhook with one handler, which answers each tap and does nothing else.

Its arguments: the address of the Bot API server, the token, the path and the port.
"""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web


async def answer(query: CallbackQuery) -> None:
    await query.answer("¡+5 besitos por tu 🔥! Ya tienes 1.234.")


def main(api: str, token: str, path: str, port: str) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(answer)
    application = web.Application()
    # It answers the request after the tap, as ours does.
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(application, path)
    web.run_app(application, host="127.0.0.1", port=int(port), access_log=None, print=None)


main(*sys.argv[1:])
