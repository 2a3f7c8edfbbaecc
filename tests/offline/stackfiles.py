"""Stack files of a test's own, in an empty project."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline.errors import InputError
from offline.stackfile import Stack, load

PROJECT = "name: megane\nruntime: python\n"


def load_text(place: Path, text: str, *changes: str) -> Stack:
    """`text` as the file of the stack dev, with `--set` changes."""
    (place / "Pulumi.dev.yaml").write_text(text)
    return load(place, "dev", changes)


def mistakes(place: Path, text: str, *changes: str) -> tuple[str, ...]:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as raised:
        load_text(place, text, *changes)
    return raised.value.problems
