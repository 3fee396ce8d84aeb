"""What a member lives through, from the first /start to the ranking, in the bot as an operator runs it.

In Spanish without VIP and in English with it; as newcomers in a new database, and as members of a copy of
production in which gamification was played before.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.playground.server import PlaygroundServer
from tests.e2e.answers import Answers
from tests.e2e.bot_process import running
from tests.e2e.club import DOCUMENT, GIFT, PHOTOS, PRICE, PRODUCT, VIP_PRICE, Club
from tests.e2e.productions import Origin
from tests.e2e.taps import double_tap
from tests.e2e.words import ENGLISH, SPANISH, Words
from tests.kit.catalog_rows import add_reward
from tests.kit.telegram_client import TelegramClient, TelegramMember, TelegramMessage

pytestmark = pytest.mark.slow

BONUS = 30
SAME_EARNINGS = text(
    "SELECT free.user_id, vip.user_id, free.total_earned FROM user_gamification_profiles free "
    "JOIN user_gamification_profiles vip ON vip.total_earned = free.total_earned "
    "JOIN users f ON f.user_id = free.user_id JOIN users v ON v.user_id = vip.user_id "
    "WHERE f.role = 'FREE' AND v.role = 'VIP' AND free.total_earned > 0 "
    "ORDER BY free.total_earned DESC LIMIT 1"
)


def played_before(session: Session) -> tuple[int, int, int]:
    """A free member and a VIP who have earned the same, and how much."""
    free, vip, earned = session.execute(SAME_EARNINGS).one()
    return free, vip, earned


async def test_a_member_plays_everything(
    club_database: Database,
    origin: Origin,
    playground: PlaygroundServer,
    telegram: TelegramClient,
    answers: Answers,
    tmp_path: Path,
) -> None:
    await telegram.flood_control(enabled=False)  # a dozen files to one chat wait for it; see test_flood.py
    club = await Club.found(telegram, playground, club_database)
    earned = 0
    if origin == "played":
        free_id, vip_id, earned = await club_database.read(played_before)
        ana = await telegram.member("Ana", id=free_id, language_code="es", has_started=True)
        emma = await telegram.member("Emma", id=vip_id, language_code="en", has_started=True)
    else:
        ana = await telegram.member("Ana", language_code="es")
        emma = await telegram.member("Emma", language_code="en")
    # The first reaction after the gift unlocks it.
    reward = f"Lluvia de {origin}"
    await add_reward(club_database, reward, ("TOTAL_POINTS", earned + GIFT + 1), value={"amount": BONUS})
    async with running(tmp_path, database_url=club_database.url, telegram_url=playground.url):
        await emma.send("/start")
        await emma.sees("Hi, Emma!")
        await club_database.write(make_vip, emma.id)
        for member in (ana, emma):
            await member.join(club.channel)
            await member.join(club.group)
        await asyncio.gather(
            Story(club, playground, ana, SPANISH, PRICE, reward).plays(),
            Story(club, playground, emma, ENGLISH, VIP_PRICE, reward).plays(),
        )
    assert answers.refusals() == []
    assert await club.findings() == []
    assert await club.sold() == 2


def make_vip(session: Session, user_id: int) -> None:
    """As the host bot does it."""
    session.execute(text("UPDATE users SET role = 'VIP' WHERE user_id = :id"), {"id": user_id})


@dataclass
class Story:
    """One member, from the beginning to the end."""

    club: Club
    playground: PlaygroundServer
    member: TelegramMember
    words: Words
    price: int
    reward: str

    async def plays(self) -> None:
        """All of it, in order."""
        before = await self.club.books(self.member.id)
        self.balance = before.balance
        await self.member.send("/start")
        await self.member.sees(self.words.hello.format(name=self.member.name))
        await self.claims_the_gift()
        await self.reacts()
        await self.claims_the_reward()
        await self.buys()
        await self.has_it_sent_again()
        await self.looks_back()
        after = await self.club.books(self.member.id)
        per_reaction = self.club.per_reaction
        assert after.entries - before.entries == Counter(
            [
                ("EARN_DAILY", GIFT),
                ("EARN_REACTION", per_reaction),
                ("EARN_REACTION", per_reaction),
                ("EARN_REWARD", BONUS),
                ("SPEND_SHOP", -self.price),
            ]
        )
        assert after.balance == self.balance == before.balance + GIFT + 2 * per_reaction + BONUS - self.price
        assert after.add_up()
        assert after.owned == before.owned + 1

    async def claims_the_gift(self) -> None:
        """With a double tap: paid once, the second is told when the next one opens."""
        words, member = self.words, self.member
        await member.send(words.gift)
        await member.sees(str(GIFT), words.claim)
        answers = await double_tap(self.playground, member, words.claim)
        self.balance += GIFT
        await member.sees(words.claimed, f"+{GIFT}", words.now_have.format(self.balance))
        [paid, refused] = sorted(answers, key=lambda answer: answer or "")
        assert paid is None
        assert refused is not None
        assert refused.startswith(words.claimed_before)
        assert refused.endswith(" min.")

    async def reacts(self) -> None:
        """By a button under a post, and by Telegram's own means in the discussion."""
        words, member, club = self.words, self.member, self.club
        post = await club.channel.post(f"para {member.name}", media="photo")
        await post.shows("🔥", "❤️")
        self.balance += club.per_reaction
        assert await post.tap(member, "🔥") == words.paid.format(club.per_reaction, self.balance)
        await post.shows("🔥 1")
        unlocked = await member.sees(words.unlocked, self.reward)
        assert str(BONUS) in unlocked["text"]
        again = await post.tap(member, "🔥")
        assert again is not None
        assert again.startswith(words.unchanged)
        assert await post.tap(member, "❤️") == words.paid_before
        shown = await post.shows("❤️ 1")
        assert "🔥 1" not in str(shown["keyboard"])
        await self.reacts_in_the_discussion(post)

    async def reacts_in_the_discussion(self, post: TelegramMessage) -> None:
        """Paid without a word, and kept when it is taken back."""
        discussed = await post.discussed()
        before = await self.club.books(self.member.id)
        await discussed.react(self.member, "🔥")
        self.balance += self.club.per_reaction
        await self.until_balance(self.balance)
        await discussed.react(self.member)
        async with asyncio.timeout(20):
            while (await self.club.books(self.member.id)).reactions != before.reactions:
                await asyncio.sleep(0.02)
        await self.until_balance(self.balance)

    async def claims_the_reward(self) -> None:
        """With a double tap: paid once, the second is told so."""
        words, member = self.words, self.member
        await member.send(words.rewards)
        answers = await double_tap(self.playground, member, words.claim_reward.format(self.reward))
        self.balance += BONUS
        await member.sees(self.reward, f"+{BONUS}", words.now_have.format(self.balance))
        assert answers == {None, words.reward_taken}
        told = [message for message in await member.messages() if words.unlocked in message["text"]]
        assert [self.reward in message["text"] for message in told].count(True) == 1

    async def buys(self) -> None:
        """Shop, product, question, and a double tap on yes: charged once, delivered once."""
        words, member = self.words, self.member
        await member.send(words.shop)
        page = await member.sees(PRODUCT)
        assert words.price in page["text"]
        assert await member.tap(PRODUCT) is None
        await member.sees(words.buy)
        assert await member.tap(words.buy) is None
        answers = await double_tap(self.playground, member, words.yes)
        self.balance -= self.price
        await member.sees(words.bought, str(self.balance))
        assert answers == {None, words.owned_already}
        await self.receives(times=1)

    async def receives(self, times: int) -> None:
        """The files, in order, in albums of ten at most, and so that they cannot be passed on."""
        files = [*PHOTOS, DOCUMENT] * times
        async with asyncio.timeout(20):
            while len(sent := [one for one in await self.member.messages() if one["media"]]) < len(files):
                await asyncio.sleep(0.02)
        assert [one["file"] for one in sent] == [f"u{file[-15:]}" for file in files]
        assert all(one["protected"] for one in sent)
        albums = [one["album"] for one in sent]
        assert [albums.count(album) for album in dict.fromkeys(albums) if album] == [10, 2] * times
        assert albums.count(None) == times  # the document goes alone

    async def has_it_sent_again(self) -> None:
        """Free, at any time; a double tap is one wish."""
        words, member = self.words, self.member
        await member.send(words.purchases)
        await member.sees(PRODUCT, "13")
        answers = await double_tap(self.playground, member, f"📦 {PRODUCT}")
        assert answers == {words.here_it_comes, words.on_its_way}
        await self.receives(times=2)

    async def looks_back(self) -> None:
        """Everything is in the history, and the member in the ranking."""
        words, member, per_reaction = self.words, self.member, self.club.per_reaction
        await member.send(words.history)
        history = await member.sees(f"−{self.price} {words.purchase_line}")
        lines = [line for line in history["text"].splitlines() if line[:1] in "+−" and line]
        assert [line.partition(" · ")[0] for line in lines[:5]] == [
            f"−{self.price} {words.purchase_line}",
            f"+{BONUS} {words.reward_line}",
            f"+{per_reaction} {words.reaction_line}",
            f"+{per_reaction} {words.reaction_line}",
            f"+{GIFT} {words.gift_line}",
        ]
        await member.send(words.ranking)
        await member.sees(member.name, words.you)

    async def until_balance(self, balance: int) -> None:
        """Wait for money of which nothing is said."""
        async with asyncio.timeout(20):
            while (await self.club.books(self.member.id)).balance != balance:
                await asyncio.sleep(0.02)
