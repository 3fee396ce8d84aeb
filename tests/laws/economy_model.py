"""The economy in plain Python: what members must have, by the rules as they are written, without a
database and without a thought for speed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.services.gamification import EconomySettings

POINTS_REWARD = 60
"""Points that the repeatable reward of the tests asks for, each time; it pays REWARD_PAYS."""
REWARD_PAYS = 7
CONTENT_POINTS = 45
"""Points that the repeatable reward asks for that gives the content of the product GIVEN."""
GIVEN = 1
WINDOW = timedelta(hours=168)


@dataclass
class RewardModel:
    """A member's standing with a reward."""

    repeatable: bool
    status: str = "LOCKED"
    expires: datetime | None = None
    baseline: int = 0
    claims: int = 0
    touched: bool = False

    def status_at(self, now: datetime) -> str:
        if self.status == "UNLOCKED" and self.expires is not None and self.expires <= now:
            return "EXPIRED"
        return self.status

    def open(self, now: datetime) -> bool:
        status = self.status_at(now)
        return status == "LOCKED" or (self.repeatable and status in ("CLAIMED", "EXPIRED"))


@dataclass
class PurchaseModel:
    """One purchase: its id, the product, and the ledger key that charged for it, empty: free."""

    id: int
    product: int
    key: str
    refunded: bool = False


@dataclass
class MemberModel:
    """What one member must have."""

    entries: dict[str, int] = field(default_factory=dict)
    earned: int = 0
    spent: int = 0
    reactions: dict[tuple[int, int], str] = field(default_factory=dict)
    paid_at: list[datetime] = field(default_factory=list)
    gift_days: list[date] = field(default_factory=list)
    reaction_days: list[date] = field(default_factory=list)
    purchases: list[PurchaseModel] = field(default_factory=list)
    given: set[int] = field(default_factory=set)
    first: RewardModel = field(default_factory=lambda: RewardModel(repeatable=False))
    points: RewardModel = field(default_factory=lambda: RewardModel(repeatable=True))
    content: RewardModel = field(default_factory=lambda: RewardModel(repeatable=True))

    @property
    def balance(self) -> int:
        return self.earned - self.spent

    @property
    def owned(self) -> set[int]:
        """Products whose content the member has, by whatever right."""
        return self.given | {one.product for one in self.purchases if not one.refunded}

    def bought(self, product: int) -> int:
        """How often, refunded or not."""
        return sum(one.product == product for one in self.purchases)

    def earn(self, key: str, amount: int) -> None:
        self.entries[key] = amount
        self.earned += amount

    def spend(self, key: str, amount: int) -> None:
        self.entries[key] = -amount
        self.spent += amount

    def take_back(self, key: str, amount: int) -> None:
        self.entries[key] = amount
        self.spent -= amount

    def unlock(self, now: datetime) -> set[str]:
        """What an event at this moment makes claimable."""
        new = set()
        if self.first.open(now) and self.reaction_days:
            self._unlock(self.first, now)
            new.add("first")
        for name, reward, needed in (
            ("points", self.points, POINTS_REWARD), ("content", self.content, CONTENT_POINTS),
        ):  # fmt: skip
            base = reward.baseline if reward.touched else 0
            if reward.open(now) and self.earned - base >= needed:
                self._unlock(reward, now)
                new.add(name)
        return new

    def _unlock(self, reward: RewardModel, now: datetime) -> None:
        reward.status, reward.expires, reward.touched = "UNLOCKED", now + WINDOW, True
        reward.baseline = self.earned

    def reaction_is_paid(self, key: str, now: datetime, settings: EconomySettings) -> bool:
        if key in self.entries:
            return False
        today = [at for at in self.paid_at if at.date() == now.date()]
        if len(today) >= settings.max_reactions_per_day:
            return False
        cooldown = timedelta(seconds=settings.reaction_cooldown_seconds)
        return not self.paid_at or now - self.paid_at[-1] >= cooldown

    def level(self) -> int:
        """By the default formula."""
        level = 1
        while 100 * level * level <= self.earned:
            level += 1
        return level


def run_ending(days: list[date]) -> int:
    """How many days in a row end with the last one."""
    length = 0
    for earlier, day in zip([None, *days], days, strict=False):
        length = length + 1 if earlier is not None and day == earlier + timedelta(days=1) else 1
    return length


def longest_run(days: list[date]) -> int:
    """The longest row of days."""
    return max((run_ending(days[: n + 1]) for n in range(len(days))), default=0)
