"""Actions of people in the playground: write, forward, tap, react, join, leave, block; with Telegram's rules
for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from .errors import BotApiError
from .json_types import Json
from .telegram import Telegram
from .text.html_text import utf16_length
from .text.shown_text import with_found_entities
from .world import membership
from .world.chats import CAPTIONED, MAX_ALBUM, Chat, Message, fit_together
from .world.files import FileKind, StoredFile, Upload
from .world.invite_links import InviteLink
from .world.people import TELEGRAM, Membership, Person
from .world.taps import Tap
from .world.world import World

MAX_CAPTION = 1024
MAX_PREMIUM_CAPTION = 4096
"""Longer than what bots may write: they can copy such a message, but not send its caption."""


class Impossible(Exception):
    """This is impossible in Telegram; the message says why."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a person attaches: a new file, perhaps with a name and content, or one that they sent before."""

    kind: FileKind
    name: str | None = None
    content: bytes | None = None
    file_id: str | None = None

    @classmethod
    def of_kind(cls, kind: str) -> "Attachment":
        """A made-up file. Raises Impossible for a kind that does not exist."""
        return cls(file_kind(kind))


def file_kind(written: str) -> FileKind:
    """Raises Impossible for a kind that does not exist."""
    for kind in get_args(FileKind):
        if kind == written:
            return kind  # type: ignore[no-any-return]
    raise Impossible(f"no media of kind {written!r}")


def write(
    telegram: Telegram,
    person: Person,
    chat: Chat,
    text: str = "",
    *,
    media: Attachment | str | None = None,
    album: str | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Somebody writes, or sends media with the text as its caption; in a channel they post in its name.

    `media` is an attachment, or the kind of a made-up one. Raises Impossible where they may not.
    """
    world = telegram.world
    _begin_to_write(person, chat)
    if media is None:
        if not text.strip():
            raise Impossible("an empty message")
        return world.say_text(chat, text, person, reply_to)
    attachment = Attachment.of_kind(media) if isinstance(media, str) else media
    _check_caption(person, attachment.kind, text)
    content = _stored(world, attachment).content()
    if text:
        content["caption"] = text
        if entities := with_found_entities(text, []):
            content["caption_entities"] = entities
    return world.say(chat, content, person, reply_to=reply_to, media_group_id=album)


def write_album(
    telegram: Telegram, person: Person, chat: Chat, text: str, media: Sequence[Attachment | str]
) -> list[Message]:
    """Somebody sends several media together; the text is the caption of the first.

    Raises Impossible where they may not, for more than fit together, or for kinds that do not.
    """
    if not 2 <= len(media) <= MAX_ALBUM:
        raise Impossible(f"an album has 2 to {MAX_ALBUM} media")
    attachments = [Attachment.of_kind(one) if isinstance(one, str) else one for one in media]
    if not fit_together({attachment.kind for attachment in attachments}):
        raise Impossible("an album has photos and videos, or only audio, or only documents")
    group = str(next(telegram.world.album_numbers))
    return [
        write(telegram, person, chat, "" if place else text, media=attachment, album=group)
        for place, attachment in enumerate(attachments)
    ]


def forward(telegram: Telegram, person: Person, messages: Sequence[Message], to: Chat) -> list[Message]:
    """A person forwards messages that they see to another chat; albums stay together.

    Raises Impossible where they may not: protected messages, service messages, chats that they are not in.
    """
    for message in messages:
        _check_inside(person, message.chat)
        if message.protected or message.chat.protected:
            raise Impossible("a protected message cannot be forwarded")
        if message.is_service:
            raise Impossible("a service message cannot be forwarded")
    _begin_to_write(person, to)
    world = telegram.world
    albums: dict[str, str] = {}
    return [
        world.say(
            to,
            dict(message.content),
            person,
            media_group_id=message.media_group_id
            and albums.setdefault(message.media_group_id, str(next(world.album_numbers))),
            forward_origin=message.origin(),
        )
        for message in messages
    ]


def _begin_to_write(person: Person, chat: Chat) -> None:
    """Raises Impossible for people who may not write there."""
    if chat.kind == "private":
        if person.has_blocked:
            raise Impossible(f"{person.first_name} blocked the bot, and must unblock it before writing")
        person.has_started = True
        return
    _check_inside(person, chat)
    if chat.kind == "channel" and not chat.member(person.id).is_admin:
        raise Impossible(f"{person.first_name} is not an administrator of {chat.title}")


def _check_caption(person: Person, kind: FileKind, text: str) -> None:
    if text and kind not in CAPTIONED:
        raise Impossible(f"a {kind} has no caption")
    limit = MAX_PREMIUM_CAPTION if person.is_premium else MAX_CAPTION
    if utf16_length(text) > limit:
        raise Impossible(f"{person.first_name} has {limit} characters for a caption")


def _stored(world: World, attachment: Attachment) -> StoredFile:
    """The file of an attachment. Raises BotApiError where Telegram takes no such file."""
    if attachment.file_id is not None:
        return world.files.find(attachment.file_id, attachment.kind)
    if attachment.content is not None:
        name = attachment.name or f"file.{attachment.kind}"
        return world.files.upload(attachment.kind, Upload(name, attachment.content))
    return world.files.add(attachment.kind, attachment.name)


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
    """A person changes the bot's membership in a chat. Raises Impossible where they may not, or where the
    chat has nobody with this status."""
    if chat.kind == "private":
        raise Impossible("in a private chat the bot has no place to change: block it instead")
    if chat.kind == "channel" and placed.status == "member":
        raise Impossible("a bot can only be an administrator of a channel")
    if by is not TELEGRAM and not chat.member(by.id).may("can_promote_members"):
        raise Impossible(f"{by.first_name} may not name administrators in {chat.title}")
    membership.set_membership(telegram.world, chat, telegram.world.bot, placed, by=by)


def link_discussion(channel: Chat, group: Chat) -> None:
    """Link a discussion group: the channel's posts are forwarded to it from now on."""
    channel.linked, group.linked = group, channel


def _check_inside(person: Person, chat: Chat) -> None:
    if not chat.member(person.id).is_in and not (chat.kind == "channel" and chat.username):
        raise Impossible(f"{person.first_name} is not in {chat.title or 'this chat'}")
