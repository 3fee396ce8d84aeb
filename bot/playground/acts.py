"""Actions of people in the playground: write, tap, react, join, leave, block; with Telegram's rules for
people."""

from typing import get_args

from .errors import BotApiError
from .json_types import Json
from .telegram import Telegram
from .text.shown_text import with_found_entities
from .world import membership
from .world.chats import MAX_ALBUM, Chat, Message
from .world.files import FileKind
from .world.invite_links import InviteLink
from .world.people import Membership, Person
from .world.taps import Tap


class Impossible(Exception):
    """This is impossible in Telegram; the message says why."""


def write(
    telegram: Telegram,
    person: Person,
    chat: Chat,
    text: str = "",
    *,
    media: str | None = None,
    album: str | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Somebody writes, or sends media with the text as its caption; in a channel they post in its name.

    Raises Impossible where they may not.
    """
    world = telegram.world
    if chat.kind == "private":
        if person.has_blocked:
            raise Impossible(f"{person.first_name} blocked the bot, and must unblock it before writing")
        person.has_started = True
    else:
        _check_inside(person, chat)
        if chat.kind == "channel" and not chat.member(person.id).is_admin:
            raise Impossible(f"{person.first_name} is not an administrator of {chat.title}")
    if media is None:
        if not text.strip():
            raise Impossible("an empty message")
        return world.say_text(chat, text, person, reply_to)
    content = world.files.add(_file_kind(media)).content()
    if text:
        content["caption"] = text
        if entities := with_found_entities(text, []):
            content["caption_entities"] = entities
    return world.say(chat, content, person, reply_to=reply_to, media_group_id=album)


def write_album(telegram: Telegram, person: Person, chat: Chat, text: str, media: list[str]) -> list[Message]:
    """Somebody sends several media together; the text is the caption of the first.

    Raises Impossible where they may not, or for more than fit together.
    """
    if not 2 <= len(media) <= MAX_ALBUM:
        raise Impossible(f"an album has 2 to {MAX_ALBUM} media")
    kinds = [_file_kind(kind) for kind in media]
    group = str(next(telegram.world.album_numbers))
    return [
        write(telegram, person, chat, "" if place else text, media=kind, album=group)
        for place, kind in enumerate(kinds)
    ]


def _file_kind(media: str) -> FileKind:
    for kind in get_args(FileKind):
        if kind == media:
            return kind  # type: ignore[no-any-return]
    raise Impossible(f"no media of kind {media!r}")


def rewrite(telegram: Telegram, message: Message, text: str) -> None:
    """The author edits a text."""
    message.content = {"text": text}
    if entities := with_found_entities(text, []):
        message.content["entities"] = entities
    telegram.world.edited(message, by_bot=False)


def button_of(message: Message, *, text: str | None = None, data: str | None = None) -> Json | None:
    """Return the first button whose text contains `text`, or whose data is `data`."""
    for row in message.keyboard:
        for button in row:
            if (text is not None and text in button["text"]) or (
                data is not None and button.get("callback_data") == data
            ):
                return button
    return None


def tap(telegram: Telegram, person: Person, message: Message, button: Json) -> Tap | None:
    """A person taps a button. Returns None if the button opens something without notifying the bot. Raises
    Impossible for people who do not see the message.
    """
    _check_inside(person, message.chat)
    data = button.get("callback_data")
    return telegram.taps.tap(person, message, data) if data is not None else None


def react(telegram: Telegram, person: Person, message: Message, emojis: list[str]) -> None:
    """A person reacts; without emojis the reaction is removed. Raises Impossible if they cannot."""
    _check_inside(person, message.chat)
    most = 3 if person.is_premium else 1
    if len(emojis) > most:
        raise Impossible(f"{person.first_name} has {most} reaction(s) for a message")
    try:
        telegram.reactions.react(person, message, emojis)
    except BotApiError as error:
        raise Impossible(f"no such reaction there: {' '.join(emojis)}") from error


def join(telegram: Telegram, person: Person, chat: Chat, link: InviteLink | None = None) -> bool:
    """A person joins. Returns False if this is only a join request. Raises Impossible if they cannot."""
    world = telegram.world
    now = membership.current_status(world, chat, person)
    if now.is_in:
        raise Impossible(f"{person.first_name} is in {chat.title} already")
    if now.status == "kicked":
        raise Impossible(f"{person.first_name} is banned from {chat.title}")
    if link is not None and (
        link.is_revoked
        or (link.expire_date is not None and link.expire_date <= world.now())
        or (link.member_limit is not None and link.used >= link.member_limit)
    ):
        raise Impossible("the link is no longer valid")
    if link.creates_join_request if link is not None else chat.by_request:
        membership.ask_to_join(world, chat, person, link)
        return False
    membership.join(world, chat, person, link=link)
    return True


def leave(telegram: Telegram, person: Person, chat: Chat) -> None:
    """A person leaves, or withdraws a join request. Raises Impossible for people who are not there."""
    if chat.requests.pop(person.id, False) is False:
        _check_inside(person, chat)
        membership.leave(telegram.world, chat, person)


def block(telegram: Telegram, person: Person, *, blocked: bool) -> None:
    """Somebody blocks the bot, or unblocks it."""
    membership.block(telegram.world, person, blocked=blocked)


def place_bot(telegram: Telegram, chat: Chat, placed: Membership, by: Person) -> None:
    """A person changes the bot's membership in a chat."""
    membership.set_membership(telegram.world, chat, telegram.world.bot, placed, by=by)


def link_discussion(channel: Chat, group: Chat) -> None:
    """Link a discussion group: the channel's posts are forwarded to it from now on."""
    channel.linked, group.linked = group, channel


def _check_inside(person: Person, chat: Chat) -> None:
    if not chat.member(person.id).is_in and not (chat.kind == "channel" and chat.username):
        raise Impossible(f"{person.first_name} is not in {chat.title or 'this chat'}")
