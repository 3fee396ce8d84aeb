"""Which idempotency keys are ours: a host's key may not begin as one of them.

A key of ours is the fact that it pays for, in words and numbers. A host that wrote such a key first would
make our own payment fail or pass for done.
"""

OWN_PREFIXES = ("reaction:", "daily:", "streak:", "reward:", "purchase:", "refund:", "admin:")
"""How every key begins that our services make; a new kind of key is added here."""


def check_host_key(key: str) -> None:
    """Raises ValueError, naming the prefixes, for a key that begins as one of ours."""
    if key.startswith(OWN_PREFIXES):
        raise ValueError(
            f"the idempotency key {key!r:.80} begins like one of Besitos' own "
            f"({' '.join(OWN_PREFIXES)}): begin it with a word of your bot, such as quiz:"
        )
