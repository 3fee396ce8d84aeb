"""The files of a content set, added, moved and removed one by one."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.database import Database
from bot.services.gamification import (
    ChangedMeanwhile,
    ContentFile,
    FileKind,
    FilesAdded,
    GamificationError,
    InvalidSetting,
    NotAllowed,
)
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.gamification import Gamification, assemble

ADMIN, OTHER = 7, 8
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EMPTY = 1
"""The seeded set without files."""


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    return assemble(database, clock=lambda: NOON, admin_ids=[ADMIN, OTHER])


def photo(number: int) -> ContentFile:
    return ContentFile(f"AgAC{number}", FileKind.PHOTO, f"unique{number}")


def video(number: int) -> ContentFile:
    return ContentFile(f"BAAC{number}", FileKind.VIDEO, f"video{number}")


async def numbers(gamification: Gamification) -> str:
    card = await gamification.catalog.content_set(EMPTY)
    return "".join(file.file_id[4:] for file in card.files)


async def type_of(gamification: Gamification) -> str:
    return str((await gamification.catalog.content_set(EMPTY)).fields["content_type"])


async def test_files_are_appended_in_order_with_their_kinds(
    gamification: Gamification, database: Database
) -> None:
    catalog = gamification.catalog
    assert await catalog.add_files(ADMIN, EMPTY, [photo(1), video(2)]) == FilesAdded(2, 0, 2)
    assert await catalog.add_files(ADMIN, EMPTY, [ContentFile("x", FileKind.VOICE)]) == FilesAdded(1, 0, 3)
    card = await catalog.content_set(EMPTY)
    assert [file.kind for file in card.files] == ["photo", "video", "voice"]
    assert card.fields["file_ids"] == [
        {"file_id": "AgAC1", "type": "photo", "unique_id": "unique1"},
        {"file_id": "BAAC2", "type": "video", "unique_id": "video2"},
        {"file_id": "x", "type": "voice"},
    ]
    newest, first = await database.read(latest_changes, 2)
    assert (first.who, first.change.what, first.change.subject) == (
        "admin 7",
        "files added",
        "content set 1",
    )
    assert (first.change.before, first.change.after) == (
        {"files": 0},
        {"files": 2, "added": ["AgAC1", "BAAC2"]},
    )
    assert newest.change.after == {"files": 3, "added": ["x"]}


async def test_what_is_there_already_is_left_out(gamification: Gamification, database: Database) -> None:
    await gamification.catalog.add_files(ADMIN, EMPTY, [photo(1), photo(1)])
    # Forwarded again, a file has another id, and the same unique id.
    again = ContentFile("AgAC1 of another message", FileKind.PHOTO, "unique1")
    added = await gamification.catalog.add_files(ADMIN, EMPTY, [again, photo(2)])
    assert added == FilesAdded(1, 1, 2)
    assert await gamification.catalog.add_files(ADMIN, EMPTY, [photo(2)]) == FilesAdded(0, 1, 2)
    assert len(await database.read(latest_changes, 10)) == 2


async def test_a_late_part_of_an_album_finds_its_place(gamification: Gamification) -> None:
    await gamification.catalog.add_files(ADMIN, EMPTY, [photo(1), photo(3)])
    await gamification.catalog.add_files(ADMIN, EMPTY, [photo(2)], before="AgAC3")
    await gamification.catalog.add_files(ADMIN, EMPTY, [photo(4)], before="gone")
    assert await numbers(gamification) == "1234"


async def test_files_move_and_go(gamification: Gamification, database: Database) -> None:
    catalog = gamification.catalog
    await catalog.add_files(ADMIN, EMPTY, [photo(n) for n in range(1, 6)])
    moved = await catalog.move_file(ADMIN, EMPTY, "AgAC5", 0)
    assert [file.file_id[4:] for file in moved] == ["5", "1", "2", "3", "4"]
    await catalog.move_file(ADMIN, EMPTY, "AgAC5", 2)
    assert await numbers(gamification) == "12534"
    await catalog.move_file(ADMIN, EMPTY, "AgAC1", 99)
    assert await numbers(gamification) == "25341"
    left = await catalog.remove_file(ADMIN, EMPTY, "AgAC3")
    assert [file.file_id[4:] for file in left] == ["2", "5", "4", "1"]
    [last] = await database.read(latest_changes, 1)
    assert last.change.before["removed"]["file_id"] == "AgAC3"
    for call in (catalog.move_file(ADMIN, EMPTY, "AgAC3", 0), catalog.remove_file(OTHER, EMPTY, "AgAC3")):
        with pytest.raises(ChangedMeanwhile) as told:
            await call
        assert (told.value.name, told.value.value) == ("file_ids", 4)


async def test_what_cannot_be_read_keeps_its_place(gamification: Gamification) -> None:
    stored: list[Any] = ["AgAC1", {"file_id": "AgAC2", "type": "photo", "note": "x"}, "AgAC3"]
    await gamification.catalog.update_content_set(ADMIN, EMPTY, file_ids=stored)
    await gamification.catalog.move_file(ADMIN, EMPTY, "AgAC3", 1)
    card = await gamification.catalog.content_set(EMPTY)
    assert card.fields["file_ids"] == [stored[0], stored[2], stored[1]]


async def test_the_type_follows_the_files_unless_another_was_chosen(gamification: Gamification) -> None:
    catalog = gamification.catalog
    await catalog.add_files(ADMIN, EMPTY, [video(1)])
    assert await type_of(gamification) == "VIDEO"
    await catalog.add_files(ADMIN, EMPTY, [photo(2)])
    assert await type_of(gamification) == "MIXED"
    await catalog.remove_file(ADMIN, EMPTY, "BAAC1")
    assert await type_of(gamification) == "PHOTO_SET"
    await catalog.update_content_set(ADMIN, EMPTY, content_type="AUDIO")
    await catalog.add_files(ADMIN, EMPTY, [photo(3)])
    assert await type_of(gamification) == "AUDIO"


async def test_a_file_whose_kind_is_that_of_the_set_keeps_it(gamification: Gamification) -> None:
    await gamification.catalog.update_content_set(ADMIN, EMPTY, file_ids=["of an old bot"])
    await gamification.catalog.add_files(ADMIN, EMPTY, [video(1)])
    card = await gamification.catalog.content_set(EMPTY)
    assert [file.kind for file in card.files] == ["photo", "video"]


async def test_files_of_two_admins_at_once_all_arrive(gamification: Gamification) -> None:
    await asyncio.gather(
        *(gamification.catalog.add_files((ADMIN, OTHER)[n % 2], EMPTY, [photo(100 + n)]) for n in range(20))
    )
    card = await gamification.catalog.content_set(EMPTY)
    assert len({file.file_id for file in card.files}) == 20


async def test_a_set_is_full_at_its_limit(gamification: Gamification) -> None:
    await gamification.catalog.add_files(ADMIN, EMPTY, [photo(n) for n in range(499)])
    with pytest.raises(InvalidSetting):
        await gamification.catalog.add_files(ADMIN, EMPTY, [photo(1_000), photo(1_001)])
    assert (await gamification.catalog.add_files(ADMIN, EMPTY, [photo(1_000)])).total == 500


@pytest.mark.parametrize(
    "call",
    [
        lambda catalog, files: catalog.add_files(5, EMPTY, [photo(1)]),
        lambda catalog, files: catalog.add_files(ADMIN, 99, [photo(1)]),
        lambda catalog, files: catalog.add_files(ADMIN, EMPTY, ["AgAC1"]),
        lambda catalog, files: catalog.add_files(ADMIN, EMPTY, 5),
        lambda catalog, files: catalog.add_files(ADMIN, EMPTY, [ContentFile("", FileKind.PHOTO)]),
        lambda catalog, files: catalog.add_files(ADMIN, EMPTY, [ContentFile("x" * 301, FileKind.PHOTO)]),
        lambda catalog, files: catalog.add_files(ADMIN, EMPTY, [ContentFile("a\0b", FileKind.PHOTO)]),
        lambda catalog, files: catalog.move_file(ADMIN, EMPTY, "AgAC1", -1),
        lambda catalog, files: catalog.remove_file(ADMIN, None, "AgAC1"),
    ],
)
async def test_what_is_refused_changes_nothing(
    gamification: Gamification, database: Database, call: Any
) -> None:
    with pytest.raises(GamificationError) as refused:
        await call(gamification.catalog, None)
    assert isinstance(refused.value, InvalidSetting | NotAllowed)
    assert await database.read(latest_changes, 1) == []
