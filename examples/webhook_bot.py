"""A bot that keeps nothing, on a webhook; the file of Besitos is its only database.

It has reactions, gifts and streaks in words of its own, and no shop.
"""

import os
import random
from pathlib import Path

from aiogram import Bot, Dispatcher, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from besitos import Currency, Gamification, Member, screen_button, setup_gamification

QUOTES = (
    "Well begun is half done. (Aristotle)",
    "What we know is a drop, what we don't know an ocean. (Newton)",
)
SECRET = os.environ["WEBHOOK_SECRET"]  # Telegram repeats it in every request
COOKIES = {
    "en": Currency(one="cookie", many="cookies", emoji="🍪"),
    "es": Currency(one="galleta", many="galletas", emoji="🍪"),
}
quotes = Router()


@quotes.message(CommandStart())
async def start(message: Message, command: CommandObject, member: Member, gamification: Gamification) -> None:
    if command.args in gamification.screens.names:  # the link of our answers in groups
        await gamification.screens.open(command.args, message)
        return
    buttons = [screen_button("gift", "My cookie of today"), screen_button("profile", "My cookies")]
    await message.answer(
        f"Good morning, {member.name}! /quote has something to think about.",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[buttons]),
    )


@quotes.message(Command("quote"))
async def quote(message: Message) -> None:
    await message.answer(random.choice(QUOTES))


async def set_webhook(bot: Bot, dispatcher: Dispatcher) -> None:
    await bot.set_webhook(
        os.environ["WEBHOOK_URL"],
        secret_token=SECRET,
        allowed_updates=dispatcher.resolve_used_update_types(),  # else Telegram sends no reactions
    )


async def build() -> web.Application:
    dispatcher = Dispatcher()
    dispatcher.include_router(quotes)
    await setup_gamification(
        dispatcher,
        database_url="sqlite:///besitos.db",
        default_language="en",
        currency=COOKIES,
        locales=Path(__file__).with_name("webhook_bot_texts"),
        without={"start", "shop", "purchases"},
        admin_ids=[int(number) for number in os.environ.get("ADMIN_IDS", "").split(",") if number],
    )
    dispatcher.startup.register(set_webhook)
    bot, application = Bot(os.environ["BOT_TOKEN"]), web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(application, path="/telegram")
    setup_application(application, dispatcher, bot=bot)
    return application


if __name__ == "__main__":
    web.run_app(build(), host="127.0.0.1", port=int(os.environ.get("PORT", "8080")))
