"""besitos texts: our texts written out as a start, and a host's own checked."""

from pathlib import Path

import pytest

from bot.command_line import main
from bot.languages import LOCALES, texts_in
from tests.kit.voice import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_exported_is_ours_and_passes_the_check(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["texts", "export", language, str(tmp_path / "mine")]) == 0
    assert f"LOCALES={tmp_path / 'mine'}" in capsys.readouterr().out
    written = texts_in(tmp_path / "mine" / language)
    ours = texts_in(LOCALES / language)
    assert [file.name for file in written] == [file.name for file in ours]
    assert [file.read_text("utf-8") for file in written] == [file.read_text("utf-8") for file in ours]
    assert main(["texts", "check", str(tmp_path / "mine")]) == 0
    assert capsys.readouterr().out == f"{language}: correct\n"


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "es" / "shop.ftl"
    mine.parent.mkdir()
    mine.write_text("# mine\n", encoding="utf-8")
    assert main(["texts", "export", "es", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"besitos: {mine} is there already; name another directory\n"
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    assert texts_in(tmp_path) == [mine]


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["texts", "export", "es", str(tmp_path / "file")]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"besitos: {tmp_path / 'file'}")


def test_a_language_that_we_do_not_have_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["texts", "export", "xx", str(tmp_path)]) == 2
    assert "no texts in 'xx'; there are: en, es, pt" in capsys.readouterr().err


def test_every_problem_is_a_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "mine.ftl").write_text("button-shpo = x\nbutton-send = x\n", encoding="utf-8")
    assert main(["texts", "check", str(tmp_path)]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"besitos: {tmp_path}/es/mine.ftl:1: button-shpo: unknown message")
    assert second.startswith(f"besitos: {tmp_path}/es/mine.ftl:2: button-send: {{ $name }} is missing")


def test_a_folder_without_texts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["texts", "check", str(tmp_path)]) == 0
    assert "no folder with .ftl files in it" in capsys.readouterr().out


def test_the_bot_does_not_start_with_wrong_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "mine.ftl").write_text("button-shpo = x\nbutton-send = x\n", encoding="utf-8")
    monkeypatch.setenv("BOT_TOKEN", "123456:" + "a" * 35)
    monkeypatch.setenv("LOCALES", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'besitos.db'}")
    assert main(["run"]) == 1
    assert len([line for line in capsys.readouterr().err.splitlines() if "mine.ftl:" in line]) == 2
    assert not (tmp_path / "besitos.db").exists()
