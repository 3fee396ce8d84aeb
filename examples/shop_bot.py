"""A bookshop on PostgreSQL with `users` of its own shape, stamps as currency, two hooks and a condition.

Tables of Besitos live apart, in the schema `besitos` of the same database; the shop's stay as they are.
"""

import asyncio
import os
from contextlib import suppress
from functools import partial

from aiogram import Bot, Dispatcher, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message
from besitos import (
    Condition,
    Credited,
    Currency,
    Gamification,
    HostCondition,
    InvalidSetting,
    Member,
    TransactionType,
    Unlocked,
    setup_gamification,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

DATABASE_URL = os.environ["DATABASE_URL"]  # postgresql://user:password@host/name
OWNER = int(os.environ["OWNER_ID"])
STAMPS = {"en": Currency(one="stamp", many="stamps", emoji="📮"), "es": Currency("sello", "sellos", "📮")}
TABLES = (
    "CREATE TABLE IF NOT EXISTS users (id SERIAL PRIMARY KEY, telegram_id BIGINT UNIQUE, stamps BIGINT)",
    "CREATE TABLE IF NOT EXISTS orders (id SERIAL PRIMARY KEY, user_id INT REFERENCES users, book TEXT)",
)
MEET = text("INSERT INTO users (telegram_id) VALUES (:id) ON CONFLICT DO NOTHING")
ORDER = text(
    "INSERT INTO orders (user_id, book) SELECT id, :book FROM users WHERE telegram_id = :id RETURNING id"
)
ORDERS = text(
    "SELECT count(*) FROM public.orders JOIN public.users u ON u.id = user_id WHERE telegram_id = :id"
)
MIRROR = text("UPDATE users SET stamps = :stamps WHERE telegram_id = :id")

engine = create_async_engine(DATABASE_URL.replace("postgresql://", "postgresql+asyncpg://"))
sessions = async_sessionmaker(engine)
shop = Router()


@shop.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer("Welcome to the bookshop! /buy Emma is how you order; /profile has your stamps.")


@shop.message(Command("buy"))
async def buy(message: Message, command: CommandObject, member: Member, gamification: Gamification) -> None:
    async with sessions() as session:  # the order and its stamps: both or neither
        await session.execute(MEET, {"id": member.id})
        order = (await session.execute(ORDER, {"id": member.id, "book": command.args or "Emma"})).scalar_one()
        shared = await gamification.within(session)
        receipt = await shared.wallet.credit(
            member.id,
            10,
            TransactionType.EARN_OTHER,
            source="book",
            reason=f"order {order}",
            key=f"order:{order}",
        )
        await session.commit()
    await message.answer(f"Order {order} is on its way. You have {receipt.balance} stamps.")


def books_bought(session: Session, user_id: int) -> int:
    return int(session.execute(ORDERS, {"id": user_id}).scalar_one())


async def mirror(event: Credited) -> None:
    async with engine.begin() as connection:  # the shop's reports read stamps where they always did
        await connection.execute(MIRROR, {"id": event.user_id, "stamps": event.balance})


async def tell_owner(bot: Bot, event: Unlocked) -> None:
    await bot.send_message(OWNER, f"{event.user_id} has unlocked {event.reward.name}.")


async def main() -> None:
    async with engine.begin() as connection:
        for table in TABLES:
            await connection.execute(text(table))
    bot, dispatcher = Bot(os.environ["BOT_TOKEN"]), Dispatcher()
    dispatcher.include_router(shop)
    gamification = await setup_gamification(
        dispatcher, database_url=f"{DATABASE_URL}?schema=besitos", currency=STAMPS, admin_ids=[OWNER]
    )
    gamification.on(Credited)(mirror)
    gamification.on(Unlocked)(partial(tell_owner, bot))
    gamification.conditions.register("BOOKS_BOUGHT", count=books_bought, label="books bought")
    with suppress(InvalidSetting):  # the reward is there since the first start
        await gamification.catalog.create_reward(
            OWNER,
            name="Bookworm",
            reward_type="BESITOS",
            reward_value={"amount": 25},
            conditions=[Condition(HostCondition("BOOKS_BOUGHT"), 2)],
        )
    dispatcher.shutdown.register(engine.dispose)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
