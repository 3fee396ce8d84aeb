"""Where our own bot keeps the state of conversations: in memory, or in Redis for several processes."""

from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage

from .settings import InvalidSettings, Settings


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
    return RedisStorage.from_url(settings.redis_url.get_secret_value())
