"""The checklist of a new bot, and the creator's channels: from the forwarded post to the emojis."""

from typing import Any

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import GetChatMember, SendMessage
from aiogram.types import Chat, InlineKeyboardMarkup, MessageOriginUser, User
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database.tables.gamification import Reward
from bot.services.gamification import CreatorChannel, Gamification
from tests.kit.harness import NOON
from tests.kit.panel import ADMIN, PanelDriver, ScreenSession, open_panel
from tests.kit.recording_session import administrator, person, placed, tap
from tests.kit.voice import texts_in

ANA = person(1, "Ana", "en")
FREE = Chat(id=-1001234567890, type="channel", title="Valeria <Free>")
VIP = Chat(id=-1009876543210, type="channel", title="Valeria VIP")
PHOTO = [{"file_id": "AgAC1", "kind": "photo"}]


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """The services run on both; what is shown does not depend on it."""
    kind: str = request.param
    return kind


def known(session: ScreenSession, *channels: Chat, rights: bool = True) -> None:
    """The bot is an administrator there."""
    for channel in channels:
        session.titles[channel.id] = channel.title or ""
        session.memberships[channel.id] = administrator(rights=rights)


async def channel(gamification: Gamification, kind: Any = "free") -> CreatorChannel:
    return await gamification.channels.channel(kind)


async def test_from_a_new_bot_to_all_done(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        write, catalog = panel.application.database.write, panel.gamification.catalog
        await write(Session.execute, update(Reward).values(is_active=False))
        assert "Primeros pasos: <b>0 de 6</b>" in await panel.open()
        said = await panel.tap("Primeros pasos")
        assert "0 de 6" in said
        assert said.count("▫️") == 6

        known(panel.session, FREE, rights=False)
        await panel.tap("Conectar un canal")
        said = await panel.forward(FREE)
        for part in (
            "Valeria &lt;Free&gt;",
            "Publicar mensajes",
            "Editar mensajes",
            "El gratis ahora: ninguno",
        ):
            assert part in said
        said = await panel.tap("El gratis")
        assert panel.alerts == ["Conectado ✅"]
        assert "1 de 6" in said
        assert "• Valeria &lt;Free&gt;: ⚠️ Me falta el permiso «Publicar mensajes»." in said

        known(panel.session, FREE)
        assert "2 de 6" in await panel.tap("Comprobar otra vez")
        assert "Sin emojis" in await panel.tap("Emojis")
        assert "3 de 6" in await panel.send("🔥 ❤️,😍")
        assert await channel(panel.gamification) == CreatorChannel("free", FREE.id, ("🔥", "❤️", "😍"))

        content = await catalog.create_content_set(
            ADMIN.id, name="Playa", content_type="PHOTO_SET", file_ids=PHOTO
        )
        await catalog.create_product(ADMIN.id, name="Playa", content_set_id=content.id, besitos_price=5)
        await write(Session.execute, update(Reward).values(is_active=True))
        assert "5 de 6" in await panel.tap("Comprobar otra vez")
        await panel.tap("Probar mi regalo")
        assert "Recoger" in str(panel.buttons)
        await panel.tap("Recoger")
        steps, again = next(
            (one, data)
            for one in panel.session.shown.values()
            for row in one.keyboard
            for label, data in row
            if "Comprobar" in label
        )
        await panel.tap_data(again, under=steps)
        assert "Todo listo" in steps.text
        assert "Primeros pasos: <b>" not in await panel.open()
        assert "Todo listo" in await panel.tap("Primeros pasos")


async def test_a_channel_by_its_name_and_what_is_none(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, VIP)
        panel.session.names["@valeria_vip"] = VIP.id
        await panel.tap("Primeros pasos")
        await panel.tap("Conectar un canal")
        not_a_post, unknown = (
            texts_in("es").html(key) for key in ("admin-start-not-a-post", "admin-start-no-such-channel")
        )
        for text in ("hola", "10000000000000", "@x", "x" * 4_096, "https://example.com/valeria_vip", "  "):
            assert not_a_post in await panel.send(text)
        assert not_a_post in await panel.sticker()
        assert not_a_post in await panel.photo()
        someone = MessageOriginUser(date=NOON, sender_user=User(id=5, is_bot=False, first_name="Eve"))
        assert not_a_post in await panel.send("hola", forward_origin=someone)
        assert unknown in await panel.send("@nobody_here")
        assert "¿Qué canal es?" in await panel.send("https://t.me/valeria_vip")
        await panel.tap("El VIP")
        assert (await channel(panel.gamification, "vip")).channel_id == VIP.id


async def test_a_post_of_a_channel_that_the_bot_is_not_in(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await panel.tap("Primeros pasos")
        await panel.tap("Conectar un canal")
        assert "No soy administrador" in await panel.forward(FREE)
        said = await panel.tap("El gratis")
        assert "No soy administrador" in said  # connected, and the checklist says what is missing
        assert "2 de 6" in said  # the seeds have rewards
        panel.session.refusals[GetChatMember] = TelegramNetworkError(
            method=GetChatMember(chat_id=1, user_id=1), message="down"
        )
        assert "Telegram no me ha contestado" in await panel.tap("Comprobar otra vez")


async def test_cancel_changes_nothing(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await panel.tap("Primeros pasos")
        await panel.tap("Conectar un canal")
        await panel.forward(FREE)
        await panel.tap("Volver")
        await panel.forward(VIP)
        assert "Primeros pasos" in await panel.tap("Cancelar")
        assert await channel(panel.gamification) == CreatorChannel("free", None, ())


async def test_one_channel_its_emojis_and_its_end(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, FREE)
        channels = panel.gamification.channels
        await channels.connect(ADMIN.id, FREE.id, "free")
        await panel.tap("Primeros pasos")
        assert "Sin emojis" in await panel.tap("Valeria <Free>")
        await panel.tap("Emojis")
        only, many = (
            texts_in("es").html(key, **more)
            for key, more in (("admin-start-emojis-only", {}), ("admin-start-emojis-too-many", {"most": 24}))
        )
        for text in ("hola", "🔥 y ❤️", "1000000000000", " ", "x" * 4_096, "👩‍" * 20 + "👩"):
            assert only in await panel.send(text)
        assert "Aquí necesito un texto" in await panel.sticker()
        assert many in await panel.send("".join(chr(0x1F600 + n) for n in range(25)))
        assert "Emojis: 👍 ❤️ 😂 😮 👏" in await panel.tap("👍 ❤️ 😂 😮 👏")
        assert panel.alerts == ["Emojis guardados ✅"]
        await panel.tap("Emojis")
        assert "Sin emojis" in await panel.tap("Quitar los emojis")
        await panel.tap("Desconectar")
        await panel.tap("No")
        assert (await channel(panel.gamification)).channel_id == FREE.id
        await panel.tap("Desconectar")
        assert "1 de 6" in await panel.tap("Sí")
        assert (await channel(panel.gamification)).channel_id is None


async def test_the_second_of_two_admins_is_told(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, FREE, VIP)
        await panel.tap("Primeros pasos")
        await panel.tap("Conectar un canal")
        await panel.forward(FREE)
        await panel.gamification.channels.connect(ADMIN.id, VIP.id, "free")
        said = await panel.tap("El gratis")
        assert str(VIP.id) in panel.alerts[0]
        assert "El gratis ahora: Valeria VIP" in said
        await panel.tap("El gratis")  # having seen it
        assert (await channel(panel.gamification)).channel_id == FREE.id
        await panel.tap("Valeria <Free>")
        await panel.tap("Emojis")
        await panel.gamification.channels.set_emojis(ADMIN.id, "free", ["👍"])
        said = await panel.send("🔥")
        assert "👍" in said
        assert (await channel(panel.gamification)).emojis == ("👍",)
        await panel.send("🔥")
        assert (await channel(panel.gamification)).emojis == ("🔥",)


async def test_everything_can_be_opened(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, FREE)
        await panel.gamification.channels.connect(ADMIN.id, FREE.id, "free")
        await panel.tap("Primeros pasos")
        for path in (("Conectar un canal",), ("Valeria <Free>", "Emojis"), ("Valeria <Free>", "Desconectar")):
            await panel.open()
            await panel.tap("Primeros pasos")
            for button in path:
                await panel.tap(button)
        assert await channel(panel.gamification) == CreatorChannel("free", FREE.id, ())


# The bot is made an administrator of a channel


async def test_it_asks_the_admin_what_the_channel_is(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, FREE, rights=False)
        await feed(panel, placed(ADMIN, FREE, rights=False))
        for part in ("Ya soy administrador de <b>Valeria &lt;Free&gt;</b>", "Editar mensajes"):
            assert part in panel.text
        assert "Conectado: es el canal gratis" in await panel.tap("El gratis")
        assert (await channel(panel.gamification)).channel_id == FREE.id
        panel.session.shown.clear()
        await feed(panel, tap(ADMIN, f"bs.ch:0:{FREE.id}:0"))  # a second tap
        assert "Conectado" in panel.session.texts[-1]
        panel.session.shown.clear()
        await feed(panel, placed(ADMIN, FREE))  # known by now
        assert panel.session.sent == []
        await panel.open()
        assert "Primeros pasos" in panel.text


async def test_not_now_and_too_late(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        known(panel.session, FREE, VIP)
        await feed(panel, placed(ADMIN, FREE))
        assert "no lo conecto" in await panel.tap("Ahora no")
        assert (await channel(panel.gamification)).channel_id is None
        await feed(panel, placed(ADMIN, FREE))
        await panel.gamification.channels.connect(ADMIN.id, VIP.id, "free")
        await panel.tap("El gratis")
        assert str(VIP.id) in panel.alerts[0]
        assert (await channel(panel.gamification)).channel_id == VIP.id


async def test_nobody_else_is_asked(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        for update_ in (
            placed(ANA, FREE),
            placed(ADMIN, FREE, removed=True),
            placed(ADMIN, Chat(id=-1001, type="supergroup", title="Talk")),
        ):
            await feed(panel, update_)
            assert panel.session.sent == []
        panel.session.refusals[SendMessage] = TelegramForbiddenError(
            method=SendMessage(chat_id=1, text="x"), message="Forbidden: bot was blocked by the user"
        )
        await feed(panel, placed(ADMIN, FREE))  # an admin who never wrote to the bot


async def test_forged_taps_of_others_change_nothing(database_url: str) -> None:
    async with open_panel(database_url) as panel:
        await feed(panel, placed(ADMIN, FREE))
        [asked] = [one for one in panel.session.sent if isinstance(one, SendMessage)]
        assert isinstance(asked.reply_markup, InlineKeyboardMarkup)
        forged = [button.callback_data or "" for row in asked.reply_markup.inline_keyboard for button in row]
        for data in forged:
            await feed(panel, tap(ANA, data))
            assert panel.session.texts == [texts_in("en").plain("error-stale-button")]
        assert await channel(panel.gamification) == CreatorChannel("free", None, ())


@pytest.mark.parametrize(
    "data", ["bs.ch:0:5:0", "bs.ch:1:-5:0", f"bs.ch:1:{-(10**19)}:0", "bs.ch:1:x:0", "bs.ch:2:1:0"]
)
async def test_nonsense_in_buttons_is_answered(database_url: str, data: str) -> None:
    async with open_panel(database_url, opened=False) as panel:
        await feed(panel, tap(ADMIN, data))
        assert len(panel.session.texts) == 1
        assert await channel(panel.gamification) == CreatorChannel("free", None, ())


async def feed(panel: PanelDriver, update_: Any) -> None:
    panel.session.sent.clear()
    await panel.application.dispatcher.feed_update(panel.harness.bot, update_)
