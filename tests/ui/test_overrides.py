"""A host's own texts: they replace ours one by one, and whatever is wrong with them is said at start."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.currency import Currency
from bot.languages import LOCALES, InvalidTexts, texts_in
from bot.ui.voice import Voice
from tests.kit.voice import LANGUAGES
from tests.ui.all_screens import everything_in


def write(folder: Path, text: str, name: str = "es/mine.ftl") -> Path:
    """Write one file of a host's texts. Returns the folder of them all."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[str]:
    """What is wrong, without the path of the folder."""
    with pytest.raises(InvalidTexts) as caught:
        Voice(locales=folder)
    assert str(caught.value).splitlines() == list(caught.value.problems)
    return [line.removeprefix(f"{folder}/") for line in caught.value.problems]


def test_a_message_of_the_host_replaces_ours_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "button-shop = 🛒 Kiosco\nhistory-refund = { -house }: de vuelta\n-house = Casa Ana\n")
    voice = Voice(locales=tmp_path)
    assert voice.texts("es").plain("button-shop") == "🛒 Kiosco"
    assert voice.texts("es").html("history-refund") == "Casa Ana: de vuelta"
    assert voice.texts("es").plain("button-back") == Voice().texts("es").plain("button-back")
    assert voice.texts("en").plain("button-shop") == Voice().texts("en").plain("button-shop")


def test_a_host_names_its_own_entries(tmp_path: Path) -> None:
    write(tmp_path, "history-source = { $source ->\n    [quiz] Concurso\n   *[named] { $source }\n }\n")
    texts = Voice(locales=tmp_path).texts("es")
    assert texts.html("history-source", source="quiz") == "Concurso"
    assert texts.html("history-source", source="raffle-2") == "raffle-2"
    ours = Voice().texts("en")
    assert [ours.html("history-source", source=word) for word in ("quiz", "other")] == ["quiz", "Other"]


def test_values_in_a_message_of_the_host_are_escaped_too(tmp_path: Path) -> None:
    write(tmp_path, "ranking-line = <i>{ $medal }</i> { $name } { $earned } { $level }")
    line = Voice(locales=tmp_path).texts("es").html("ranking-line", medal="1", name="<b>", earned=1, level=1)
    assert line == "<i>1</i> &lt;b&gt; 1 1"


def test_a_choice_by_an_attribute_of_a_term_is_made_in_every_depth(tmp_path: Path) -> None:
    write(
        tmp_path,
        "-house = Casa\n    .gender = feminine\n"
        "button-buy = { -house.gender ->\n"
        "    [masculine] el { -house }\n"
        "   *[feminine] la { -house } { $price ->\n"
        "        [0] { -house.gender ->\n"
        "            [feminine] abierta\n"
        "           *[other] abierto\n"
        "        }\n"
        "       *[other] { $price } { -currency-many }\n"
        "    }\n"
        "}\n"
        'button-back = { -house.gender ->\n    [x] y\n   *[other] { { -house } }{ "!" }\n}\n',
    )
    texts = Voice(locales=tmp_path).texts("es")
    assert texts.plain("button-buy", price=0) == "la Casa abierta"
    assert texts.plain("button-buy", price=5) == "la Casa 5 besitos"
    assert texts.plain("button-back") == "Casa!"


def test_the_terms_of_the_currency_may_be_replaced_in_files(tmp_path: Path) -> None:
    write(tmp_path, '-currency-one = moneda\n-currency-many = monedas\n-currency-sign = { "🪙 " }\n')
    assert Voice(locales=tmp_path).texts("es").plain("button-buy", price=5) == "🛍 Comprar por 5 monedas"


def test_a_currency_that_the_bot_was_given_wins_over_the_exported_terms(tmp_path: Path) -> None:
    write(tmp_path, (LOCALES / "es" / "currency.ftl").read_text(encoding="utf-8"))
    voice = Voice(locales=tmp_path, currency=Currency("moneda", "monedas"))
    assert voice.texts("es").plain("button-buy", price=5) == "🛍 Comprar por 5 monedas"


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_files_are_correct_and_change_nothing(language: str, tmp_path: Path) -> None:
    for file in texts_in(LOCALES / language):
        write(tmp_path, file.read_text(encoding="utf-8"), f"{language}/{file.name}")
    voice = Voice(locales=tmp_path)
    assert everything_in(voice.texts(language)) == everything_in(Voice().texts(language))


WRONG = [
    ("button-shpo = x", "unknown message; did you mean button-shop?"),
    ("quite-another = x", "unknown message; remove it"),
    ("button-back = x { $name }", "unknown variable { $name }; there are: none"),
    ("button-send = x { $member }", "unknown variable { $member }; there are: { $name }"),
    ("button-send = x", "{ $name } is missing; write it where the value belongs"),
    ("button-back = { -brand }", "unknown term { -brand }; define it: -brand = ..."),
    (
        "button-back = { -currency-one.case ->\n    [a] x\n   *[b] y\n}",
        "-currency-one has no attribute .case",
    ),
    ("button-back = { button-shop }", "button-shop is not a term; write the text itself"),
    ("button-back = { NUMBER(1) }", "NUMBER is not a term; write the text itself"),
    ("-a = { -b }\n-b = { -a }", "-b contains itself; write its words"),
    ('button-back = { "" }', "is empty, which Telegram does not send; write a text"),
    ("button-back =\n    .hint = x", "has no text; write one after ="),
    ("button-back = x\n    .hint = y", "nothing shows the attribute .hint; remove it"),
    ("button-back = <b>x</b>", "is also shown where there is no HTML; leave < and > out"),
    ("-brand = <b>x</b>", "is also shown where there is no HTML; leave < and > out"),
    ("shop-empty = <b>x", "<b> is not closed; add </b>"),
    ("shop-empty = <b>x</i>", "</i> closes nothing that is open"),
    ("shop-empty = x</b>", "</b> closes nothing that is open"),
    ("shop-empty = <h1>x</h1>", "Telegram knows no <h1>"),
    ("shop-empty = 1 < 2", "has a lone <; write &lt;"),
    ("shop-empty = this & that", "has a lone &; write &amp;"),
    ("shop-line = <b>{ $price ->\n    [0] x</b>\n   *[other] y</b>\n} { $name }", "<b> is not closed"),
    ('history-earned = <a href="{ $what }">{ $amount }</a> { $when }', "is not a tag of Telegram"),
    (f"command-shop = {'x' * 257}", "is too long; "),
    ("button-back = {", "broken syntax"),
    ("button back", "broken syntax"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_each_fault_is_said_with_file_and_line(text: str, wrong: str, tmp_path: Path) -> None:
    problems = problems_of(write(tmp_path, f"# Mine\n\n{text}\n"))
    assert all(problem.startswith("es/mine.ftl:") for problem in problems)
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert all(3 <= line <= 3 + text.count("\n") for line in lines)
    assert any(wrong in problem for problem in problems), problems


def test_what_telegram_takes_is_accepted(tmp_path: Path) -> None:
    write(
        tmp_path,
        'shop-empty = <b>x <i>y</i></b> <a href="https://example.org/?a=1">z</a> &lt;3 &amp; 2 > 1\n'
        '    <blockquote expandable>q</blockquote> <span class="tg-spoiler">s</span>\n'
        "button-back = Tips & tricks\n",
    )
    assert "<blockquote expandable>" in Voice(locales=tmp_path).texts("es").html("shop-empty")


def test_every_fault_of_every_file_is_said_at_once_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, "button-shop = x { $a }\n\nbutton-nope = x\n", "es/a.ftl")
    write(tmp_path, "button-shop = y\n", "es/deep/b.ftl")
    write(tmp_path, "button-shop = y\nbutton-shop = z\n", "en/c.ftl")
    write(tmp_path, "x = y\n", "top.ftl")
    write(tmp_path, "x = y\n", "Español/d.ftl")
    (tmp_path / "es" / "latin.ftl").write_bytes("button-shop = ñ".encode("latin-1"))
    assert [problem.split(": ")[0] for problem in problems_of(tmp_path)] == [
        "Español", "en/c.ftl:2", "es/a.ftl:1", "es/a.ftl:3", "es/deep/b.ftl:1", "es/latin.ftl", "top.ftl",
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidTexts, match="nowhere: there is no such folder"):
        Voice(locales=tmp_path / "nowhere")


def test_files_of_windows_and_hidden_folders_are_no_problem(tmp_path: Path) -> None:
    (write(tmp_path, "") / "es" / "mine.ftl").write_bytes(
        "\ufeffbutton-shop = Uno\r\nbutton-back = Dos\r\n".encode()
    )
    write(tmp_path, "broken", ".git/x.ftl")
    texts = Voice(locales=tmp_path).texts("es")
    assert (texts.plain("button-shop"), texts.plain("button-back")) == ("Uno", "Dos")


def test_a_language_of_the_hosts_own_falls_back_to_the_default_one(tmp_path: Path) -> None:
    write(tmp_path, "button-shop = 🛍 Boutique\nshop-price = { $price } { -currency-many }\n", "fr/mine.ftl")
    with capture_logs() as log:
        voice = Voice("en", locales=tmp_path)
    assert voice.language_of("fr-CA") == "fr"
    texts = voice.texts("fr")
    assert texts.language == "fr"
    assert texts.plain("button-shop") == "🛍 Boutique"
    assert texts.plain("shop-price", price=2) == "2 besitos"
    assert texts.plain("button-back") == Voice().texts("en").plain("button-back")
    [line] = [line for line in log if line["event"] == "texts_missing"]
    assert (line["language"], line["shown_in"]) == ("fr", "en")
    assert "button-back" in line["keys"]


def test_a_language_of_the_hosts_own_can_be_the_default_one(tmp_path: Path) -> None:
    write(tmp_path, "button-shop = 🛍 Boutique\n", "fr/mine.ftl")
    voice = Voice("fr", locales=tmp_path)
    assert voice.languages[0] == "fr"
    assert voice.texts(voice.language_of(None)).plain("button-shop") == "🛍 Boutique"
    assert voice.texts("fr").plain("button-back") == Voice().texts("es").plain("button-back")
    assert voice.texts("fr").plain("button-buy", price=1) == "🛍 Comprar por 1 besito"
