"""A theatre's bot: a package `bot`, tables and an Alembic chain of its own, and a session for each update."""

import asyncio
import os
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message, TelegramObject
from besitos import Gamification, InsufficientFunds, Member, TransactionType, setup_gamification
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.database.models import URL, Ticket

engine = create_async_engine(URL)
sessions = async_sessionmaker(engine)
theatre, everything = Router(), Router()


@theatre.message.middleware
async def session_per_update(handler: Any, event: TelegramObject, data: dict[str, Any]) -> Any:
    async with sessions() as session:  # what is not committed is rolled back
        return await handler(event, data | {"session": session})


@theatre.message(CommandStart())
async def start(message: Message, member: Member) -> None:
    await message.answer(f"Welcome to the theatre, {member.name}! A seat is 40 besitos: /seat 7")


@theatre.message(Command("seat", magic=F.args.regexp(r"^\d{1,2}$")))
async def book(
    event: Message, command: CommandObject, session: AsyncSession, gamification: Gamification, member: Member
) -> None:
    seat, key = int(command.args or 0), f"seat:{member.id}:{event.message_id}"
    shared = await gamification.within(session)  # the besitos and our row: both or neither
    try:
        receipt = await shared.wallet.debit(
            member.id, 40, TransactionType.SPEND_OTHER, source="theatre", reason="seat", key=key
        )
        session.add(Ticket(seat=seat, user_id=member.id))
        await session.commit()
        await event.answer(f"Seat {seat} is yours. You have {receipt.balance} besitos left.")
    except InsufficientFunds as error:
        await event.answer(f"A seat is {error.needed} besitos, you have {error.balance}. /daily has some.")
    except IntegrityError:
        await event.answer(f"Seat {seat} is taken. You paid nothing.")


@everything.message()
async def anything_else(message: Message) -> None:
    await message.answer("I sell seats: /seat 7")


async def main() -> None:
    dispatcher = Dispatcher()
    dispatcher.include_routers(theatre, everything)
    await setup_gamification(dispatcher, database_url=URL, before=everything)
    dispatcher.shutdown.register(engine.dispose)
    await dispatcher.start_polling(Bot(os.environ["BOT_TOKEN"]))


if __name__ == "__main__":
    asyncio.run(main())
