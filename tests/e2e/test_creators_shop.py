"""A creator fills the shop in the chat, in the bot as an operator runs it, and a member buys there."""

from pathlib import Path

import pytest

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.playground.server import PlaygroundServer
from bot.services.gamification import TransactionType
from bot.services.gamification.gamification import assemble
from tests.e2e.answers import Answers
from tests.e2e.bot_process import running
from tests.kit.eventually import eventually
from tests.kit.telegram_client import TelegramClient

pytestmark = pytest.mark.slow


async def test_files_become_a_product_that_a_member_buys(
    tmp_path: Path, playground: PlaygroundServer, telegram: TelegramClient, answers: Answers
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'besitos.db'}"
    await upgrade_database(url, backup=False)
    await telegram.flood_control(enabled=False)
    boss = await telegram.member("Jefa", language_code="es")
    ana = await telegram.member("Ana", language_code="es")
    async with running(tmp_path, database_url=url, telegram_url=playground.url, ADMIN_IDS=str(boss.id)):
        await ana.send("/start")
        await ana.sees("Hola, Ana")
        await boss.send("/admin")
        for button in ("Tienda y contenido", "Contenidos", "Nuevo contenido"):
            await boss.tap(button)
        await boss.send("Verano")
        await boss.sees("Mándame o reenvíame")
        await boss.send("", media=["photo", "photo", "video"])
        await boss.sees("Añadidos 3 archivos", "Ahora hay 3")
        voice = await boss.send("", media="voice")
        await boss.sees("Ahora hay 4")
        await boss.forward(voice)
        await boss.sees("ya estaba")
        await boss.tap("Listo")
        await boss.tap("Vista previa")
        # The card comes again, below the files.
        await eventually(lambda: "deleteMessage" in {one.method for one in answers.exchanges})
        await boss.sees("Verano", "4 archivos")
        for button in ("Volver", "Volver", "Productos", "Nuevo producto"):
            await boss.tap(button)
        await boss.send("Pack de verano")
        await boss.tap("Verano")
        await boss.send("40")
        await boss.send("20 %")
        await boss.sees("A la venta", "20 % menos")
        await boss.tap("Unidades")
        await boss.send("1")
        await boss.sees("Queda 1")
        database = Database(url)
        wallet = assemble(database).wallet
        await wallet.credit(ana.id, 40, TransactionType.EARN_ADMIN, reason="x", key="a")
        await database.close()
        await ana.send("/tienda")
        await ana.sees("Pack de verano", "queda 1")
        await ana.tap("Pack de verano")
        await ana.tap("Comprar")
        await ana.tap("Sí")
        await ana.sees("¡Es tuyo!")
        await boss.send("/tienda")
        await boss.sees("Pack de verano", "agotado")
    sent = [message for message in await ana.messages() if message.get("media") or message.get("file")]
    assert len(sent) == 4
    assert answers.refusals() == []
