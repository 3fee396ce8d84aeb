"""Reads and checks a host's own Fluent files, which replace texts of ours or add a language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from babel import Locale, UnknownLocaleError
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from ..languages import DEFAULT_LANGUAGE, LOCALES, InvalidTexts, languages_in, texts_in
from .markup import markup_problem
from .menu import Menu

CODE = re.compile(r"[a-z]{2}")  # what Telegram takes as the language of a command menu
PLAIN_FAMILIES = (
    "button-", "command-", "error-", "reaction-", "sweep-button-", "admin-rewards-by-", "admin-rewards-kind-",
    "admin-rewards-says-", "admin-rewards-told",
)  # fmt: skip
PLAIN = {
    "nameless", "throttled", "sweep-changed", "purchases-here-it-comes", "purchases-no-files",
    "purchases-not-yours", "purchases-on-its-way", "reward-seeded-saver",
}  # fmt: skip
PLAIN_OF_ADMINS = re.compile(r"admin-(\w+-)?(title|button|row|option|told|word)(-.+)?")
"""Of the panel: buttons, rows of lists, answers to taps, words for other texts."""
MAX_DESCRIPTION_LENGTH = 256
"""Of a command: https://core.telegram.org/bots/api#botcommand"""


def is_plain(key: str) -> bool:
    """True if the message is also shown where there is no HTML: on buttons, in alerts, in command menus."""
    if PLAIN_OF_ADMINS.fullmatch(key):
        return True
    return key in PLAIN or (key.startswith(PLAIN_FAMILIES) and not key.startswith("reaction-groups-"))


@dataclass(frozen=True, slots=True)
class Overrides:
    """A host's own texts. `texts`: the Fluent text of each language. `missing`: for each language that only
    the host has, the keys that are shown in the default language."""

    texts: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_overrides(folder: Path) -> Overrides:
    """Read all files of a folder that has a folder for each language. Raises InvalidTexts with every problem
    in it, one line each: file, line, what is wrong, what to do."""
    check = _Check()
    languages = list(check.languages(folder))
    for language in languages:
        check.language(language)
    if check.problems:
        raise InvalidTexts([str(problem) for problem in sorted(check.problems)])
    ours = languages_in(LOCALES)
    keys = _our_entries(DEFAULT_LANGUAGE).keys()
    own = {language.name: check.keys(language) for language in languages if language.name not in ours}
    return Overrides(
        texts={
            language.name: "\n".join(file.read_text(encoding="utf-8-sig") for file in texts_in(language))
            for language in languages
        },
        missing={
            code: tuple(sorted(key for key in keys - given if not key.startswith("-")))
            for code, given in own.items()
        },
    )


@dataclass(frozen=True, slots=True, order=True)
class _Problem:
    path: str
    line: int
    what: str
    """What is wrong, and what to do."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.what}"


class _Check:
    """Collects the problems of a folder."""

    def __init__(self) -> None:
        self.problems: list[_Problem] = []
        self._entries: dict[Path, dict[str, ast.Message | ast.Term]] = {}

    def keys(self, language: Path) -> set[str]:
        """Return the keys of a language that was checked."""
        return set(self._entries[language])

    def languages(self, folder: Path) -> Iterator[Path]:
        """Yield the folders of the languages."""
        if not folder.is_dir():
            self._note(folder, "there is no such folder; besitos texts export makes one")
            return
        for entry in sorted(folder.iterdir()):
            if entry.suffix == ".ftl":
                self._note(
                    entry, f"move it into the folder of its language, such as {folder / DEFAULT_LANGUAGE}"
                )
            elif entry.is_dir() and not entry.name.startswith((".", "_")):
                if not _is_language(entry.name):
                    self._note(entry, "not a language; name the folder by the two letters of one, such as fr")
                elif texts_in(entry):
                    yield entry

    def language(self, language: Path) -> None:
        """Check the files of one language."""
        ours = _our_entries(language.name if language.name in languages_in(LOCALES) else DEFAULT_LANGUAGE)
        places: dict[str, str] = {}
        entries = self._entries[language] = {}
        parsed: list[tuple[_File, ast.Message | ast.Term]] = []
        for path in texts_in(language):
            try:
                file = _File(path, path.read_text(encoding="utf-8-sig"))
            except (OSError, UnicodeDecodeError):
                self._note(path, "cannot be read; save it as UTF-8 text")
                continue
            for entry in FluentParser().parse(file.source).body:
                if isinstance(entry, ast.Junk):
                    self._broken(file, entry)
                elif isinstance(entry, ast.Message | ast.Term):
                    key, line = _key(entry), file.line(_start(entry))
                    if key in places:
                        self._note(path, f"{key} was written before ({places[key]}); remove one", line)
                        continue
                    places[key] = f"{path}:{line}"
                    entries[key] = entry
                    parsed.append((file, entry))
        terms = {key: entry for key, entry in (ours | entries).items() if isinstance(entry, ast.Term)}
        for file, entry in parsed:
            for node, what in _wrong(entry, ours, terms):
                self._note(file.path, f"{_key(entry)}: {what}", file.line(_start(node)))

    def _note(self, path: Path, what: str, line: int = 0) -> None:
        self.problems.append(_Problem(str(path), line, what))

    def _broken(self, file: "_File", junk: ast.Junk) -> None:
        annotation = junk.annotations[0]
        self._note(
            file.path,
            f"broken syntax: {annotation.message}; write it as projectfluent.org/fluent/guide shows",
            file.line(min(_start(annotation), _start(junk) + len((junk.content or "").rstrip()))),
        )


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: str

    def line(self, position: int) -> int:
        """Return the line of a position in the text."""
        return self.source.count("\n", 0, position) + 1


def _start(node: ast.SyntaxNode) -> int:
    assert node.span is not None  # the parser was asked for positions
    return node.span.start


Wrong = Iterator[tuple[ast.SyntaxNode, str]]


def _wrong(
    entry: ast.Message | ast.Term,
    ours: Mapping[str, ast.Message | ast.Term],
    terms: Mapping[str, ast.Term],
) -> Wrong:
    """Yield what is wrong with an entry, and where."""
    key, nodes = _key(entry), _Nodes.of(entry)
    if key.startswith("-menu-"):
        yield entry, "is made from the commands and features that are set; remove it"
    if isinstance(entry, ast.Message):
        if key not in ours:
            close = get_close_matches(key, ours, n=1)
            yield entry, "unknown message" + (f"; did you mean {close[0]}?" if close else "; remove it")
            return
        if entry.value is None:
            yield entry, "has no text; write one after ="
            return
        for attribute in entry.attributes:
            yield attribute, f"nothing shows the attribute .{attribute.id.name}; remove it"
        yield from _wrong_variables(entry, nodes, ours[key])
        yield from _wrong_length(key, entry, nodes)
    yield from _wrong_references(nodes, terms)
    plain = isinstance(entry, ast.Term) or is_plain(key)
    for pattern in nodes.patterns:
        if (problem := markup_problem(_with_gaps(pattern), plain=plain)) is not None:
            yield pattern, problem


def _wrong_variables(entry: ast.Message, nodes: "_Nodes", our: ast.Message | ast.Term) -> Wrong:
    wanted = _Nodes.of(our).variable_names
    there = ", ".join(f"{{ ${name} }}" for name in sorted(wanted)) or "none"
    for variable in nodes.variables:
        if variable.id.name not in wanted:
            yield variable, f"unknown variable {{ ${variable.id.name} }}; there are: {there}"
    for name in sorted(wanted - nodes.variable_names):
        yield entry, f"{{ ${name} }} is missing; write it where the value belongs"


def _wrong_references(nodes: "_Nodes", terms: Mapping[str, ast.Term]) -> Wrong:
    for reference in nodes.references:
        if not isinstance(reference, ast.TermReference):
            yield reference, f"{reference.id.name} is not a term; write the text itself"
            continue
        name = f"-{reference.id.name}"
        term = terms.get(name)
        if term is None:
            yield reference, f"unknown term {{ {name} }}; define it: {name} = ..."
        elif reference.attribute is not None and not any(
            one.id.name == reference.attribute.name for one in term.attributes
        ):
            yield reference, f"{name} has no attribute .{reference.attribute.name}; define it"
        elif _is_circular(name, terms):
            yield reference, f"{name} contains itself; write its words"


def _wrong_length(key: str, entry: ast.Message, nodes: "_Nodes") -> Wrong:
    if not (nodes.variables or nodes.references or any(map(_visible, nodes.patterns))):
        yield entry, "is empty, which Telegram does not send; write a text"
    if key.startswith("command-") and max(map(_length, nodes.patterns)) > MAX_DESCRIPTION_LENGTH:
        yield (
            entry,
            f"is too long; a description of a command has at most {MAX_DESCRIPTION_LENGTH} characters",
        )


class _Nodes(Visitor):
    """The nodes of an entry that are checked."""

    def __init__(self) -> None:
        self.variables: list[ast.VariableReference] = []
        self.references: list[ast.TermReference | ast.MessageReference | ast.FunctionReference] = []
        self.patterns: list[ast.Pattern] = []

    @classmethod
    def of(cls, entry: ast.Message | ast.Term) -> "_Nodes":
        nodes = cls()
        nodes.visit(entry)
        return nodes

    @property
    def variable_names(self) -> set[str]:
        return {variable.id.name for variable in self.variables}

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's names
        self.variables.append(node)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802
        self.references.append(node)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.references.append(node)

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802
        self.references.append(node)

    def visit_Pattern(self, node: ast.Pattern) -> None:  # noqa: N802
        self.patterns.append(node)
        self.generic_visit(node)


def _key(entry: ast.Message | ast.Term) -> str:
    return f"-{entry.id.name}" if isinstance(entry, ast.Term) else str(entry.id.name)


def _our_entries(language: str) -> dict[str, ast.Message | ast.Term]:
    files = [file.read_text(encoding="utf-8") for file in texts_in(LOCALES / language)]
    return {
        _key(entry): entry
        for text in (*files, Menu().terms(language))
        for entry in FluentParser().parse(text).body
        if isinstance(entry, ast.Message | ast.Term)
    }


def _is_circular(name: str, terms: Mapping[str, ast.Term]) -> bool:
    """True if the term refers to itself, directly or through others."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for other in _terms_in(terms[waiting.pop()]):
            if other == name:
                return True
            if other in terms and other not in seen:
                seen.add(other)
                waiting.append(other)
    return False


def _terms_in(term: ast.Term) -> Iterable[str]:
    references = _Nodes.of(term).references
    return [f"-{one.id.name}" for one in references if isinstance(one, ast.TermReference)]


def _with_gaps(pattern: ast.Pattern) -> str:
    """The text of a pattern; each value that is put in is one replacement character."""
    return "".join(_text(element) for element in pattern.elements)


def _text(element: ast.TextElement | ast.Placeable) -> str:
    if isinstance(element, ast.TextElement):
        return str(element.value)
    if isinstance(element.expression, ast.StringLiteral):
        return str(element.expression.parse()["value"])
    return "\ufffc"


def _visible(pattern: ast.Pattern) -> bool:
    return bool(_with_gaps(pattern).replace("\ufffc", "").strip())


def _length(pattern: ast.Pattern) -> int:
    return len(_with_gaps(pattern))


def _is_language(code: str) -> bool:
    if not CODE.fullmatch(code):
        return False
    try:
        Locale.parse(code)
    except UnknownLocaleError:
        return False
    return True
