"""A hook of mkdocs: the pages of the documentation site that docs/ does not have, and links to them.

Pages in docs/ link as the forge needs it: to ../CHANGELOG.md, to a source file, to a folder. The site has a
page for each such target, made here, and the links are turned. The reference has a page for each service of
`Gamification`, and for each table of names in docs/api.md.
"""

import ast
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PLACES = {
    ROOT / "README.md": "index.md",
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "SECURITY.md": "security.md",
    ROOT / "LICENSE": "license.md",
}
"""Files beside docs/ and their pages."""
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")
ASSET = re.compile(
    r"<(?:link|script|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"'\s>]+)"
)
QUIET_LABELS = ".doc-label-instance-attribute, .doc-label-class-attribute { display: none; }\n"
"""What a field is called by mkdocstrings helps nobody who reads a dataclass."""
GROUPS = {
    "setting-up": ("Setting up", "A bot of its own, or plugged into yours", 0),
    "results": ("What calls return", "What they return", 0),
    "values": ("Values", "What they return", 1),
    "events": ("What is told", "What they return", 2),
    "errors": ("Errors", "Errors", 0),
}
"""Pages of the reference: title, and the table of docs/api.md that names what is on it."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add to the navigation what has too many pages to be listed by hand."""
    groups = [{title: f"reference/{name}.md"} for name, (title, _, _) in GROUPS.items()]
    groups.append({"Database and upgrade": "reference/modules.md"})
    services = [{service: f"reference/{service}.md"} for service, _ in _services()]
    decisions = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    project = [uri for uri in PLACES.values() if uri != "index.md"]
    config.nav = [
        *(config.nav or []),
        {"Reference": ["reference/index.md", *services, *groups]},
        {"Decisions": ["decisions/README.md", *(f"decisions/{name}" for name in decisions)]},
        {"Project": [*project, *sorted(_linked_sources().values())]},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made here."""
    for source, uri in PLACES.items():
        text = source.read_text(encoding="utf-8")
        files.append(_made(config, uri, text if source.suffix else f"# License\n\n```text\n{text}```\n"))
    for source, uri in _linked_sources().items():
        files.append(_made(config, uri, _as_page(source)))
    for uri, text in _reference().items():
        files.append(_made(config, uri, text))
    files.append(_made(config, config.extra_css[0], QUIET_LABELS))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links to what is outside docs/ to the pages made here."""
    uri = page.file.src_uri
    return LINK.sub(lambda link: _turned(link[1], uri), markdown) if _origin(uri) else markdown


def on_post_build(config: MkDocsConfig) -> None:
    """Refuse a site that would load anything from elsewhere."""
    for path in Path(config.site_dir).rglob("*.html"):
        if found := ASSET.search(path.read_text(encoding="utf-8")):
            raise PluginError(f"{path}: loads {found[1]} from elsewhere")


def _made(config: MkDocsConfig, uri: str, text: str) -> File:
    return File.generated(config, uri, content=text)


def _origin(uri: str) -> Path | None:
    """The file that a page comes from; None for pages that are made here from nothing."""
    by_place = {place: source for source, place in PLACES.items() if source.suffix}
    path = by_place.get(uri, DOCS / uri)
    return path if path.is_file() else None


def _turned(link: str, uri: str) -> str:
    origin = _origin(uri)
    assert origin
    target = (origin.parent / link).resolve()
    place = PLACES.get(target) or _linked_sources().get(target)
    if place is None:
        if not target.is_relative_to(DOCS):
            raise PluginError(f"{origin.name}: {link} leads to nothing")
        place = target.relative_to(DOCS).as_posix()
    return posixpath.relpath(place, posixpath.dirname(uri) or ".")


def _linked_sources() -> dict[Path, str]:
    """Files of the repository and folders that pages link to, each with the page that shows it."""
    pages = [*DOCS.rglob("*.md"), *(path for path in PLACES if path.suffix)]
    targets = {
        (page.parent / link).resolve()
        for page in pages
        for link in LINK.findall(page.read_text(encoding="utf-8"))
    }
    found = {}
    for target in sorted(targets - PLACES.keys()):
        if target.is_dir() or (target.is_file() and not target.is_relative_to(DOCS)):
            found[target] = f"sources/{target.relative_to(ROOT).as_posix().replace('/', '-')}.md"
    return found


def _as_page(source: Path) -> str:
    name = source.relative_to(ROOT).as_posix()
    if source.is_file():
        return f"# {name}\n\n{_listing(source)}"
    images = [
        path for path in sorted(source.iterdir()) if path.suffix == ".png" and path.is_relative_to(DOCS)
    ]
    texts = [path for path in sorted(source.iterdir()) if path.suffix in (".py", ".md", ".toml", ".ini")]
    shown = "".join(f"![{path.stem}](../{path.relative_to(DOCS).as_posix()})\n\n" for path in images)
    return f"# {name}\n\n{shown}" + "".join(f"## {path.name}\n\n{_listing(path)}" for path in texts)


def _listing(path: Path) -> str:
    return f"`````{path.suffix.removeprefix('.')}\n{path.read_text(encoding='utf-8')}\n`````\n\n"


def _reference() -> dict[str, str]:
    """The pages of the reference, as instructions to mkdocstrings."""
    pages = {}
    services = list(_services())
    for service, kind in services:
        path = f"besitos.services.gamification.gamification.{kind}"
        pages[f"reference/{service}.md"] = _block(
            path, service, heading=f"gamification.{service}", heading_level=1
        )
    for name, (title, section, number) in GROUPS.items():
        names = [row[0] for row in _rows(section, number) if row[0] != "Gamification"]
        with_values = name not in ("setting-up", "errors")  # where they are expressions of __init__
        blocks = [_block(f"besitos.{one}", one, show_attribute_values=with_values) for one in names]
        pages[f"reference/{name}.md"] = f"# {title}\n\n{''.join(blocks)}"
    pages["reference/modules.md"] = f"# Database and upgrade\n\n{''.join(_of_modules())}"
    listed = "".join(f"- [`gamification.{service}`]({service}.md): {kind}\n" for service, kind in services)
    listed += "".join(f"- [{title}]({name}.md)\n" for name, (title, _, _) in GROUPS.items())
    listed += "- [Database and upgrade](modules.md)\n"
    pages["reference/index.md"] = (
        "# Reference\n\nWhat the code itself says of each public name; [the API page](../api.md) is\n"
        f"the promise. The services are the fields of `Gamification`.\n\n{listed}"
    )
    return pages


def _block(path: str, name: str, **options: str | bool | int | list[str]) -> str:
    """Instruct mkdocstrings to show an object, without what docs/api.md lists as its inner calls."""
    inner = re.findall(r"`(\w+)`", dict(_rows("Services", 1)).get(name, ""))
    filters = ["!^_", *(f"!^{one}$" for one in inner)]
    lines = [f"      {key}: {json.dumps(value)}\n" for key, value in {**options, "filters": filters}.items()]
    return f"::: {path}\n    options:\n{''.join(lines)}\n"


def _of_modules() -> Iterator[str]:
    """What docs/api.md names of our modules and `besitos` does not export."""
    text = " ".join((DOCS / "api.md").read_text(encoding="utf-8").split())
    exported = {name for _, section, number in GROUPS.values() for name, _ in _rows(section, number)}
    others = dict(_rows("What they return", -1))
    for module, names in re.findall(r"`(besitos\.[\w.]+)` \(([^)]+)\)", text):
        for name in re.findall(r"`(\w+)`", names):
            if name not in exported:
                only = re.findall(r"`(\w+)", others.get(name, ""))
                yield _block(f"{module}.{name}", name, **({"members": only} if only else {}))


def _services() -> Iterator[tuple[str, str]]:
    tree = ast.parse((ROOT / "bot/services/gamification/gamification.py").read_text(encoding="utf-8"))
    promised = {name for name, _ in _rows("Services", 0)}
    (face,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Gamification")
    for node in face.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in promised - {"clock"}:
            yield ast.unparse(node.target), ast.unparse(node.annotation)


def _rows(section: str, number: int) -> list[tuple[str, str]]:
    """Of a table of docs/api.md: the name that each row begins with, and the rest of the row."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(section)}[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise PluginError(f"docs/api.md has no section {section!r}")
    table = re.findall(r"(?:^\|.*\n)+", found[1], re.MULTILINE)[number]
    rows = [re.match(r"\| `(\w+)`(.*)", line) for line in table.splitlines()[2:]]
    return [(row[1], row[2]) for row in rows if row]
