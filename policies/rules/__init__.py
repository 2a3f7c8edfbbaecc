"""The rules: plain functions over plain resources. A new rule is one decorated function in a module of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from .model import REGISTRY, Rule


@cache
def _load() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def all_rules() -> tuple[Rule, ...]:
    """Every rule of every module in this folder, by id."""
    _load()
    return tuple(REGISTRY[rule_id] for rule_id in sorted(REGISTRY))
