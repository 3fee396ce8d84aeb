"""What strangers send to the webhook's port: a 4xx, a line in the log now and then, no time beyond that."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import pytest
import structlog
from aiogram.types import Message

from bot.telegram.transport.read_deadlines import ReadLimits
from bot.telegram.transport.webhook import MAX_BODY_BYTES
from tests.telegram.transport.hook import Hook, update

SHORT = ReadLimits(read_seconds=0.8, keep_alive_seconds=2.4)
SECRET = b"X-Telegram-Bot-Api-Secret-Token: geheim\r\n"
POST = b"POST /hook HTTP/1.1\r\nHost: bot.example\r\n"


@pytest.fixture
async def hook(unused_tcp_port: int) -> AsyncIterator[Hook]:
    async with Hook(unused_tcp_port, limits=SHORT) as hook:
        yield hook


async def exchange(hook: Hook, sent: bytes) -> bytes:
    """All that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    try:
        writer.write(sent)
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def post(body: bytes, headers: bytes = b"") -> bytes:
    return POST + SECRET + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(body: bytes) -> bytes:
    return POST + SECRET + b"Transfer-Encoding: chunked\r\n\r\n" + body


BAD_SECRETS = [
    b"geheim\xff",
    b"\xc3\xa9",
    b"\xff\xfe",
    b"\x80" * 5000,
    "geheim💋".encode(),
    b"",
    b"geheim geheim",
]


@pytest.mark.parametrize("secret", BAD_SECRETS)
async def test_a_secret_of_any_bytes_is_refused(hook: Hook, secret: bytes) -> None:
    header = b"X-Telegram-Bot-Api-Secret-Token: " + secret + b"\r\n"
    body = update().encode()
    with structlog.testing.capture_logs() as lines:
        answer = await exchange(hook, POST + header + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert status_of(answer) == 401
    assert [line["event"] for line in lines] == ["webhook_refused"]
    assert hook.handled == []


DEEP = [500, 900, 990, 1_000, 5_000, 100_000, 500_000]
JUNK = {
    "empty": b"",
    "broken": b"{",
    "not UTF-8": b'{"update_id": 1, "x": "\xff\xfe"}',
    "a number of a million digits": b'{"update_id": ' + b"9" * 1_000_000 + b"}",
    "a list": b"[]",
    "null": b"null",
    "a string": b'"x"',
    "no update_id": b'{"message": {}}',
    "an update_id of another type": b'{"update_id": "1"}',
    "an update_id that is true": b'{"update_id": true}',
    **{f"{depth} lists deep": b"[" * depth for depth in DEEP},
    **{f"{depth} closed lists deep": b"[" * depth + b"]" * depth for depth in DEEP},
    **{f"{depth} objects deep": b'{"a":' * (depth // 5) for depth in DEEP},
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
async def test_a_body_that_is_no_update_is_refused(hook: Hook, junk: bytes) -> None:
    with structlog.testing.capture_logs() as lines:
        assert status_of(await exchange(hook, post(junk))) == 400
    assert [line["event"] for line in lines] == ["webhook_refused"]


@pytest.mark.parametrize("depth", [10, 200, 900, 980, 1_000, 10_000, 100_000])
async def test_an_update_with_something_deep_in_it_breaks_nothing(hook: Hook, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    body = update().removesuffix("}") + f', "new": {deep}' + "}"
    assert await hook.post(body) in (200, 400)
    inner = json.dumps({"update_id": 77}).removesuffix("}") + f', "message": {deep}' + "}"
    assert await hook.post(inner) in (200, 400)
    assert await hook.post(update("still here")) == 200
    assert hook.handled[-1] == "still here"


async def test_fields_that_nobody_knows_and_other_content_types_are_no_reason_to_refuse(hook: Hook) -> None:
    body = (update().removesuffix("}") + ', "new_in_2030": {"x": [1, null]}}').encode()
    for kind in (
        b"text/plain",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=x",
        b"\xff",
    ):
        answer = await exchange(hook, post(body, b"Connection: close\r\nContent-Type: " + kind + b"\r\n"))
        assert status_of(answer) == 200
    assert hook.handled == ["hola"] * 4


LARGE = {
    "said": POST + SECRET + b"Content-Length: 99999999999999\r\n\r\n" + b"x" * (MAX_BODY_BYTES + 100_000),
    "in chunks": chunked(b"20000\r\n" + b"x" * 0x20000 + b"\r\n")
    + (b"20000\r\n" + b"x" * 0x20000 + b"\r\n") * 9,
    "packed": post(gzip.compress(b" " * (MAX_BODY_BYTES * 3)), b"Content-Encoding: gzip\r\n"),
}


@pytest.mark.parametrize("large", LARGE.values(), ids=LARGE)
async def test_more_than_an_update_can_be_is_not_read(hook: Hook, large: bytes) -> None:
    assert status_of(await exchange(hook, large)) == 413


BROKEN = {
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",
    "a line without end": b"POST /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    "a header without end": POST + b"X: " + b"y" * 20_000 + b"\r\n\r\n",
    "a length that is none": POST + SECRET + b"Content-Length: many\r\n\r\n",
    "a negative length": POST + SECRET + b"Content-Length: -1\r\n\r\n",
    "chunks that are none": chunked(b"zz\r\nnothing\r\n"),
    "a chunk that is longer than it says": chunked(b"2\r\n{}{}{}\r\n0\r\n\r\n"),
    "not gzip": post(b"{}{}{}{}", b"Content-Encoding: gzip\r\n"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_what_is_broken_is_refused_without_a_traceback(
    hook: Hook, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert status_of(await exchange(hook, broken)) in (400, 413, 414, 431)
    assert [record.message for record in caplog.records if record.exc_info] == []
    assert await hook.post(update("still here")) == 200


async def test_other_paths_and_methods_are_refused_and_may_not_keep_the_connection(hook: Hook) -> None:
    assert status_of(await exchange(hook, b"GET /hook HTTP/1.1\r\nHost: x\r\n\r\n")) == 405
    assert (
        status_of(await exchange(hook, b"POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        == 404
    )


async def test_a_handler_that_fails_is_logged_and_its_update_not_asked_for_again(hook: Hook) -> None:
    async def fail(_message: Message) -> None:
        raise RuntimeError("a bug")

    hook.dispatcher.message.handlers.clear()
    hook.dispatcher.message.register(fail)
    with structlog.testing.capture_logs() as lines:
        assert await hook.post(update()) == 200
    assert [line["event"] for line in lines] == ["update_failed"]


async def test_a_flood_of_refusals_is_a_line_a_minute_for_each_reason(unused_tcp_port: int) -> None:
    now = [1000.0]
    with structlog.testing.capture_logs() as lines:
        async with Hook(unused_tcp_port, now=lambda: now[0]) as hook:
            for _ in range(30):
                assert await hook.post(update(), "wrong") == 401
                assert await hook.post("[]") == 400
            now[0] += 59
            assert await hook.post("[]") == 400
            now[0] += 1
            for _ in range(2):
                assert await hook.post(update(), "wrong") == 401
    told = [(line["reason"], line["held_back"]) for line in lines if line["event"] == "webhook_refused"]
    assert told == [
        ("the secret is missing or wrong", 0),
        ("the body is not an update", 0),
        ("the secret is missing or wrong", 29),
        ("the body is not an update", 30),  # these two at the stop
        ("the secret is missing or wrong", 1),
    ]


STALLS = {
    "nothing": b"",
    "half a header": POST + b"X-Telegram-Bot-Api-Sec",
    "headers": POST + SECRET + b"Content-Length: 100\r\n\r\n",
    "half a body": POST + SECRET + b'Content-Length: 100\r\n\r\n{"update_id": 1',
    "half a chunk": chunked(b"50\r\n{"),
}


async def test_connections_that_stall_are_closed_and_the_others_served(hook: Hook) -> None:
    started = asyncio.get_running_loop().time()
    stalled = []
    for number in range(400):
        reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
        writer.write(list(STALLS.values())[number % len(STALLS)])
        stalled.append((reader, writer))
    assert await hook.post(update()) == 200
    try:
        async with asyncio.timeout(30):
            answers = await asyncio.gather(*(ended(reader) for reader, _ in stalled))
    finally:
        for _, writer in stalled:
            writer.close()
    assert len(answers) == 400
    assert asyncio.get_running_loop().time() - started >= SHORT.read_seconds
    assert hook.handled == ["hola"]


@pytest.mark.parametrize("beginning", STALLS.values(), ids=STALLS)
async def test_who_sends_a_byte_now_and_then_is_cut_off_as_well(hook: Hook, beginning: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    writer.write(beginning)
    closed = asyncio.get_running_loop().create_task(ended(reader))
    async with asyncio.timeout(20):
        while not closed.done():
            await asyncio.sleep(0.02)
            if not writer.is_closing():
                writer.write(b"x")
    writer.close()
    assert closed.result() == b"" or status_of(closed.result()) == 400  # x is the beginning of no request


async def test_a_connection_may_rest_between_two_updates_but_not_for_ever(hook: Hook) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    loop = asyncio.get_running_loop()
    for _ in range(2):
        writer.write(post(update().encode()))
        assert status_of(await reader.readuntil(b"\r\n\r\n")) == 200
        await asyncio.sleep(SHORT.read_seconds * 1.3)  # longer than reading may take
    writer.write(post(update().encode()))
    assert status_of(await reader.readuntil(b"\r\n\r\n")) == 200
    answered = loop.time()
    async with asyncio.timeout(20):
        await ended(reader)
    assert loop.time() - answered >= SHORT.keep_alive_seconds * 0.9
    writer.close()
    assert hook.handled == ["hola"] * 3


async def test_after_a_rest_half_a_request_has_no_longer_than_any_other(hook: Hook) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    writer.write(post(update().encode()) + POST)  # the next one begins before the first was answered
    assert status_of(await reader.readuntil(b"\r\n\r\n")) == 200
    started = asyncio.get_running_loop().time()
    async with asyncio.timeout(20):
        await ended(reader)
    assert asyncio.get_running_loop().time() - started < SHORT.keep_alive_seconds + SHORT.read_seconds
    writer.close()


async def test_a_handler_may_take_longer_than_reading(hook: Hook) -> None:
    async def slow(message: Message) -> None:
        await asyncio.sleep(SHORT.read_seconds + SHORT.keep_alive_seconds)
        hook.handled.append(message.text)

    hook.dispatcher.message.handlers.clear()
    hook.dispatcher.message.register(slow)
    assert await hook.post(update("slowly")) == 200
    assert hook.handled == ["slowly"]


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What comes until the connection is closed or cut."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""
