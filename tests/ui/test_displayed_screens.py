"""Whatever members are called, and whatever stands in the catalog, screens stay as they were meant."""

import pytest
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.middlewares.throttling import ThrottlingMiddleware
from bot.services.gamification import TransactionType
from bot.ui.menu import FEATURES, Menu
from tests.kit.callback_data import every_data
from tests.kit.harness import Harness
from tests.kit.recording_session import message, person, tap

TURNED = "\u202e\u2066x\u200f\u061c\u200b\ufeff\u2060\u3164\x07\x1b[31m"
MALLORY = person(1, f"a{TURNED}\n\n/start @evil evil.com t.me/x #tag", "es")
NOBODY = person(2, "\u3164\u200b\u202e", "en")
FORBIDDEN = set(TURNED) - set("x[31m") - {"\u2060"} | {"\r", "\u2028"}


def soil(session: Session) -> None:
    """What a creator pasted from somewhere, in every text of the catalog."""
    texts = {"rewards": "name", "shop_products": "name", "content_sets": "name"}
    for table, column in [*texts.items(), ("rewards", "description"), ("shop_products", "description")]:
        session.execute(sql(f"UPDATE {table} SET {column} = {column} || :dirt"), {"dirt": f"{TURNED}\nB"})
    session.execute(sql("UPDATE shop_products SET besitos_price = 0"))
    session.execute(sql("UPDATE bot_config SET streak_display_format = :it"), {"it": f"{{days}}{TURNED}\n"})


async def test_no_screen_shows_what_turns_hides_breaks_or_links(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThrottlingMiddleware, "_may", lambda *_: True)
    application = harness.application
    await application.database.write(soil)
    commands = [f"/{name}" for feature in FEATURES for name in Menu().commands(feature)]
    shown: set[str] = set()
    for user in (MALLORY, NOBODY):
        updates = [message(user, words) for words in commands]
        updates += [tap(user, data) for data in every_data()]
        for update in updates:
            await harness.gets(update)
            if update is updates[0]:
                await application.gamification.wallet.credit(
                    user.id, 1_000, TransactionType.EARN_ADMIN, reason="x\u202e", key=f"test:{user.id}"
                )
            for call in harness.session.sent:
                if not isinstance(call, SendMessage | EditMessageText):
                    continue
                shown.add(call.text or "")
                if isinstance(call.reply_markup, InlineKeyboardMarkup):
                    shown |= {button.text for row in call.reply_markup.inline_keyboard for button in row}
    assert len(shown) > 30
    for text in shown:
        assert not FORBIDDEN & set(text), ascii(text)
        for link in ("evil.com", "t.me/x", "@evil", "#tag", "/start @"):
            assert link not in text, ascii(text)
    everything = "\n".join(shown)
    assert "evil.\u2060com" in everything
    assert "<b>Member</b>" in everything
