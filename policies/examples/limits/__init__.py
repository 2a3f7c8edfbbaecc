"""Examples of config-limits, module by module as its checks are."""

from __future__ import annotations

import importlib
import pkgutil

from policies.examples import Example

EXAMPLES: tuple[Example, ...] = tuple(
    example
    for module in pkgutil.iter_modules(__path__)
    for example in importlib.import_module(f"{__name__}.{module.name}").EXAMPLES
)
