"""What each rule makes of which resources: the fixtures of the rules' tests, and what explains a rule to people.

Only tests and offline tools import this; the pack that the engine runs does not.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from policies.rules.pack import Pack, PackConfig, RuleConfig
from policies.rules.resource import UNKNOWN, Resource, Value

IN_FULL = Pack(stated=True, today=date(2026, 11, 1))
Case = Literal["pass", "fail", "absent", "unknown", "not applicable"]


@dataclass(frozen=True, slots=True)
class Known:
    """A reference whose value is known, as in an update."""

    to: Resource
    value: str


# What a property of an example may hold: a Resource stands for an output of it, not known before the update.
Given: TypeAlias = "Value | Resource | Known | Sequence[Given] | Mapping[str, Given]"


@dataclass(frozen=True, slots=True)
class Example:
    """A small stack and the exact findings of one rule over it: (kind, message), none for a pass.

    `pack` is what the rule is told; unless an example says otherwise, production in full.
    """

    rule: str
    case: Case
    name: str
    resources: tuple[Resource, ...]
    findings: tuple[tuple[str, str], ...] = ()
    pack: Pack = IN_FULL


def made(type_: str, name: str, /, **props: Given) -> Resource:
    """A resource whose references are kept as Pulumi keeps them: by property, in the value and as a dependency."""
    depends: dict[str, tuple[str, ...]] = {}
    for key, value in props.items():
        if urns := tuple(dict.fromkeys(_urns(value))):
            depends[key] = urns
    return Resource(
        type=type_,
        name=name,
        urn=f"urn:pulumi:example::megane::{type_}::{name}",
        props={key: _value(value) for key, value in props.items()},
        dependencies=tuple(dict.fromkeys(urn for urns in depends.values() for urn in urns)),
        property_dependencies=depends,
    )


def findings(*texts: str) -> tuple[tuple[str, str], ...]:
    """Findings of an example, each as one text: its kind, a blank, its message."""
    return tuple((kind, message) for kind, _, message in (text.partition(" ") for text in texts))


def told(*choices: RuleConfig, **config: Any) -> Pack:
    """A pack that was told something else: fields of PackConfig, and what people chose for rules."""
    return replace(IN_FULL, config=PackConfig(**config), choices={type(choice): choice for choice in choices})


def all_examples() -> tuple[Example, ...]:
    """The examples of every module in this folder."""
    found: list[Example] = []
    for module in pkgutil.iter_modules(__path__):
        found += getattr(importlib.import_module(f"{__name__}.{module.name}"), "EXAMPLES", ())
    return tuple(found)


def _urns(value: Given) -> list[str]:
    if isinstance(value, Resource):
        return [value.urn]
    if isinstance(value, Known):
        return [value.to.urn]
    if isinstance(value, Mapping):
        return [urn for item in value.values() for urn in _urns(item)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [urn for item in value for urn in _urns(item)]
    return []


def _value(value: Given) -> Value:
    if isinstance(value, Resource):
        return UNKNOWN
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(item) for item in value]
    return value
