"""Taps under one post share one copy of it, and are read as without that."""

import copy
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Message, Update

from bot.telegram.transport.incoming import parse_update
from bot.telegram.transport.shared_posts import MAX_POSTS, SharedPosts
from tests.kit.recording_session import recording_bot

CHANNEL = {"id": -1001, "type": "channel", "title": "VIP"}


def tap(update_id: int = 1, *, count: int = 0, message_id: Any = 5, **changed: Any) -> dict[str, Any]:
    post = {
        "message_id": message_id, "date": 1_700_000_000, "chat": CHANNEL, "sender_chat": CHANNEL,
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 2}], "caption": "hola",
        "caption_entities": [{"type": "bold", "offset": 0, "length": 4}],
        "reply_markup": {"inline_keyboard": [[{"text": f"🔥 {count}", "callback_data": "bs.react:🔥"}]]},
        **changed,
    }  # fmt: skip
    person = {"id": update_id, "is_bot": False, "first_name": "Ana"}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": "bs.react:🔥", "message": post}
    return copy.deepcopy({"update_id": update_id, "callback_query": query})


@pytest.fixture
def bot() -> Bot:
    return recording_bot()[0]


def read(posts: SharedPosts | None, bot: Bot, raw: Any) -> Update:
    update = parse_update(bot, raw, posts)
    assert update is not None
    return update


def message_of(update: Update) -> Any:
    assert update.callback_query is not None
    return update.callback_query.message


def test_taps_under_one_post_share_it_and_say_the_same(bot: Bot) -> None:
    posts = SharedPosts()
    one, other = read(posts, bot, tap(1)), read(posts, bot, tap(2))
    assert isinstance(message_of(one), Message)
    assert message_of(one) is message_of(other)
    assert other == read(None, bot, tap(2))
    assert other.model_dump() == read(None, bot, tap(2)).model_dump()
    assert other.bot is message_of(other).bot is message_of(other).chat.bot is bot


def test_an_edited_post_is_read_anew(bot: Bot) -> None:
    posts = SharedPosts()
    for count in (1, 2, 1):
        update = read(posts, bot, tap(count=count))
        assert message_of(update).reply_markup.inline_keyboard[0][0].text == f"🔥 {count}"
    assert len(posts._posts) == 1


def test_each_bot_has_its_own(bot: Bot) -> None:
    posts, other = SharedPosts(), recording_bot()[0]
    assert message_of(read(posts, bot, tap())).bot is bot
    assert message_of(read(posts, other, tap())).bot is other


def test_only_posts_of_channels_are_kept(bot: Bot) -> None:
    posts = SharedPosts()
    private = {"id": 1, "type": "private", "first_name": "Ana"}
    assert read(posts, bot, tap(chat=private)) == read(None, bot, tap(chat=private))
    assert read(posts, bot, tap(date=0)) == read(None, bot, tap(date=0))  # too old
    assert not posts._posts


@pytest.mark.parametrize(
    "raw",
    [
        None, [], 5, {}, {"update_id": 1}, {"update_id": 1, "callback_query": None},
        {"update_id": 1, "callback_query": {"message": []}}, tap(message_id=[1]),
        tap(chat={"type": "channel"}), tap(caption=5), tap(chat={**CHANNEL, "id": {}}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_as_ever(bot: Bot, raw: Any) -> None:
    posts = SharedPosts()
    assert posts.put_into(bot, raw) is raw
    assert parse_update(bot, raw, posts) == parse_update(bot, raw)


def test_a_tap_that_cannot_be_read_is_told_as_ever(bot: Bot) -> None:
    raw = tap()
    del raw["callback_query"]["from"]
    assert parse_update(bot, raw, SharedPosts()) is None


def test_few_posts_are_kept(bot: Bot) -> None:
    posts = SharedPosts()
    for number in range(1, MAX_POSTS + 3):
        read(posts, bot, tap(message_id=number))
        first = read(posts, bot, tap(message_id=1))
    assert len(posts._posts) == MAX_POSTS
    del first
