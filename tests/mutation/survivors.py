"""Mutants that no rule has to kill, and mistakes that none sees, each with the reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["harmless", "slips", "outage", "refused"]
_KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
_NO_HARM: frozenset[Kind] = frozenset({"harmless", "refused"})
_WORDS = 5  # environment, type, name, place, operator; the last one may hold blanks


@dataclass(frozen=True, slots=True)
class Excuse:
    """`harmless`: no mistake is made. `refused`: AWS, the engine or the deployment does not let it happen. `outage`:
    something does not work, which shows at once, and nothing is opened or lost. `slips`: one passes all rules."""

    kind: Kind
    reason: str
    pattern: str

    def fits(self, key: str) -> bool:
        """Word by word, each of which may name alternatives."""
        return all(
            any(fnmatchcase(word, alternative) for alternative in said.split("|"))
            for word, said in zip(_words(key), _words(self.pattern), strict=True)
        )

    def names(self, key: str) -> bool:
        """Whether it writes out which place is changed and how, whatever the resource is called."""
        said = _words(self.pattern)[3:]
        return all(word in alternatives.split("|") for word, alternatives in zip(_words(key)[3:], said, strict=True))


@cache
def excuses() -> tuple[Excuse, ...]:
    """In the order of the file; the first that fits holds."""
    text = (Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8")
    table: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(text)
    return tuple(
        Excuse(_KINDS[kind], reason, pattern)
        for kind, reasons in table.items()
        for reason, patterns in reasons.items()
        for pattern in patterns
    )


def excuse(key: str, *, critical: bool) -> Excuse | None:
    """Why a mutant may survive, None if nothing says so. A critical one only does no harm, and is named literally."""
    fitting = (one for one in excuses() if one.fits(key))
    return next((one for one in fitting if not critical or (one.kind in _NO_HARM and one.names(key))), None)


def _words(text: str) -> list[str]:
    return text.split(" ", _WORDS - 1)
