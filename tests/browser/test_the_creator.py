"""What the creator does in the panel, on the demo's page: from a channel to a sale, without a programmer."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Windows, picture, say, sees, tap


def open_panel(page: Page, section: str) -> None:
    """Type /admin, and open a section."""
    say(page, "/admin")
    sees(page, "¿Qué quieres hacer?")
    tap(page, section)


def go_to(page: Page, chat: str) -> None:
    """Open another chat of the list."""
    page.locator("#chats button", has=page.locator("b", has_text=chat)).click()
    expect(page.locator("#chat-title")).to_have_text(chat)


def attach(page: Page, what: str) -> None:
    """Send a made-up file."""
    page.get_by_role("button", name="Attach").click()
    page.locator("#menu").get_by_role("button", name=what).click()


def forward(page: Page, words: str) -> None:
    """Forward a post of the open channel to the bot."""
    post = page.locator("#messages > li", has_text=words)
    post.get_by_role("button", name="Forward to the bot").click()
    expect(page.locator("#chat-title")).to_have_text("Besitos")


def test_a_channel_is_connected_and_exchanged(windows: Windows) -> None:
    page = windows.open("valeria", "studio")
    page.get_by_role("button", name="Bot: left").click()
    page.get_by_role("button", name="Without posting and editing").click()
    expect(page.get_by_role("button", name="Bot: admin")).to_be_visible()
    go_to(page, "Besitos")
    sees(page, "Ya soy administrador de Valeria · Estudio")
    sees(page, "Me falta el permiso «Publicar mensajes»")
    tap(page, "Ahora no")
    sees(page, "no lo conecto")
    go_to(page, "Valeria · Estudio")
    page.get_by_role("button", name="Bot: admin").click()
    page.locator("#menu button", has_text="The bot may post").click()
    go_to(page, "Besitos")

    open_panel(page, "Primeros pasos")
    sees(page, "Tu canal está conectado")
    picture(page, "start-here")
    tap(page, "Conectar un canal")
    sees(page, "Reenvíame una publicación")
    go_to(page, "Valeria · Estudio")
    forward(page, "Este canal todavía no tiene bot")
    sees(page, "Tengo los permisos que necesito")
    sees(page, "El gratis ahora: Valeria · Free")
    tap(page, "El gratis")
    sees(page, "Primeros pasos")
    expect(page.locator("#messages .keyboard button", has_text="🌍 Valeria · Estudio").last).to_be_visible()
    go_to(page, "Valeria · Estudio")
    page.get_by_label("Message", exact=True).fill("Ahora sí 🎬")
    page.keyboard.press("Enter")
    post = page.locator("#messages > li", has_text="Ahora sí 🎬")
    expect(post.locator(".keyboard button").first).to_be_visible()

    # Back to the demo's own channel.
    go_to(page, "Besitos")
    tap(page, "Conectar un canal")
    expect(page.locator("#messages .bubble", has_text="Reenvíame una publicación")).to_have_count(2)
    go_to(page, "Valeria · Free")
    forward(page, "¿Playa o montaña?")
    tap(page, "El gratis")
    expect(page.locator("#messages .keyboard button", has_text="🌍 Valeria · Free").last).to_be_visible()


def test_content_with_an_album_becomes_a_product_that_a_member_buys(windows: Windows) -> None:
    page = windows.open("valeria")
    open_panel(page, "Tienda y contenido")
    tap(page, "Contenidos")
    tap(page, "Nuevo contenido")
    sees(page, "🗂 Nuevo contenido")
    say(page, "Atardecer")
    sees(page, "Mándame o reenvíame fotos")
    attach(page, "An album of four")
    sees(page, "Añadidos 4 archivos")
    picture(page, "content")
    tap(page, "Listo")
    sees(page, "4 archivos")
    tap(page, "Vista previa")
    expect(page.locator("#messages .is-protected .media[data-count='4']")).to_be_visible()

    open_panel(page, "Tienda y contenido")
    tap(page, "Productos")
    tap(page, "Nuevo producto")
    sees(page, "🏷 Nuevo producto")
    say(page, "Fotos del atardecer")
    sees(page, "¿Qué contenido vende?")
    tap(page, "Atardecer")
    sees(page, "¿Cuánto cuesta?")
    say(page, "muchos")
    sees(page, "⚠️ Escribe un número entero")
    say(page, "30")
    sees(page, "¿Y para VIP?")
    tap(page, "Saltar")
    sees(page, "A la venta")

    open_panel(page, "Miembros")
    sees(page, "¿A quién buscas?")
    say(page, "@lucia_demo")
    sees(page, "Lucía")
    tap(page, "Dar")
    sees(page, "¿Cuánto le doy?")
    say(page, "100")
    sees(page, "¿Por qué?")
    say(page, "Por probar la tienda")
    sees(page, "Motivo: Por probar la tienda")
    tap(page, "Sí")
    expect(page.locator("#entries li", has_text="From the team · Lucía")).to_contain_text("+100")

    lucia = windows.open("lucia")
    say(lucia, "/tienda")
    tap(lucia, "Fotos del atardecer")
    tap(lucia, "Comprar por 30")
    tap(lucia, "Sí, por 30")
    expect(lucia.locator("#messages .is-protected .media[data-count='4']")).to_be_visible()
    expect(page.locator("#entries li", has_text="Purchase · Lucía")).to_contain_text("−30")


def test_a_setting_is_changed_after_its_effect_was_seen(windows: Windows) -> None:
    page = windows.open("valeria")
    open_panel(page, "Economía")
    tap(page, "Por reacción")
    tap(page, "Cambiar")
    sees(page, "Escribe el valor nuevo")
    say(page, "mil")
    sees(page, "Escribe un número entero")
    say(page, "8")
    sees(page, "5 besitos → 8 besitos")
    picture(page, "economy")
    tap(page, "Guardar")
    sees(page, "Ahora: 8 besitos")
    tap(page, "Valor de fábrica")
    tap(page, "Guardar")
    sees(page, "Ahora: 5 besitos")


def test_a_post_is_published_with_its_buttons(windows: Windows) -> None:
    page = windows.open("valeria")
    open_panel(page, "Difusión")
    tap(page, "Nueva publicación")
    tap(page, "Canal gratis")
    sees(page, "Envíame lo que quieres publicar")
    say(page, "Mañana hay estreno 🎬")
    sees(page, "Tengo")
    tap(page, "Seguir")
    tap(page, "Publicar ahora")
    sees(page, "Ya está en el canal")
    mateo = windows.open("mateo", "free")
    post = mateo.locator("#messages > li", has_text="Mañana hay estreno 🎬")
    expect(post.locator(".keyboard button").first).to_be_visible()


def test_numbers_are_a_picture_and_a_file(windows: Windows) -> None:
    page = windows.open("valeria")
    open_panel(page, "Números")
    tap(page, "Ganado y gastado")
    image = page.locator("#messages .picture img").last
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    image.evaluate("image => image.scrollIntoView()")
    picture(page, "numbers")
    tap(page, "CSV")
    with page.expect_download() as download:
        page.locator("#messages .file a").last.click()
    assert download.value.suggested_filename.endswith(".csv")
    assert ";" in download.value.path().read_text("utf-8-sig") or "," in download.value.path().read_text()
