"""Pictures of any size, as small as they can be."""

import zlib
from struct import pack


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture."""
    rows = (b"\0" + b"\xff" * (width * 3)) * height
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
