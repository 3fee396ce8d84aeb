"""Sends charts and files below the window, which then follows them."""

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button

from ....services.gamification import Gamification
from ....services.gamification.statistics.statistics import Statistics
from ....ui.admin.numbers_texts import csv_file, source_bars, streak_bars
from ....ui.charts import by_day
from ....ui.charts.paper import MUTED
from ....ui.charts.rendering import Draw, png
from ....ui.charts.retention import retention
from ....ui.charts.shares import bars, level_bars
from ....ui.charts.words import number
from ....ui.texts import Texts
from .period import days_of


async def send_chart(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Draw the chart of this button and send it."""
    gamification: Gamification = manager.middleware_data["gamification"]
    texts: Texts = manager.middleware_data["texts"]
    bot: Bot = manager.middleware_data["bot"]
    name = str(button.widget_id)
    draw = await _drawing(name, gamification.statistics, query.from_user.id, days_of(manager), texts)
    await query.answer()  # drawing may take a second, the first time two
    await bot.send_chat_action(query.from_user.id, ChatAction.UPLOAD_PHOTO)
    await bot.send_photo(query.from_user.id, BufferedInputFile(await png(draw), f"{name}.png"))
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def send_csv(query: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Send the days as a file for spreadsheets."""
    gamification: Gamification = manager.middleware_data["gamification"]
    texts: Texts = manager.middleware_data["texts"]
    bot: Bot = manager.middleware_data["bot"]
    days = days_of(manager)
    rows = await gamification.statistics.csv_rows(query.from_user.id, days)
    name = f"{rows[1][0]}_{rows[-1][0]}.csv"
    await bot.send_document(
        query.from_user.id,
        BufferedInputFile(csv_file(rows, texts), name),
        caption=texts.plain("admin-numbers-word-csv", days=days),
    )
    manager.show_mode = ShowMode.DELETE_AND_SEND


async def _drawing(name: str, statistics: Statistics, admin_id: int, days: int, texts: Texts) -> Draw:
    """Read the numbers of a chart. Raises NotAllowed."""
    match name:
        case "flow":
            return by_day.flow(await statistics.overview(admin_id, days), texts)
        case "circulation":
            return by_day.circulation(await statistics.overview(admin_id, days), texts)
        case "members":
            return by_day.members(await statistics.overview(admin_id, days), texts)
        case "sources":
            rows = source_bars(await statistics.by_source(admin_id, days), texts)
            return bars(texts.plain("admin-numbers-word-sources", days=days), [], rows, texts)
        case "retention":
            return retention(await statistics.retention(admin_id), texts)
        case "levels":
            rows = level_bars(await statistics.levels(admin_id), texts)
            return bars(texts.plain("admin-numbers-word-levels"), [], rows, texts)
        case _:
            streaks = await statistics.streaks(admin_id)
            now, ever = (
                number(streaks.longest_now, texts.language),
                number(streaks.longest_ever, texts.language),
            )
            lines = [
                (texts.plain("admin-numbers-word-streaks-now", days=now), MUTED),
                (texts.plain("admin-numbers-word-streaks-ever", days=ever), MUTED),
            ]
            rows = streak_bars(streaks.counts, texts)
            return bars(texts.plain("admin-numbers-word-streaks"), lines, rows, texts)
