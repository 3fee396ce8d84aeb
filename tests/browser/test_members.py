"""What members do on the demo's page: meet the bot, take the gift, buy, react, talk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import RunningDemo, Windows, number, picture, say, sees, tap


def test_the_upgrade_is_shown_and_one_address_printed(demo: RunningDemo) -> None:
    printed = demo.printed()
    assert "5,000 members" in printed
    assert "a host bot's database without gamification" in printed
    assert re.search(r"revision +none -> \d{4} \(\d+\.\d\d s\)", printed)
    assert len(re.findall(r"https?://\S+", printed)) == 1


def test_a_newcomer_claims_the_gift(windows: Windows) -> None:
    page = windows.open()
    picture(page, "who")
    page.get_by_role("link", name="Rosa").click()
    page.get_by_role("button", name="Start").click()
    sees(page, "¡Hola, Rosa!")
    tap(page, "Mi regalo")
    sees(page, "50")
    tap(page, "Recoger")
    sees(page, "+50")
    expect(page.locator("#entries li", has_text="Rosa")).to_contain_text(["+50"])
    assert number(page, "#profiles") >= 1
    assert number(page, "#ledger") >= 1
    # The screen changed in place: there is one message of the bot.
    assert page.locator("#messages > li:not(.mine)").count() == 1


def test_a_member_buys_and_gets_protected_files(windows: Windows) -> None:
    page = windows.open("mateo")
    page.get_by_role("button", name="Start").click()
    tap(page, "Mi regalo")
    tap(page, "Recoger")
    sees(page, "+50")
    say(page, "/tienda")
    tap(page, "Pack de Bienvenida")
    tap(page, "Comprar por 50")
    tap(page, "Sí, por 50")
    album = page.locator("#messages .media[data-count='4']")
    expect(album).to_be_visible()
    assert album.get_by_role("img", name="Photo").count() == 4
    expect(page.locator("#messages .is-protected")).to_contain_text("Protected")
    expect(page.locator("#entries li", has_text="Purchase · Mateo")).to_contain_text("−50")
    picture(page, "shop")


def test_a_reaction_in_the_channel_is_paid(windows: Windows) -> None:
    page = windows.open("lucia", "vip")
    button = page.locator("#messages .keyboard button", has_text="🔥").last
    button.click()
    expect(page.locator("#toast")).to_contain_text("+5 besitos")
    expect(page.locator("#messages .keyboard button", has_text="🔥").last).to_have_text("🔥 1")
    expect(page.locator("#entries li", has_text="Lucía").first).to_contain_text("Reaction")
    picture(page, "channel")


def test_two_people_in_two_windows(windows: Windows) -> None:
    emma, jack = windows.open("emma", "free"), windows.open("jack", "free")
    like = emma.locator("#messages .keyboard button", has_text="❤").first
    like.click()
    expect(emma.locator("#toast")).to_contain_text("+5 besitos for your ❤️!")
    expect(jack.locator("#messages .keyboard button", has_text="❤").first).to_have_text("❤️ 1")
    for page in (emma, jack):
        page.get_by_role("button", name=re.compile("^La charla")).click()
    jack.get_by_label("Message", exact=True).fill("the sea, always")
    jack.get_by_role("button", name="Send").click()
    said = emma.locator("#messages > li", has_text="the sea, always")
    expect(said.locator(".author")).to_have_text("Jack")
    said.get_by_role("button", name="React", exact=True).click()
    said.get_by_role("button", name="React with 🔥").click()
    own = jack.locator("#messages > li.mine", has_text="the sea, always")
    expect(own.get_by_role("button", name="🔥 1")).to_have_attribute("aria-pressed", "false")
    expect(said.get_by_role("button", name="🔥 1")).to_have_attribute("aria-pressed", "true")


def test_free_members_do_not_see_the_vip_channel(windows: Windows) -> None:
    assert windows.open("emma").get_by_role("button", name="Valeria · VIP").count() == 1
    jack = windows.open("jack", "vip")
    assert jack.get_by_role("button", name="Valeria · VIP").count() == 0
    expect(jack.locator("#chat-title")).to_have_text("Besitos")


def test_what_the_creator_posts_gets_buttons(windows: Windows) -> None:
    admin, mateo = windows.open("valeria", "free"), windows.open("mateo", "free")
    expect(mateo.locator("#composer")).to_be_hidden()
    admin.get_by_label("Message", exact=True).fill("Esta noche, directo ✨")
    admin.get_by_role("button", name="Attach").click()
    admin.get_by_role("button", name="A photo").click()
    post = mateo.locator("#messages > li", has_text="Esta noche, directo ✨")
    expect(post.get_by_role("img", name="Photo")).to_be_visible()
    expect(post.get_by_role("button", name="👍")).to_be_visible()


def test_500_members_react_at_once(windows: Windows) -> None:
    page = windows.open("jack", "free")
    expect(page.locator("#profiles")).to_contain_text("of 5,0")
    profiles, ledger = number(page, "#profiles"), number(page, "#ledger")
    page.get_by_role("button", name="500 members react at once").click()
    expect(page.locator("#crowd-news")).to_contain_text(re.compile(r"500 of 500 answered, in [\d.]+ s"))
    post = page.locator("#messages > li").last
    expect(post.get_by_role("button", name="❤")).to_have_text("❤️ 250")
    expect(post.get_by_role("button", name="👍")).to_have_text("👍 250")
    expect(page.locator("#profiles")).to_contain_text(f"{profiles + 500:,}")
    expect(page.locator("#ledger")).to_have_text(f"{ledger + 500:,}")
    assert page.locator("#updates-chart path").get_attribute("d") != "M0 34"
    assert page.locator("#ledger-chart path").get_attribute("d") != "M0 34"
    picture(page, "behind")


@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "<b>&amp;</b><script>alert(2)</script>"])
def test_words_stay_words(windows: Windows, words: str) -> None:
    page = windows.open("emma", "group")
    say(page, words)
    expect(page.locator("#messages .mine .words").last).to_have_text(words)
    assert page.locator("#messages img, #messages script, #messages .words b").count() == 0


def test_an_alert_is_a_dialog(windows: Windows) -> None:
    page = windows.open("valeria")
    page.get_by_role("button", name="Start").click()
    with page.expect_response("**/control/queries/*"):
        tap(page, "Ayuda")
    sees(page, "/regalo")
    answer = {"answered": True, "text": "It is over <now>", "alert": True, "url": None}
    page.route("**/control/queries/*", lambda route: route.fulfill(json=answer))
    tap(page, "Volver")
    expect(page.get_by_role("dialog")).to_contain_text("It is over <now>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
