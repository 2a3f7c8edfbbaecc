"""Yes, no and unknown, combined: what one answer decides no unknown can change."""

from __future__ import annotations

from collections.abc import Iterable

from .resource import UNKNOWN, Unknown


def any_of(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """True if one is, UNKNOWN if one could be."""
    known = set(answers)
    return True if True in known else UNKNOWN if UNKNOWN in known else False


def all_of(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """False if one is, UNKNOWN if one could be."""
    known = set(answers)
    return False if False in known else UNKNOWN if UNKNOWN in known else True
