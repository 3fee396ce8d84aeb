"""The doctor judges the reaction settings as the bot does: what the bot leaves out, the doctor names."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.command_line import main
from bot.database import Database
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.doctor.findings import Finding
from bot.services.gamification.reactions.channel_settings import MAX_EMOJIS, read_channel_emojis

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VIP, FREE = -1001, -1002
UNTIL_THEN = 'set a list like ["❤", "🔥"]; until then what cannot be used has no button'


async def configure(
    database: Database, vip_reactions: object, vip_channel: object = VIP, free_channel: object = FREE
) -> None:
    query = (
        "UPDATE bot_config SET vip_reactions = :emojis, vip_channel_id = :vip, free_channel_id = :free, "
        "free_reactions = '[]' WHERE id = 1"
    )
    values = {"emojis": json.dumps(vip_reactions), "vip": str(vip_channel), "free": str(free_channel)}
    await database.write(lambda session: session.execute(text(query), values))


async def about_channels(database: Database) -> list[Finding]:
    findings = [finding async for finding in Doctor(database, lambda: NOW).examine()]
    return [finding for finding in findings if "_channel_id" in finding.what or "_reactions" in finding.what]


@pytest.mark.parametrize(
    "emojis",
    [["❤", "🔥"], [], None, ["❤", "❤️"], [" 👍 "], [f"{n}" for n in range(MAX_EMOJIS)]],
    ids=["two", "none", "null", "one in two spellings", "with spaces", "as many as fit"],
)
async def test_emojis_that_the_bot_can_use_are_well(database: Database, emojis: object) -> None:
    await configure(database, emojis)
    assert await about_channels(database) == []


@pytest.mark.parametrize(
    ("emojis", "said"),
    [
        (["❤", "a:b"], "vip_reactions holds a value that is not an emoji for a button: 'a:b'"),
        (["", "❤"], "vip_reactions holds a value that is not an emoji for a button: ''"),
        ([7, "❤"], "vip_reactions holds a value that is not an emoji for a button: 7"),
        (["❤", "x" * 49], "vip_reactions holds a value that is not an emoji for a button: 'xxxx"),
        ({"❤": 1}, "vip_reactions is not a list of emojis: {'❤': 1}"),
        (
            [f"{n}" for n in range(MAX_EMOJIS + 1)],
            f"vip_reactions holds more than the {MAX_EMOJIS} that fit under a post: '{MAX_EMOJIS}'",
        ),
    ],
    ids=["colon", "empty", "number", "long", "object", "too many"],
)
async def test_an_emoji_that_the_bot_leaves_out_is_named(
    database: Database, emojis: object, said: str
) -> None:
    await configure(database, emojis)
    (finding,) = await about_channels(database)
    assert finding.wrong
    assert finding.what.startswith(said)
    assert finding.to_do == UNTIL_THEN
    shown = (await database.read(read_channel_emojis))[VIP]
    assert len(shown) < len(emojis if isinstance(emojis, list) else [emojis])


async def test_an_invalid_channel_is_wrong_and_one_for_both_is_a_note(database: Database) -> None:
    await configure(database, ["❤"], vip_channel="@vips")
    (finding,) = await about_channels(database)
    assert (finding.wrong, finding.what) == (True, "vip_channel_id is not a channel id: '@vips'")
    await configure(database, ["❤"], vip_channel=FREE)
    (finding,) = await about_channels(database)
    assert (finding.wrong, finding.what) == (
        False, f"free_channel_id is the VIP channel too, {FREE}: its posts get the VIP emojis",
    )  # fmt: skip
    assert await database.read(read_channel_emojis) == {FREE: ("❤",)}


def test_text_that_is_no_text_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite stores any bytes as text; the driver then refuses them without an error code."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "odd.db"
    address = ["--database-url", f"sqlite:///{path}"]
    with ThreadPoolExecutor(1) as thread:  # an event loop there does not take the place of pytest's
        assert thread.submit(main, ["upgrade", *address]).result() == 0
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE rewards SET reward_type = x'fffe' WHERE id = 1")
    connection.close()
    capsys.readouterr()
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(main, ["doctor", *address]).result() == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Could not decode to UTF-8" in err
