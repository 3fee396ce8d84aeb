"""Calls a host's hooks after the commit, in the background: no tap waits for them, and an error in one is a
line in the log and disturbs nobody.

Each hook gets the events of one member one after the other, in the order of the commits in this process.
Events of other processes are not heard here. Waiting events are in memory: a crash loses them (decision
0065). Durable hooks are called from rows of the outbox instead (`durable_hooks.py`).
"""

import asyncio
import inspect
import re
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog

from ...tasks import TaskSupervisor
from ..happened import Erased, GamificationEvent, Unlocked, what_happened
from .unlocks import Unlocks

log = structlog.get_logger(__name__)

MAX_WAITING = 10_000
"""How many events wait for the hooks of a process. What comes on top is dropped, with a line in the log."""
_NAME = re.compile(r"[a-z0-9._-]{1,60}")
CLOSE_SECONDS = 1.0
"""How long a stop waits for hooks that are running."""

E = TypeVar("E", bound=GamificationEvent)
Hook = Callable[[E], Awaitable[None]]
"""An async function of one event."""


@dataclass(slots=True)
class _Listener:
    """A hook and, by member, the events that wait for it. A member is listed while a task works for it."""

    hook: Hook[Any]
    waiting: dict[int, deque[GamificationEvent]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return getattr(self.hook, "__qualname__", None) or repr(self.hook)


class Registration(Generic[E]):
    """The decorator that `on` returns; the function stays what it was."""

    def __init__(self, register: Callable[[Hook[E]], None]) -> None:
        self._register = register

    def __call__(self, hook: Hook[E]) -> Hook[E]:
        """Register an async function. Raises ValueError for another object."""
        called = hook if inspect.isfunction(hook) else getattr(hook, "__call__", None)  # noqa: B004 - what it does
        if not (inspect.iscoroutinefunction(hook) or inspect.iscoroutinefunction(called)):
            raise ValueError(f"a hook is an async function (async def) of one event, not {hook!r:.60}")
        self._register(hook)
        return hook


class Hooks:
    """The hooks of one process."""

    def __init__(self) -> None:
        self.unlocks = Unlocks()
        self._listeners: dict[type[GamificationEvent], list[_Listener]] = {}
        self._durable: dict[str, tuple[type[GamificationEvent], Hook[Any]]] = {}
        self._tasks = TaskSupervisor()
        self._waiting = 0
        self._dropped = 0

    def on(self, event_type: type[E], *, durable: bool = False, name: str | None = None) -> Registration[E]:
        """Return a decorator that registers an async function for events of this type; GamificationEvent
        stands for all of them. With `durable`, each event is a row in the transaction that caused it, and the
        function is called until it returns without an error; `name` says which rows are its own, also after
        a restart.

        Raises ValueError for what is no type of event, no async function, or no new name of a durable hook,
        and for a durable hook of Erased.
        """
        given: object = event_type
        if not isinstance(given, type) or not issubclass(given, GamificationEvent):
            raise ValueError(f"on() takes a type of event such as LevelUp, not {given!r:.60}")  # noqa: TRY004 - one kind of error for bad input
        if durable:
            return Registration(self._durable_listener(given, name))
        if name is not None:
            raise ValueError("a name is for durable hooks: on(LevelUp, durable=True, name=...)")
        listeners = self._listeners.setdefault(given, [])
        return Registration(lambda hook: listeners.append(_Listener(hook)))

    @property
    def durable_names(self) -> tuple[str, ...]:
        """The names of the durable hooks of this process."""
        return tuple(self._durable)

    def durable_names_for(self, event: GamificationEvent) -> list[str]:
        """Return the names of the durable hooks that hear of this event."""
        if isinstance(event, Erased):
            return []
        return [name for name, (kind, _) in self._durable.items() if isinstance(event, kind)]

    def durable_hook(self, name: str) -> Hook[Any]:
        """Return the durable hook with this name. Raises KeyError."""
        return self._durable[name][1]

    def _durable_listener(
        self, event_type: type[GamificationEvent], name: str | None
    ) -> Callable[[Hook[Any]], None]:
        if issubclass(event_type, Erased):
            raise ValueError("a hook of Erased is not durable: nothing is kept of who was erased")  # noqa: TRY004 - one kind of error for bad input
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(
                "a durable hook needs a name that stays the same: 1 to 60 of a-z, 0-9, '.', '_' and '-', not "
                f"{name!r:.80}"
            )

        def register(hook: Hook[Any]) -> None:
            if name in self._durable:
                raise ValueError(f"there is a durable hook {name!r} already")
            self._durable[name] = (event_type, hook)

        return register

    def committed(self, info: Mapping[Any, Any]) -> None:
        """For `Database.after_commit`: publish what the unit of work with this `session.info` told."""
        self.publish(what_happened(info))

    def publish(self, events: Sequence[GamificationEvent]) -> None:
        """Start the hooks for these events, which are committed. Does not wait and does not raise."""
        unlocked: dict[int, list[Unlocked]] = {}
        for event in events:
            if isinstance(event, Unlocked):
                unlocked.setdefault(event.user_id, []).append(event)
            if self._listeners:
                for kind in (type(event), GamificationEvent):
                    for listener in self._listeners.get(kind, ()):
                        self._give(listener, event)
        for user_id, news in unlocked.items():
            self.unlocks.publish(user_id, tuple(one.reward for one in news))

    async def finish(self, seconds: float = CLOSE_SECONDS) -> None:
        """Wait at most `seconds` for what is running, then cancel the rest."""
        await self._tasks.finish(seconds)

    def _give(self, listener: _Listener, event: GamificationEvent) -> None:
        if self._waiting >= MAX_WAITING:
            if not self._dropped:
                log.error("hook_events_dropped", hook=listener.name, waiting=self._waiting)
            self._dropped += 1
            return
        self._waiting += 1
        if (waiting := listener.waiting.get(event.user_id)) is not None:
            waiting.append(event)
            return
        listener.waiting[event.user_id] = deque([event])
        self._tasks.start(f"hook {listener.name}", self._work(listener, event.user_id))

    async def _work(self, listener: _Listener, user_id: int) -> None:
        waiting = listener.waiting[user_id]
        try:
            while waiting:
                await _call(listener, waiting[0])
                waiting.popleft()
                self._ended(1)
        finally:
            del listener.waiting[user_id]
            self._ended(len(waiting))

    def _ended(self, events: int) -> None:
        self._waiting -= events
        if self._dropped and self._waiting <= MAX_WAITING // 2:
            log.info("hook_events_taken_again", dropped=self._dropped)
            self._dropped = 0


async def _call(listener: _Listener, event: GamificationEvent) -> None:
    try:
        await listener.hook(event)
    except (Exception, asyncio.CancelledError) as error:  # whatever the host's code raises
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # a stop, not the hook itself
            raise
        log.error(  # noqa: TRY400 - one line
            "hook_failed", hook=listener.name, happened=type(event).__name__, user_id=event.user_id,
            reason=f"{type(error).__name__}: {error}".partition("\n")[0], where=where_raised(error),
        )  # fmt: skip


def where_raised(error: BaseException) -> str:
    """Return the file and line that raised the error."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
