"""/ranking and /leaderboard: the ten members who earned most, and one's own place."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from ...services.gamification import Gamification, Member, Ranking
from ...services.gamification.leaderboard import Place as RankedPlace
from ...ui.keyboards import Open, Place, ranking_keyboard
from ...ui.menu import Menu
from ...ui.screens import Screen, is_private, show
from ...ui.texts import Html, Texts
from ..commands import on_command
from ..feature_router import FeatureRouter

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def router(menu: Menu) -> Router:
    """A new router; each dispatcher needs its own."""
    router = FeatureRouter(name="besitos.ranking")
    on_command(router, menu, Place.RANKING, ranking_command)
    router.callback_query.register(open_ranking, Open.filter(F.place == Place.RANKING))
    return router


async def ranking_command(message: Message, member: Member, texts: Texts, gamification: Gamification) -> None:
    """Show the ranking in a new message. It is public, so a group sees it too, but without the buttons, which
    lead to private screens."""
    screen = await ranking_screen(gamification, member, texts)
    await show(message, screen if is_private(message) else Screen(screen.text))


async def open_ranking(
    query: CallbackQuery, member: Member, texts: Texts, gamification: Gamification
) -> None:
    """The same in place of another screen."""
    await show(query, await ranking_screen(gamification, member, texts))


async def ranking_screen(gamification: Gamification, member: Member, texts: Texts) -> Screen:
    """The first ten, and the member's own place."""
    ranking = await gamification.leaderboard.ranking(member.id)
    return Screen(ranking_text(ranking, texts), ranking_keyboard(texts))


def ranking_text(ranking: Ranking, texts: Texts) -> Html:
    """The text of the ranking. It shows names only."""
    if not ranking.top:
        return texts.html("ranking-empty")
    own = ranking.own
    lines = Html("\n".join(_line(place, own.user_id, texts) for place in ranking.top))
    if own.user_id not in [place.user_id for place in ranking.top]:
        lines = texts.html("ranking-own", lines=lines, place=own.place, earned=own.total_earned)
    return texts.html("ranking-page", lines=lines)


def _line(place: RankedPlace, own_id: int, texts: Texts) -> Html:
    return texts.html(
        "ranking-you" if place.user_id == own_id else "ranking-line",
        medal=MEDALS.get(place.place, f"{place.place}."),
        name=texts.name(place.name),
        earned=place.total_earned,
        level=place.level,
    )
