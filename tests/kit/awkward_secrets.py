"""Secrets in every encoding in which they may be written."""

MARK = "Kx7"


AWKWARD = [
    f"{MARK}-plain",
    f"p@ss:/{MARK}?#w%rd",
    f"quo'te\"{MARK}\\back\\\\slash",
    f"<{MARK}&amp;>",
    f"contraseña {MARK} ñandú 💋",
    f"new\nline\t{MARK}",
    f"{MARK}+plus=&;",
    f"%{MARK}%41%2F",
    f"{MARK}\x7f\x01\u200b",
    f'\\ñ{MARK}\\\n\\💋\\\x01\\"',
]
