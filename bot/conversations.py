"""Where the panel of our own bot keeps its conversations: in Redis, if the settings name one, else in the
database (bot/telegram/conversations.py).
"""

from datetime import timedelta

from aiogram.fsm.storage.base import DefaultKeyBuilder

from .settings import InvalidSettings, Settings
from .telegram.conversations import InStorage

KEPT_FOR = timedelta(days=30)


def conversations_in_redis(settings: Settings) -> InStorage | None:
    """Return the store that the settings name, without connecting; None if they name none. Raises
    InvalidSettings if its address is not one of Redis, or its package is not installed."""
    if settings.redis_url is None:
        return None
    try:
        from aiogram.fsm.storage.redis import RedisStorage
        from redis.exceptions import RedisError
    except ImportError:
        raise InvalidSettings(
            "REDIS_URL: the redis package is not installed; pip install 'besitos[redis]'"
        ) from None
    keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True, with_business_connection_id=True)
    try:
        storage = RedisStorage.from_url(
            settings.redis_url.get_secret_value(), key_builder=keys, state_ttl=KEPT_FOR, data_ttl=KEPT_FOR
        )
    except ValueError:  # its text may have the address, and so the password
        raise InvalidSettings(
            "REDIS_URL: not an address of Redis; write redis://host:6379/0, rediss://... or unix:///path"
        ) from None
    return InStorage(storage, (RedisError, OSError))
