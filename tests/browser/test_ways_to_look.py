"""The demo's page on a phone, in the dark, by keyboard, and for those who listen to it."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Windows, picture, say


def overflows(page: Page) -> bool:
    """Whether anything reaches beyond the window's width."""
    wide: bool = page.evaluate(
        "() => [document.documentElement, ...document.querySelectorAll('main, nav, section, aside, ol')]"
        ".some(node => node.scrollWidth > node.clientWidth + 1 "
        "|| node.getBoundingClientRect().right > innerWidth)"
    )
    return wide


def test_on_a_phone_each_view_has_the_width_for_itself(windows: Windows) -> None:
    page = windows.open("emma", width=360, height=740, touch=True)
    page.goto(f"{windows.address}?as=emma")
    expect(page.get_by_role("navigation", name="Chats")).to_be_visible()
    assert not overflows(page)
    page.get_by_role("button", name="Valeria · Free").click()
    expect(page.locator("#messages .keyboard button").last).to_be_visible()
    expect(page.get_by_role("navigation", name="Chats")).to_be_hidden()
    assert not overflows(page)
    picture(page, "phone")
    page.get_by_role("button", name="Behind the bot").click()
    expect(page.get_by_role("heading", name="Behind the bot")).to_be_visible()
    assert not overflows(page)
    page.goto(windows.address)
    assert not overflows(page)


def test_dark_is_dark_and_light_is_light(windows: Windows) -> None:
    grounds: list[int] = []
    for dark in (False, True):
        page = windows.open("lucia", "free", dark=dark)
        colour = page.evaluate(
            "() => getComputedStyle(document.querySelector('#messages')?.parentElement).backgroundColor"
        )
        grounds.append(sum(map(int, re.findall(r"\d+", colour)[:3])))
        if dark:
            picture(page, "dark")
    light, dark_ground = grounds
    assert light > 500
    assert dark_ground < 150


_CONTRAST = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const worded = "h1, h2, h3, p, dt, dd, b, small, time, button, .words, .author";
  for (const node of document.querySelectorAll(worded)) {
    if (!node.innerText?.trim() || !node.checkVisibility()) continue;
    const [one, other] = [luminance(parse(getComputedStyle(node).color)), luminance(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push(`${node.tagName}.${node.className} ${node.innerText}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("chat", ["bot", "free", "group"])
def test_words_can_be_read(windows: Windows, chat: str, dark: bool) -> None:
    """WCAG AA: 4.5 to 1."""
    page = windows.open("lucia", chat, dark=dark)
    expect(page.locator("#profiles")).to_contain_text("of")
    assert page.evaluate(_CONTRAST) == []


def _focus(page: Page) -> str:
    name: str = page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || "
        "document.activeElement.id"
    )
    return name


def _tab_to(page: Page, words: str, most: int = 40) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in _focus(page):
            return
    raise AssertionError(f"no way to {words!r} by Tab; at {_focus(page)!r}")


def test_all_of_it_by_keyboard(windows: Windows) -> None:
    page = windows.open("jack")
    _tab_to(page, "New window")
    _tab_to(page, "Besitos")
    _tab_to(page, "Start")
    page.keyboard.press("Enter")
    expect(page.locator("#messages .keyboard button").first).to_be_visible()
    page.locator("#chat-title").focus()
    _tab_to(page, "My profile")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    expect(page.locator("#messages .words").last).to_contain_text("Level")
    # The message changed under the focus, which stays on its buttons.
    assert page.evaluate("() => document.querySelector('#messages').contains(document.activeElement)")


def test_the_command_menu(windows: Windows) -> None:
    page = windows.open("emma")
    opener = page.get_by_role("button", name="Commands")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#menu button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_role("button", name="/profile").click()
    expect(page.locator("#messages .words").last).to_contain_text("Emma")


def test_everything_has_a_name(windows: Windows) -> None:
    page = windows.open("valeria", "free")
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('button, select, textarea, a, svg[role=img], progress')]"
        ".filter(node => node.checkVisibility() && !(node.innerText?.trim() || node.ariaLabel "
        "|| node.labels?.length)).map(node => node.outerHTML)"
    )
    assert nameless == []
    assert page.get_by_role("log").get_attribute("aria-live") == "polite"


def test_news_do_not_take_the_focus_back(windows: Windows) -> None:
    page, emma = windows.open("jack"), windows.open("emma", "group")
    page.locator("#chats button").nth(1).focus()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/control/members/*/chats", hold)
    say(emma, "who is here?")
    while not held:
        page.wait_for_timeout(50)
    page.locator("#chat-title").focus()
    for route in held:
        route.continue_()
    page.unroute("**/control/members/*/chats")
    expect(page.locator("#chats")).to_contain_text("who is here?")
    expect(page.locator("#chat-title")).to_be_focused()
