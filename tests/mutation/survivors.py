"""Mutants that no rule has to see, with the reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path


@cache
def reasons() -> Mapping[str, str]:
    """Pattern of `<environment> <type> <what was done>` -> why it may survive."""
    table = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    return {pattern: reason for reason, patterns in table.items() for pattern in patterns}


def explained(key: str) -> str | None:
    """Why that mutant may survive; None if nothing says so."""
    return next((reason for pattern, reason in reasons().items() if fnmatchcase(key, pattern)), None)


def stale(survivors: Iterable[str]) -> list[str]:
    """Patterns that fit no survivor: what they excused is caught by now."""
    lived = list(survivors)
    return [pattern for pattern in reasons() if not any(fnmatchcase(key, pattern) for key in lived)]
