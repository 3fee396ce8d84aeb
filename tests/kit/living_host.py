"""A bot that lives, with everything that bots have, and a record of what it does with each update.

It has a form of three steps, middlewares that stop updates, an error handler, catch-all handlers, MarkdownV2
as default, its own /start, /shop and buttons, names in its workflow data that are ours as well, and two bots
on one dispatcher.
"""

import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.dispatcher.event.bases import UNHANDLED, CancelHandler, SkipHandler
from aiogram.enums import ParseMode
from aiogram.filters import Command, CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import EditMessageText, GetMe, SendMessage, TelegramMethod
from aiogram.types import (
    CallbackQuery,
    Chat,
    ErrorEvent,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    Message,
    Poll,
    TelegramObject,
    Update,
    User,
)

OURS = str(Path(__file__).parents[2] / "bot")
AIOGRAM = str(Path(sys.modules["aiogram"].__file__ or "").parent)
BANNED = 13
TOKENS = ("42:FIRST", "43:SECOND")
NAMES = {name: f"the host's {name}" for name in
         ("texts", "member", "live_runs", "paying_groups", "reaction_keyboards", "gamification")}  # fmt: skip

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@dataclass
class Record:
    """What one update caused."""

    steps: list[str] = field(default_factory=list)
    """What ran of the host's, what it was given, and what it sent, in order."""
    outcome: str = ""
    states: dict[str, str] = field(default_factory=dict)
    """The conversation state and data of everybody, afterwards."""
    ours: list[TelegramMethod[Any]] = field(default_factory=list)
    """What Besitos sent."""


@dataclass
class Host:
    """The dispatcher, its bots, and the record of the update under way."""

    dispatcher: Dispatcher
    everything: Router
    """The catch-all, where the host has one."""
    bots: list[Bot] = field(default_factory=list)
    record: Record = field(default_factory=Record)

    def note(self, step: str, **details: object) -> None:
        """Add a step to the record."""
        self.record.steps.append(" ".join([step, *(f"{name}={value}" for name, value in details.items())]))

    async def feed(self, bot: int, raw: dict[str, Any]) -> Record:
        """Handle one update as polling does; what it caused."""
        self.record = Record()
        update = Update.model_validate(raw, context={"bot": self.bots[bot]})
        try:
            result = await self.dispatcher.feed_update(self.bots[bot], update)
            if isinstance(result, TelegramMethod):
                await self.dispatcher.silent_call_request(self.bots[bot], result)
            self.record.outcome = "not handled" if result is UNHANDLED else "handled"
        except Exception as error:  # noqa: BLE001 - it is recorded, whatever it is
            self.record.outcome = repr(error)
        storage: Any = self.dispatcher.storage
        self.record.states = {
            _key(key): f"{kept.state} {kept.data}" for key, kept in storage.storage.items() if kept.state
        }
        return self.record

    async def start(self) -> None:
        """What aiogram does before the first update."""
        await self.dispatcher.emit_startup(**self._given())

    async def stop(self) -> None:
        """What aiogram does at the end."""
        self.record = Record()
        await self.dispatcher.emit_shutdown(**self._given())

    def _given(self) -> dict[str, Any]:
        return {"dispatcher": self.dispatcher, "bots": self.bots, "bot": self.bots[-1],
                **self.dispatcher.workflow_data}  # fmt: skip


def _key(key: StorageKey) -> str:
    return f"{key.bot_id}/{key.chat_id}/{key.user_id}"


class _Session(BaseSession):
    """Notes what is sent, apart for the host and for us; messages of the host have the same ids with us and
    without us."""

    def __init__(self, host: Host, name: str) -> None:
        super().__init__()
        self._host = host
        self._name = name
        self._host_ids, self._our_ids = count(1000), count(900_000)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if isinstance(method, GetMe):
            return User(id=bot.id, is_bot=True, first_name=self._name, username=f"{self._name}_bot")
        ours = _sent_by_us()
        if ours:
            self._host.record.ours.append(method)
        else:
            written = {
                name: self.prepare_value(value, bot=bot, files={})
                for name, value in method.model_dump(warnings=False).items()
                if value is not None
            }
            self._host.note(f"{self._name} sends {type(method).__name__}", **written)
        if isinstance(method, SendMessage | EditMessageText):
            assert isinstance(method.chat_id, int)
            number = next(self._our_ids if ours else self._host_ids)
            chat = Chat(id=method.chat_id, type="private")
            sent = Message(message_id=number, date=datetime(2026, 11, 25, tzinfo=UTC), chat=chat)
            return sent.as_(bot)
        return True

    async def close(self) -> None:
        pass

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""


def _sent_by_us() -> bool:
    """True where the code that asked for this call is in the folder of Besitos."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(OURS):
            return True
        if not file.startswith(AIOGRAM):
            return False
        assert frame.f_back is not None
        frame = frame.f_back
    raise AssertionError("unreachable")


class Form(StatesGroup):
    """Three steps."""

    name = State()
    age = State()
    sure = State()


class _Noting(BaseMiddleware):
    """Notes what passes, and what came of it."""

    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        self._name = name

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        own = {name: data.get(name) for name in NAMES}
        self._host.note(f"{self._name} gets {type(event).__name__}", state=data.get("raw_state"), **own)
        result = await handler(event, data)
        self._host.note(f"{self._name} is done", unhandled=result is UNHANDLED)
        return result


class _StopsBanned(BaseMiddleware):
    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user = data.get("event_from_user")
        if user is not None and user.id == BANNED:
            if isinstance(event, Update) and event.message is not None:
                await event.message.answer("You are banned\\.")
            return None
        return await handler(event, data)


class _AnswersUnhandled(BaseMiddleware):
    """As bots do that know what was not handled."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        result = await handler(event, data)
        if result is UNHANDLED and isinstance(event, Update) and event.message is not None:
            await event.message.answer("*What?*")
        return result


class _OwnMember(BaseMiddleware):
    """Gives handlers the host's own `member`, as its own code calls a row of its own."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        data["member"] = "a row of the host's"
        return await handler(event, data)


def living_host(*, catch_all: bool) -> tuple[Host, Callable[[], None]]:
    """A new host with all its routers, and what registers its middlewares."""
    dispatcher = Dispatcher()
    dispatcher.workflow_data.update(NAMES)
    host = Host(dispatcher, Router(name="everything"))
    for number, token in enumerate(TOKENS, 1):
        properties = DefaultBotProperties(parse_mode=ParseMode.MARKDOWN_V2, protect_content=True)
        host.bots.append(Bot(token, session=_Session(host, f"bot{number}"), default=properties))

    async def failed(event: ErrorEvent, texts: str) -> object:
        host.note("error handler", error=repr(event.exception), texts=texts)
        if event.update.message is not None:
            await event.update.message.answer("_Sorry_\\.")
        return True if "boom" in str(event.exception) else UNHANDLED

    async def at_either_end(bots: list[Bot]) -> None:
        host.note("startup or shutdown", bots=[bot.id for bot in bots])

    dispatcher.errors.register(failed)
    dispatcher.startup.register(at_either_end)
    dispatcher.shutdown.register(at_either_end)
    dispatcher.include_routers(_own(host), _form(host), _other_kinds(host))
    if catch_all:
        _answer_everything(host, host.everything)
        dispatcher.include_router(host.everything)

    def middlewares() -> None:
        dispatcher.update.outer_middleware(_Noting(host, "outermost"))
        dispatcher.update.outer_middleware(_StopsBanned())
        dispatcher.update.outer_middleware(_AnswersUnhandled())
        dispatcher.message.outer_middleware(_Noting(host, "outer on messages"))
        dispatcher.message.outer_middleware(_OwnMember())
        dispatcher.callback_query.middleware(_OwnMember())
        for name in ("message", "callback_query", "message_reaction", "inline_query"):
            dispatcher.observers[name].middleware(_Noting(host, f"inner on {name}"))

    return host, middlewares


def _own(host: Host) -> Router:
    router = Router(name="own")

    @router.message(CommandStart())
    async def start(message: Message, state: FSMContext, texts: str, member: Any) -> None:
        host.note("start", texts=texts, member=member)
        await state.clear()
        tap = InlineKeyboardButton(text="Open", callback_data="host:open")
        await message.answer("*Hello*", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[tap]]))

    @router.message(Command("shop"))
    async def shop(message: Message, live_runs: str, **data: Any) -> TelegramMethod[Any]:
        host.note("shop", live_runs=live_runs, gamification=data["gamification"])
        return message.reply("Our *own* shop")

    @router.message(Command("boom"))
    async def boom(_message: Message) -> None:
        raise RuntimeError("boom")

    @router.message(Command("bang"))
    async def bang(_message: Message) -> None:
        raise RuntimeError("nobody handles this")

    @router.message(Command("skip"))
    async def skip(_message: Message) -> None:
        host.note("skips")
        raise SkipHandler

    @router.message(Command("cancel_update"))
    async def cancel(_message: Message) -> None:
        host.note("cancels")
        raise CancelHandler

    @router.callback_query(F.data.startswith("host:"))
    async def tapped(query: CallbackQuery, member: Any) -> None:
        host.note("tapped", data=query.data, member=member)
        await query.answer("yes")
        if isinstance(query.message, Message):
            await query.message.edit_text("_opened_")

    return router


def _form(host: Host) -> Router:
    router = Router(name="form")

    @router.message(Command("register"))
    async def register(message: Message, state: FSMContext) -> None:
        await state.set_state(Form.name)
        asked = await message.answer("Your *name*?")
        await state.update_data(asked=asked.message_id)

    @router.message(Command("cancel"), StateFilter("*"))
    async def cancel(message: Message, state: FSMContext) -> None:
        host.note("cancel", state=await state.get_state())
        await state.clear()
        await message.answer("Ended\\.")

    @router.message(Form.name, F.text)
    async def name(message: Message, state: FSMContext) -> None:
        await state.update_data(name=message.text)
        await state.set_state(Form.age)
        await message.answer("Your *age*?")

    @router.message(Form.age, F.text.isdigit())
    async def age(message: Message, state: FSMContext) -> None:
        await state.update_data(age=message.text)
        await state.set_state(Form.sure)
        tap = InlineKeyboardButton(text="Yes", callback_data="form:yes")
        await message.answer("Sure?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[tap]]))

    @router.callback_query(Form.sure, F.data == "form:yes")
    async def sure(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
        host.note("form is complete", data=await state.get_data())
        await state.clear()
        await query.answer()
        await bot.send_message(query.from_user.id, "*Thanks*")

    return router


def _other_kinds(host: Host) -> Router:
    """Handlers for what is neither message nor tap."""
    router = Router(name="other kinds")

    @router.inline_query()
    async def inline(query: InlineQuery, bot: Bot) -> None:
        host.note("inline query", query=query.query)
        await bot.answer_inline_query(query.id, [])

    @router.poll()
    async def poll(poll: Poll) -> None:
        host.note("poll", question=poll.question)

    @router.pre_checkout_query()
    async def checkout(query: Any) -> None:
        await query.answer(ok=True)

    @router.shipping_query()
    async def shipping(query: Any) -> None:
        await query.answer(ok=False, error_message="We do not send things")

    @router.chat_join_request()
    async def join(request: Any, member: Any) -> None:
        host.note("join request", member=member)
        await request.approve()

    @router.message_reaction(F.new_reaction.len() > 0)
    async def reaction(event: Any, bot: Bot) -> None:
        host.note("reaction", message=event.message_id)
        if event.user is not None and event.user.id == 3:
            await bot.send_message(event.chat.id, "Thanks for the *reaction*")
            return
        raise SkipHandler

    async def noted(event: TelegramObject, event_update: Update) -> None:
        host.note("noted", kind=event_update.event_type)

    for name in ("my_chat_member", "chat_member", "poll_answer", "chosen_inline_result", "edited_message",
                 "business_message", "message_reaction_count", "chat_boost"):  # fmt: skip
        router.observers[name].register(noted)

    @router.channel_post(F.text.startswith("host:"))
    async def post(post: Message) -> None:
        host.note("channel post", text=post.text)

    return router


def _answer_everything(host: Host, router: Router) -> None:
    @router.message()
    async def echo(message: Message, member: Any) -> None:
        host.note("catch-all", member=member)
        await message.answer("I heard *you*")

    @router.callback_query()
    async def any_tap(query: CallbackQuery, member: Any) -> None:
        host.note("catch-all of taps", member=member)
        await query.answer("old button")

    @router.channel_post()
    async def any_post(post: Message) -> None:
        host.note("catch-all of posts", text=post.text)

    @router.message_reaction()
    async def any_reaction(event: Any) -> None:
        host.note("catch-all of reactions", message=event.message_id)
