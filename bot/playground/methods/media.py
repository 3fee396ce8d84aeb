"""Photos, videos, audio and documents, alone and in albums."""

from collections.abc import Mapping
from typing import Any, get_args

from ..errors import bad_request
from ..json_types import Json
from ..parameters import Parameters
from ..telegram import Call, Method
from ..world.chats import CAPTIONED, MAX_ALBUM, Chat
from ..world.files import FileKind, StoredFile, Upload
from .addressing import chat_to_write, reply_of, spend
from .formatted import caption_content
from .keyboards import reply_markup_of

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
    contents = [_album_item(call, one) for one in described]
    kinds = {one["type"] for one in described}
    for kind in ("audio", "document"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind.capitalize()} can't be mixed with other media types")
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


def _album_item(call: Call, described: Any) -> Json:
    if not isinstance(described, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = described.get("type")
    if kind not in _IN_ALBUMS:
        raise bad_request(f"can't parse InputMedia: type must be one of {', '.join(_IN_ALBUMS)}")
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
    """Where a file could be downloaded, if there were something in it."""
    file_id = call.parameters.required_text("file_id", "file_id not specified")
    return call.world.files.find(file_id).as_json()


METHODS: dict[str, Method] = {
    **{_METHOD_NAMES[kind]: sender_of(kind) for kind in get_args(FileKind)},
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
