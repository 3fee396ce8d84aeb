"""Reserved idempotency keys: a host's key must not begin like one of ours.

Our keys name what is paid, in words and numbers. If a host used such a key first, our own payment would fail,
or would count as done.
"""

OWN_PREFIXES = ("reaction:", "daily:", "streak:", "reward:", "purchase:", "refund:", "admin:", "erased:")
"""How the keys of our services begin; a new kind of key must be added here."""


def check_host_key(key: str) -> None:
    """Raises ValueError, which names the prefixes, for a key that begins like one of ours."""
    if key.startswith(OWN_PREFIXES):
        raise ValueError(
            f"the idempotency key {key!r:.80} begins like one of Besitos' own "
            f"({' '.join(OWN_PREFIXES)}): begin it with a word of your bot, such as quiz:"
        )
