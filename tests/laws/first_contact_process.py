"""A process of its own for the race test: provisions given members over its own connections.

python first_contact_process.py DATABASE_URL SEED MEMBERS CONTACTS
"""

import asyncio
import random
import sys

from bot.database import Database
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.profiles import GamificationProfileService


async def main(url: str, seed: int, members: int, contacts: int) -> None:
    rng = random.Random(seed)
    databases = [Database(url, pool_size=2, retry_timeout_seconds=60) for _ in range(2)]
    services = [GamificationProfileService(database) for database in databases]
    print("ready", flush=True)
    sys.stdin.readline()  # both processes start at the same time
    ids = [rng.randint(1, members) for _ in range(contacts)]
    profiles = await asyncio.gather(
        *(rng.choice(services).get_or_create(Identity(user_id, f"Member {user_id}")) for user_id in ids)
    )
    assert [profile.user_id for profile in profiles] == ids
    for database in databases:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
