"""What may be wrong with REDIS_URL, in one line that says what to do and shows no password."""

import pytest

from bot.app import Application
from bot.settings import InvalidSettings, load_settings


@pytest.mark.parametrize(
    "url", ["localhost:6379", "http://:s3cret-word@host/0", "redis://host:s3cret-word/0"]
)
async def test_an_address_that_is_not_one_of_redis_is_named(database_url: str, url: str) -> None:
    with pytest.raises(InvalidSettings, match=r"^REDIS_URL: .*redis://host:6379/0") as refused:
        Application(load_settings(database_url=database_url, redis_url=url))
    assert "s3cret-word" not in str(refused.value)
