"""The Bot API over plain HTTP, as other libraries and curl speak it; and who may speak at all."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.playground.server import PlaygroundServer
from tests.kit.telegram_client import TelegramClient
from tests.playground.conftest import TOKEN


@pytest.fixture
async def client(server: PlaygroundServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.url) as client:
        yield client


async def answer_of(client: ClientSession, path: str, **request: Any) -> tuple[int, dict[str, Any]]:
    async with client.post(path, **request) as response:
        assert response.content_type == "application/json"
        return response.status, await response.json()


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart", "query"])
async def test_parameters_come_in_every_form(
    client: ClientSession, telegram: TelegramClient, form: str
) -> None:
    ana = await telegram.member("Ana", has_started=True)
    values = {"chat_id": str(ana.id), "text": "<b>ñ & 🔥</b>", "parse_mode": "HTML"}
    values["reply_markup"] = '{"inline_keyboard":[[{"text":"tap","callback_data":"x"}]]}'
    request: dict[str, Any]
    if form == "json":
        markup = {"inline_keyboard": [[{"text": "tap", "callback_data": "x"}]]}
        request = {"json": {**values, "chat_id": ana.id, "reply_markup": markup}}
    elif form == "urlencoded":
        request = {"data": values}
    elif form == "query":
        request = {"params": values}
    else:
        data = FormData()
        for name, value in values.items():
            data.add_field(name, value, content_type="text/plain; charset=utf-8")  # makes it multipart
        request = {"data": data}
    status, answer = await answer_of(client, f"/bot{TOKEN}/sendMessage", **request)
    assert (status, answer["ok"], answer["result"]["text"]) == (200, True, "ñ & 🔥")
    await ana.sees("ñ & 🔥", "tap")


async def test_get_and_any_case_of_the_method(client: ClientSession) -> None:
    async with client.get(f"/bot{TOKEN}/getme") as response:
        assert (await response.json())["result"]["username"] == "besitos_bot"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot42:other/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        (f"/bot{TOKEN}/getNothing", 404, "Not Found: method not found"),
        (f"/bot{TOKEN}/sendMessage", 400, "Bad Request: chat_id is empty"),
    ],
)
async def test_refusals(client: ClientSession, path: str, status: int, description: str) -> None:
    answer = {"ok": False, "error_code": status, "description": description}
    assert await answer_of(client, path) == (status, answer)


async def test_what_is_no_json(client: ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    path = f"/bot{TOKEN}/sendMessage"
    status, answer = await answer_of(client, path, data="{", headers=headers)
    assert (status, answer["description"]) == (400, "Bad Request: can't parse JSON object")
    status, answer = await answer_of(
        client, path, data={"chat_id": "1", "text": "x", "reply_parameters": "{"}
    )
    assert (status, answer["description"]) == (400, "Bad Request: chat not found")


async def test_wrong_markup_is_refused(client: ClientSession, telegram: TelegramClient) -> None:
    ana = await telegram.member("Ana", has_started=True)
    for markup, reason in (
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard": 1}', 'field "inline_keyboard" must be of type Array'),
        ('{"inline_keyboard": [[1]]}', "InlineKeyboardButton must be an Object"),
    ):
        data = {"chat_id": str(ana.id), "text": "x", "reply_markup": markup}
        status, answer = await answer_of(client, f"/bot{TOKEN}/sendMessage", data=data)
        assert status == 400
        assert reason in answer["description"]


async def test_files_can_be_asked_for(client: ClientSession, telegram: TelegramClient) -> None:
    told = await telegram.ask("POST", "/files", {"file_id": "x", "kind": "photo"})
    async with client.get(f"/file/bot{TOKEN}/{told['file_path']}") as response:
        assert response.status == 200
        assert await response.read()
    async with client.get(f"/file/bot42:other/{told['file_path']}") as response:
        assert response.status == 401


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example:80"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
async def test_no_page_from_elsewhere_speaks_to_the_playground(
    client: ClientSession, headers: dict[str, str]
) -> None:
    async with client.post("/control/members", json={"first_name": "Eve"}, headers=headers) as response:
        assert response.status == 403
    async with client.get("/control/members") as response:
        assert await response.json() == []


async def test_it_listens_on_loopback_only_and_tells_when_a_port_is_taken(server: PlaygroundServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    taken = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await PlaygroundServer(port=taken).__aenter__()
