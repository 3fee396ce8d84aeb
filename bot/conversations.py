"""The storage of our own dispatcher: Redis, if the settings name one, else memory, where nothing is kept. The
panel keeps its conversations in Redis too, or in the database (bot/telegram/conversations.py).
"""

from datetime import timedelta

from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import MemoryStorage

from .settings import InvalidSettings, Settings

KEPT_FOR = timedelta(days=30)


def conversation_storage(settings: Settings) -> BaseStorage:
    """Return the storage that the settings name, without connecting. Raises InvalidSettings if it is Redis
    and its package is not installed."""
    if settings.redis_url is None:
        return MemoryStorage()
    try:
        from aiogram.fsm.storage.redis import RedisStorage
    except ImportError:
        raise InvalidSettings(
            "REDIS_URL: the redis package is not installed; pip install 'besitos[redis]'"
        ) from None
    return RedisStorage.from_url(
        settings.redis_url.get_secret_value(),
        key_builder=DefaultKeyBuilder(with_bot_id=True, with_destiny=True, with_business_connection_id=True),
        state_ttl=KEPT_FOR,
        data_ttl=KEPT_FOR,
    )
