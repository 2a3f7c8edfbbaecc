"""What it takes to try a field of a dataclass: how to build with it, and another value for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tests.components.build import key_arns, subnets


@dataclass(frozen=True)
class Knobs:
    """`build` takes fields by name; `others` has another value for each field, or what makes one in the program.

    Where `build` returns a component, what was built for it to stand on is not looked at.
    """

    build: Callable[..., object]
    others: Mapping[str, object]


OTHER_KEYS = partial(key_arns, "-2")
OTHER_SUBNETS = partial(subnets, "-2")
