"""Levels: a safe formula over `total_earned`, and where each level starts.

The creator writes the formula (setting `level_formula`). Python parses it, its parts are checked against a
list of what is allowed, and simpleeval evaluates it, so that it can only do arithmetic.
"""

import ast
import math
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

from simpleeval import InvalidExpression, SimpleEval

from ..errors import InvalidSetting, SettingTrouble

SETTING = "level_formula"
DEFAULT_FORMULA = "floor(sqrt(total_earned / 100)) + 1"
MAX_LENGTH = 255
MAX_PARTS = 100
DEEPEST = 30
WIDEST_BITS = 4096
"""Size of the largest intermediate number, which keeps an evaluation below a millisecond."""
TOP = 10**12
"""Levels are computed up to this many besitos; a member with more has the level of this sum."""
MAX_LEVELS = 10_000


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > WIDEST_BITS:
        raise _TooLarge
    return _bounded(base**exponent)


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > WIDEST_BITS:
        raise _TooLarge
    return value


class _TooLarge(ArithmeticError):
    """An intermediate number is larger than WIDEST_BITS."""


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: lambda a, b: _bounded(a + b),
    ast.Sub: lambda a, b: _bounded(a - b),
    ast.Mult: lambda a, b: _bounded(a * b),
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: _power,
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: +a,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "log": math.log,
    "min": min,
    "max": max,
}
NAME = "total_earned"


class LevelFormula:
    """A legal formula. `level(total_earned)` is a whole number of at least 1, and never falls.

    It is thread-safe: units of work on SQLite run in several threads.
    """

    def __init__(self, expression: str) -> None:
        """Raises InvalidSetting, with a reason for the creator, for what docs/rules.md does not allow.

        It cannot be proven that a formula never falls. It is tested, at a fixed cost, at every sum up to
        2,000, at sums that grow by 4 % up to 10^12, and on both sides of up to 64 of its steps. If it falls
        or has no value between these, the level stays as it was before: a level is the number of steps
        passed, and the steps are sorted.
        """
        self.expression = expression
        self._tree = _parse(expression)
        self._evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS)
        self._lock = threading.Lock()  # the evaluator has state, and so have the lists below
        # Sorted sums and their levels. Between two sums of the same level there is no step; between two of
        # different levels a step is found by bisection, once, and cached.
        self._sums, self._levels = self._check()

    def level(self, total_earned: int) -> int:
        """Return the level of a member who has earned `total_earned` besitos."""
        total = min(max(total_earned, 0), TOP)
        with self._lock:
            while True:
                at = bisect_right(self._sums, total) - 1
                if self._sums[at] == total or self._levels[at] == self._levels[at + 1]:
                    return self._levels[at]
                self._halve(at, self._lenient)

    def starts_at(self, level: int) -> int | None:
        """Return the smallest `total_earned` with at least this level, or None if 10^12 besitos do not reach
        it."""
        with self._lock:
            return self._start(level, self._lenient)

    def _start(self, level: int, value_at: Callable[[int], int | None]) -> int | None:
        while True:
            at = bisect_left(self._levels, level)
            if at == len(self._levels):
                return None
            if at == 0 or self._sums[at] - self._sums[at - 1] == 1:
                return self._sums[at]
            self._halve(at - 1, value_at)

    def _halve(self, at: int, value_at: Callable[[int], int | None]) -> None:
        low, high = self._levels[at], self._levels[at + 1]
        middle = (self._sums[at] + self._sums[at + 1]) // 2
        value = value_at(middle)
        level = low if value is None else min(max(value, low), high)
        # Only the two ends of a level are kept, so that the lists grow with the number of levels only.
        if level == low and at > 0 and self._levels[at - 1] == low:
            self._sums[at] = middle
        elif level == high and at + 2 < len(self._levels) and self._levels[at + 2] == high:
            self._sums[at + 1] = middle
        else:
            self._sums.insert(at + 1, middle)
            self._levels.insert(at + 1, level)

    def _lenient(self, total_earned: int) -> int | None:
        try:
            return self._evaluate(total_earned)
        except InvalidSetting:
            return None

    def _evaluate(self, total_earned: int) -> int:
        self._evaluator.names = {NAME: total_earned}
        try:
            value = self._evaluator.eval(self.expression, previously_parsed=self._tree)
            level: int = math.floor(value)
        except ZeroDivisionError:
            reason = "divides by zero"
        except (_TooLarge, OverflowError):
            reason = "makes numbers that are too large"
        except (ValueError, TypeError, InvalidExpression):
            # log(0), sqrt(-1), a complex power, nan, floor() of two things
            reason = "has no value"
        else:
            return level
        raise InvalidSetting(
            SETTING, f"{reason} at {NAME} = {total_earned:,}", SettingTrouble.FORMULA_NO_VALUE
        )

    def _check(self) -> tuple[list[int], list[int]]:
        first = self._evaluate(0)
        if first < 1:
            raise InvalidSetting(
                SETTING,
                f"gives level {first} at 0; it must give at least 1",
                SettingTrouble.FORMULA_BELOW_ONE,
            )
        seen = {0: first} | {total: self._evaluate(total) for total in _samples()}
        _refuse_a_fall(seen)
        highest = seen[TOP]
        # The default passes the limit itself (100,001 at 10^12) and is legal by definition: decision 0006.
        if highest >= MAX_LEVELS and ast.dump(self._tree) != ast.dump(_parse(DEFAULT_FORMULA)):
            raise InvalidSetting(
                SETTING,
                f"gives level {highest:,} at {TOP:,}; it must stay under {MAX_LEVELS:,}",
                SettingTrouble.FORMULA_TOO_HIGH,
            )

        def noted(total: int) -> int:
            seen[total] = self._evaluate(total)
            return seen[total]

        self._sums, self._levels = _ends_of_levels(seen)
        for level in _some_levels(first, highest):
            start = self._start(level, noted)
            assert start is not None
            for total in (start - 1, start, min(start + 1, TOP)):
                noted(total)
        _refuse_a_fall(seen)
        return _ends_of_levels(seen)


@lru_cache(maxsize=32)
def level_formula(expression: str) -> LevelFormula:
    """Return the formula of this text; each text is checked once. Raises InvalidSetting."""
    return LevelFormula(expression)


def _samples() -> list[int]:
    samples = set(range(1, 2_001)) | {TOP}
    total = 2_000.0
    while total < TOP:
        samples |= {int(total) - 1, int(total), int(total) + 1}
        total *= 1.04
    return sorted(sample for sample in samples if sample <= TOP)


def _some_levels(first: int, highest: int) -> list[int]:
    """Return at most 64 levels that are reached above 0: the lowest ones, and others up to the highest."""
    reached = highest - first
    spread = {first + reached * part // 32 for part in range(1, 33)}
    return sorted((spread | set(range(first + 1, first + 33))) & set(range(first + 1, highest + 1)))


def _refuse_a_fall(seen: dict[int, int]) -> None:
    for at, total in pairwise(sorted(seen)):
        if seen[total] < seen[at]:
            raise InvalidSetting(
                SETTING,
                f"falls from level {seen[at]:,} at {at:,} to {seen[total]:,} at {total:,}; it must not fall",
                SettingTrouble.FORMULA_FALLS,
            )


def _ends_of_levels(seen: dict[int, int]) -> tuple[list[int], list[int]]:
    """Return the sorted sums and levels, without those in the middle of a level."""
    sums = sorted(seen)
    kept = [
        total for before, total, after in zip([None, *sums], sums, [*sums[1:], None], strict=False)
        if before is None or after is None or not seen[before] == seen[total] == seen[after]
    ]  # fmt: skip
    return kept, [seen[total] for total in kept]


def _parse(expression: str) -> ast.expr:
    if not expression.strip():
        raise InvalidSetting(SETTING, "is empty", SettingTrouble.FORMULA_EMPTY)
    if len(expression) > MAX_LENGTH:
        raise InvalidSetting(
            SETTING,
            f"has {len(expression)} characters; at most {MAX_LENGTH}",
            SettingTrouble.FORMULA_TOO_LONG,
        )
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InvalidSetting(
            SETTING, f"is not an expression like {DEFAULT_FORMULA}", SettingTrouble.FORMULA_UNREADABLE
        ) from None
    parts = list(ast.walk(tree))
    if len(parts) > MAX_PARTS * 3 or _depth(tree) > DEEPEST:
        raise InvalidSetting(SETTING, "is too long or too deeply nested", SettingTrouble.FORMULA_TOO_LONG)
    for part in parts:
        _allow(part)
    return tree


def _allow(part: ast.AST) -> None:
    match part:
        case ast.Constant(value=value):
            # not isinstance: True and False are ints; the comparison refuses nan and infinity as well
            if type(value) not in (int, float) or not abs(cast(float, value)) <= TOP * TOP:
                raise InvalidSetting(
                    SETTING, "may only hold numbers of ordinary size", SettingTrouble.FORMULA_UNREADABLE
                )
        case ast.Name(id=name):
            if name != NAME and name not in FUNCTIONS:
                raise InvalidSetting(
                    SETTING,
                    f"does not know {name[:30]!r}; only {NAME} and {_known()}",
                    SettingTrouble.FORMULA_UNREADABLE,
                )
        case ast.Call(func=ast.Name(), keywords=[]):  # the name is checked separately
            pass
        case ast.BinOp() | ast.UnaryOp() | ast.Load():
            pass
        case _ if type(part) in OPERATORS:
            pass
        case _:
            raise InvalidSetting(
                SETTING,
                f"may only hold numbers, {NAME}, + - * / // % ** ( ) and {_known()}",
                SettingTrouble.FORMULA_UNREADABLE,
            )


def _known() -> str:
    return ", ".join(FUNCTIONS)


def _depth(tree: ast.AST) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for part in level for child in ast.iter_child_nodes(part)]
    return deepest
