"""The one error of the offline tool that is the user's: it ends in a readable message and exit status 2."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable


class InputError(Exception):
    """Mistakes in what the user gave (files, names, options): all of them at once, each a line with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def nearest(word: str, known: Collection[str]) -> str:
    """` (did you mean "x"?)`, or nothing when no known word is near."""
    match = difflib.get_close_matches(word, known, n=1)
    return f' (did you mean "{match[0]}"?)' if match else ""
