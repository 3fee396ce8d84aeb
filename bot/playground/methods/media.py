"""Photos, videos, audio and documents, alone and in albums."""

from collections.abc import Mapping
from typing import Any, get_args

from ..errors import bad_request
from ..json_types import Json
from ..parameters import Parameters
from ..telegram import Call, Method
from ..world.chats import CAPTIONED, MAX_ALBUM, Chat, fit_together
from ..world.files import MAX_DOWNLOAD_BYTES, FileKind, StoredFile, Upload
from .addressing import chat_to_write, reply_of, spend
from .formatted import caption_content
from .keyboards import reply_markup_of
from .messages import edit, message_to_edit

_IN_EDITS = ("photo", "video", "animation", "audio", "document")
_IN_ALBUMS = ("photo", "video", "audio", "document")
_METHOD_NAMES = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "audio": "sendAudio",
    "document": "sendDocument",
    "animation": "sendAnimation",
    "voice": "sendVoice",
    "video_note": "sendVideoNote",
    "sticker": "sendSticker",
}


def sender_of(kind: FileKind) -> Method:
    """The method that sends media of this kind."""

    def send(call: Call) -> Json:
        chat = chat_to_write(call)
        content = _file(call, kind, call.parameters.text(kind), kind).content()
        content |= _details(kind, content, call.parameters.values)
        if kind in CAPTIONED:
            content |= caption_content(call.parameters)
        markup = reply_markup_of(call.parameters, chat)
        reply_to = reply_of(call, chat)
        spend(call, chat)
        sent = call.world.say(
            chat,
            content,
            call.world.bot,
            reply_to=reply_to,
            reply_markup=markup,
            protected=call.parameters.flag("protect_content"),
        )
        return sent.as_json()

    return send


def send_media_group(call: Call) -> list[Json]:
    """An album: photos and videos, or only audio, or only documents."""
    chat = chat_to_write(call)
    described = call.parameters.structure("media", "media")
    if not isinstance(described, list):
        raise bad_request("can't parse media JSON object")
    if not described:
        raise bad_request("there are no messages to send")
    if len(described) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    contents = [_described(call, one, _IN_ALBUMS) for one in described]
    kinds = {one["type"] for one in described}
    if not fit_together(kinds):
        odd = next(kind for kind in ("audio", "document") if kind in kinds)
        raise bad_request(f"{odd.capitalize()} can't be mixed with other media types")
    reply_to = reply_of(call, chat)
    spend(call, chat, len(contents))
    return _say_album(call, chat, contents, reply_to_id=reply_to.id if reply_to else None)


def _say_album(call: Call, chat: Chat, contents: list[Json], reply_to_id: int | None) -> list[Json]:
    world = call.world
    group = str(next(world.album_numbers)) if len(contents) > 1 else None
    return [
        world.say(
            chat,
            content,
            world.bot,
            reply_to=chat.messages.get(reply_to_id or 0),
            media_group_id=group,
            protected=call.parameters.flag("protect_content"),
        ).as_json()
        for content in contents
    ]


def edit_message_media(call: Call) -> Json:
    """Other media in place of the old, or added to a text; a member of an album stays of its kind."""
    message = message_to_edit(call)
    if message.media is not None and message.media not in _IN_EDITS:
        raise bad_request("message can't be edited")
    described = call.parameters.structure("media", "InputMedia")
    content = _described(call, described, _IN_EDITS)
    if message.media_group_id is not None and not fit_together({message.media or "", described["type"]}):
        raise bad_request("message can't be edited to another type of media: it is a part of an album")
    return edit(call, message, content)


def _described(call: Call, described: Any, kinds: tuple[str, ...]) -> Json:
    """The content that an InputMedia of one of these kinds means."""
    if not isinstance(described, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = described.get("type")
    if kind not in kinds:
        raise bad_request(f"can't parse InputMedia: type must be one of {', '.join(kinds)}")
    media = described.get("media")
    if not isinstance(media, str) or not media:
        raise bad_request("can't parse InputMedia: media not found")
    content = _file(call, kind, media, "media").content()
    return content | _details(kind, content, described) | caption_content(Parameters(described))


def _file(call: Call, kind: FileKind, written: str | None, name: str) -> StoredFile:
    """The file that a parameter means: an upload, the id of a file, or an address, which is not fetched."""
    files, uploads = call.world.files, call.parameters.uploads
    if written is None:
        if (upload := uploads.get(name)) is None:
            raise bad_request(f"there is no {kind} in the request")
        return files.upload(kind, upload)
    if written.startswith("attach://"):
        attached: Upload | None = uploads.get(written.removeprefix("attach://"))
        if attached is None:
            raise bad_request("attached file not found")
        return files.upload(kind, attached)
    if written.startswith(("http://", "https://")):
        return files.add(kind, written.rsplit("/", 1)[-1] or None)
    return files.find(written, kind)


def _details(kind: FileKind, content: Json, given: Mapping[str, Any]) -> Json:
    """The media with what the call says about it: spoiler, duration, title, performer, size."""
    details: Json = {}
    if kind in ("photo", "video", "animation") and Parameters(given).flag("has_spoiler"):
        details["has_media_spoiler"] = True
    if kind in ("video", "audio", "animation", "voice"):
        media = dict(content[kind])
        numbers = ("duration",) if kind in ("audio", "voice") else ("duration", "width", "height")
        media |= {name: int(given[name]) for name in numbers if given.get(name)}
        if kind == "audio":
            media |= {name: given[name] for name in ("title", "performer") if given.get(name)}
        details[kind] = media
    return details


def get_file(call: Call) -> Json:
    """Where a file can be downloaded."""
    file_id = call.parameters.required_text("file_id", "file_id not specified")
    stored = call.world.files.find(file_id)
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.as_json()


METHODS: dict[str, Method] = {
    **{_METHOD_NAMES[kind]: sender_of(kind) for kind in get_args(FileKind)},
    "sendMediaGroup": send_media_group,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
