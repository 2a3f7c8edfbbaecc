"""The one error of the offline tool that is the user's: it ends in a readable message and exit status 2."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

T = TypeVar("T")


class InputError(Exception):
    """Mistakes in what the user gave (files, names, options): all of them at once, each a line with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))  # two stacks share their project file, and its mistakes
        super().__init__("\n".join(self.problems))


def together(steps: Iterable[Callable[[], T]]) -> list[T]:
    """The result of each step; the mistakes of all of them in one InputError, if there are any."""
    results: list[T] = []
    problems: list[str] = []
    for step in steps:
        try:
            results.append(step())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return results


def nearest(word: str, known: Collection[str]) -> str:
    """` (did you mean "x"?)`, or nothing when no known word is near."""
    match = difflib.get_close_matches(word, known, n=1)
    return f' (did you mean "{match[0]}"?)' if match else ""
