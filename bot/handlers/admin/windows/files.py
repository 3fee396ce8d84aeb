"""The file that a message brings."""

from aiogram.types import Message

from ....services.gamification import ContentFile, FileKind


def file_in(message: Message) -> ContentFile | None:
    """Return the file of a message with its kind, or None if it has none."""
    if message.photo:
        largest = message.photo[-1]
        return ContentFile(largest.file_id, FileKind.PHOTO, largest.file_unique_id)
    kinds = (
        (message.animation, FileKind.ANIMATION),  # before the document, which it is as well
        (message.video, FileKind.VIDEO),
        (message.audio, FileKind.AUDIO),
        (message.voice, FileKind.VOICE),
        (message.video_note, FileKind.VIDEO_NOTE),
        (message.document, FileKind.DOCUMENT),
        (message.sticker, FileKind.STICKER),
    )
    for file, kind in kinds:
        if file is not None:
            return ContentFile(file.file_id, kind, file.file_unique_id)
    return None
