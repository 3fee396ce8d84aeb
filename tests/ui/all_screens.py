"""Every screen, toast and refusal that the bot has, for tests that read them all."""

from datetime import timedelta
from typing import Any

from aiogram.types import InlineKeyboardMarkup

from bot.handlers.member.daily_gift import claim_text, status_text
from bot.handlers.member.help import help_screen
from bot.handlers.member.history import history_text
from bot.handlers.member.profile import card_text
from bot.handlers.member.ranking import ranking_text
from bot.handlers.member.rewards import rewards_text
from bot.handlers.member.start import start_screen
from bot.services.gamification import (
    Condition,
    ConditionType,
    DailyClaim,
    DailyStatus,
    Entry,
    Member,
    Progress,
    RankedPlace,
    Ranking,
    ReactionOutcome,
    ReactionRefusal,
    Reward,
    RewardClaim,
    RewardStatus,
    RewardType,
    RewardView,
    TransactionType,
)
from bot.telegram.command_menus import menu_of
from bot.ui.keyboards import (
    Place,
    gift_keyboard,
    history_keyboard,
    private_chat_keyboard,
    profile_keyboard,
    ranking_keyboard,
)
from bot.ui.news import Gift, News, UnlockedReward, news_screen
from bot.ui.reaction_answer import answer_text
from bot.ui.refusals import refusal_of
from bot.ui.reward_keyboards import claimed_keyboard, rewards_keyboard
from bot.ui.reward_texts import claim_text as rewards_claim_text
from bot.ui.screens import Screen
from bot.ui.texts import Texts
from tests.ui.cards import card
from tests.ui.errors import ALL_ERRORS, NOW
from tests.ui.shop_screens import shop_screens
from tests.ui.sweep_screens import sweep_screens


def drawn(screen: Screen) -> str:
    """A screen with its buttons, as text."""
    keyboard = screen.keyboard or InlineKeyboardMarkup(inline_keyboard=[])
    rows = ["  ".join(f"[{button.text}]" for button in row) for row in keyboard.inline_keyboard]
    return "\n".join([screen.text, *rows])


def everything_in(texts: Texts) -> str:
    """All that the bot says in a language."""
    member = Member(1, "<b>Tag</b> & Co", texts.language)
    cards = [
        card(),
        card(balance=0, total_earned=0, total_spent=0, level=1, level_starts_at=0, next_level_at=100,
             streak=0, longest_streak=0, streak_text="🔥 0 days"),
        card(balance=1, total_earned=399, level_starts_at=100, next_level_at=400, streak=1, longest_streak=1,
             streak_text="💪 1"),
        card(next_level_at=None, total_earned=1_234_567, balance=1_234_567),
    ]  # fmt: skip
    plain = [
        texts.plain(key)
        for key in ("error-unexpected", "error-stale-button", "error-not-understood", "sweep-changed")
    ]
    refusals = [refusal for error in ALL_ERRORS if (refusal := refusal_of(error, NOW, texts))]
    group = Screen(texts.html("group-in-private"), private_chat_keyboard(texts, "besitos_bot", Place.PROFILE))
    later = NOW + timedelta(hours=5, minutes=12)
    clock = lambda: NOW  # noqa: E731
    waiting = [DailyStatus(True, days, 9, 50, bonus, later) for days, bonus in ((0, 0), (1, 10), (6, 20))]
    claimed = DailyStatus(False, 7, 9, 50, 22, later)
    claims = [DailyClaim(50, 0, 1, 1, 50, later), DailyClaim(50, 20, 7, 9, 1_284, later)]
    gifts = [
        *(Screen(status_text(one, clock, texts), gift_keyboard(texts, claimable=True)) for one in waiting),
        Screen(status_text(claimed, clock, texts), gift_keyboard(texts, claimable=False)),
        *(Screen(claim_text(one, clock, texts), gift_keyboard(texts, claimable=False)) for one in claims),
    ]
    entries = [
        Entry(n, 10 if kind.earns else -1_250, kind, "x", None, NOW) for n, kind in enumerate(TransactionType)
    ]
    histories = [
        Screen(history_text(entries, texts), history_keyboard(texts, older=5, newest=True)),
        Screen(history_text([], texts), history_keyboard(texts, older=None, newest=False)),
    ]
    return "\n\n---\n\n".join(
        [
            drawn(start_screen(member, texts)),
            *(drawn(Screen(card_text(one, member, texts), profile_keyboard(texts))) for one in cards),
            *map(drawn, gifts),
            *map(drawn, histories),
            *map(drawn, reward_screens(texts)),
            *map(drawn, ranking_screens(texts)),
            *map(drawn, shop_screens(texts)),
            *map(drawn, sweep_screens(texts)),
            drawn(help_screen(texts)),
            drawn(group),
            "\n".join(
                f"/{command.command} – {command.description}" for command in menu_of(texts, of_admins=True)
            ),
            "\n".join(plain),
            "\n".join(toasts(texts)),
            "\n".join(refusal.plain(texts) for refusal in refusals),
        ]
    )


def reward_screens(texts: Texts) -> list[Screen]:
    """Rewards in every state, an announcement and what claims give."""
    clock = lambda: NOW  # noqa: E731
    soon, tomorrow, week = (NOW + timedelta(hours=hours) for hours in (0.5, 25, 168))
    points = Progress(Condition(ConditionType.TOTAL_POINTS, 100), 40, 100)
    reacted = Progress(Condition(ConditionType.FIRST_REACTION), 1, 1)
    others = [
        Progress(Condition(ConditionType.STREAK_LENGTH, 7, 1), 3, 7),
        Progress(Condition(ConditionType.LEVEL_REACHED, 5, 1), 2, 5),
        Progress(Condition(ConditionType.BESITOS_SPENT, 50, 2), 0, 50),
    ]
    kinds = [
        reward("Primeros <Pasos>", RewardType.BESITOS, {"amount": 10}),
        reward("Ahorrador", RewardType.BADGE, {"badge_name": "saver", "emoji": "💰"}),
        reward("Para ti", RewardType.CONTENT, {"content_set_id": 1}),
        reward("Más VIP", RewardType.VIP_EXTENSION, {"days": 7}),
    ]
    views = [
        RewardView(kinds[0], RewardStatus.UNLOCKED, (reacted,), soon, 0),
        RewardView(kinds[1], RewardStatus.UNLOCKED, (reacted,), tomorrow, 0),
        RewardView(kinds[3], RewardStatus.UNLOCKED, (reacted,), None, 0),
        RewardView(kinds[2], RewardStatus.LOCKED, (points, reacted, *others), None, 0),
        RewardView(kinds[1], RewardStatus.CLAIMED, (points,), None, 1),
        RewardView(kinds[0], RewardStatus.EXPIRED, (points,), soon, 0),
    ]
    claims = [
        RewardClaim(kinds[0], 1_234, amount=10),
        RewardClaim(kinds[1], 0, badge="💰 Ahorrador"),
        RewardClaim(kinds[2], 0, content_set_id=1),
        RewardClaim(kinds[3], 0, vip_until=week),
    ]
    waiting = [view.reward for view in views[:3]]
    return [
        Screen(
            rewards_text(views, views, clock, texts), rewards_keyboard(waiting, page=1, pages=3, texts=texts)
        ),
        Screen(rewards_text([], [], clock, texts), rewards_keyboard([], page=0, pages=1, texts=texts)),
        *(Screen(rewards_claim_text(claim, texts), claimed_keyboard(texts)) for claim in claims),
        *news_screens(kinds, texts),
    ]


def news_screens(kinds: list[Reward], texts: Texts) -> list[Screen]:
    """What is told without being asked for: alone, and together."""
    week, day = (
        UnlockedReward(kind, NOW + timedelta(hours=hours))
        for kind, hours in zip(kinds[:2], (168, 25), strict=True)
    )
    news = [
        News(rewards=(week,)),
        News(level=2),
        News(gift=Gift(1, 1)),
        News(gift=Gift(1_500, 12_345)),
        News(level=12, gift=Gift(500, 600), rewards=(week, day)),
    ]
    return [news_screen(one, NOW, texts) for one in news]


def ranking_screens(texts: Texts) -> list[Screen]:
    """The ranking with the member in it, beyond it, and empty."""
    first = [RankedPlace(place, place, f"M<{place}>", 12_000 // place, 4) for place in (1, 2, 3, 4)]
    far = RankedPlace(1_234, 99, "Ana", 5, 1)
    rankings = [Ranking(tuple(first), first[1]), Ranking(tuple(first), far), Ranking((), far)]
    return [Screen(ranking_text(ranking, texts), ranking_keyboard(texts)) for ranking in rankings]


def toasts(texts: Texts) -> list[str]:
    """What taps on reaction buttons are answered."""
    soon, tomorrow = NOW + timedelta(seconds=20), NOW + timedelta(hours=5, minutes=12)
    outcomes = [
        ReactionOutcome(5, None, None, 1_234),
        ReactionOutcome(1, None, None, 1),
        ReactionOutcome(0, ReactionRefusal.ALREADY_PAID, None, 5),
        ReactionOutcome(0, ReactionRefusal.ALREADY_PAID, None, 5, changed=False),
        ReactionOutcome(0, ReactionRefusal.COOLDOWN, soon, 5),
        ReactionOutcome(0, ReactionRefusal.DAILY_LIMIT, tomorrow, 5),
        ReactionOutcome(0, ReactionRefusal.DAILY_LIMIT, None, 5),
    ]
    return [
        *(answer_text(outcome, "🔥", NOW, texts) for outcome in outcomes),
        *(texts.plain(key) for key in ("reaction-emoji-gone", "reaction-not-here", "throttled")),
    ]


def reward(name: str, type_: RewardType, value: dict[str, Any]) -> Reward:
    """A reward of the catalog."""
    return Reward(
        1, None, name, "Haz <algo>", type_, value,
        is_repeatable=False, is_secret=False, claim_window_hours=168, is_active=True, sort_order=1,
        conditions=(),
    )  # fmt: skip
