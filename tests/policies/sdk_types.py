"""What pulumi_aws itself says of its types: which tokens there are, and which properties."""

from __future__ import annotations

import importlib
import inspect
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import ForwardRef, get_args, get_origin, get_overloads

import pulumi_aws  # registers its modules, as does the next
import pulumi_random
from pulumi import _types
from pulumi.runtime.rpc import _RESOURCE_MODULES

from policies.rules.resource import Path

assert pulumi_aws
assert pulumi_random


def resource_class(token: str) -> type | None:
    """The class that the SDK has under a token."""
    module, _, name = token.rpartition(":")
    for held in _RESOURCE_MODULES.get(module, ()):
        with warnings.catch_warnings(action="ignore"):  # the SDK warns of its deprecated types when it loads them
            package = importlib.import_module(held.mod_info["fqn"])  # type: ignore[attr-defined]  # the SDK's own class
            found = getattr(package, name, None)
            return found if isinstance(found, type) else None
    return None


def has_input(token: str, path: Path) -> bool:
    """Whether the resource's Args know a property at `path`."""
    return any(_has(type_, path) for type_ in _args(token))


def _args(token: str) -> Iterator[type]:
    resource = resource_class(token)
    assert resource is not None, token
    for overload in get_overloads(vars(resource)["__init__"]):
        parameters = inspect.signature(overload).parameters
        if "args" in parameters:
            yield parameters["args"].annotation


def _has(type_: object, path: Path) -> bool:
    if not path:
        return True
    if isinstance(path[0], int):
        return _has(type_, path[1:])  # the elements of a list are looked at below
    for args in _inputs(type_):
        known = _types.input_type_types(args)
        if path[0] in known:
            return _has(known[path[0]], path[1:])
    return any(_has(value, path[1:]) for value in _values(type_))


def _values(type_: object) -> Iterator[object]:
    """What the mappings within hold: tags may have any key."""
    inner = get_args(type_)
    if get_origin(type_) is Mapping:
        yield inner[1]
        return
    for one in inner:
        yield from _values(one)


def _inputs(type_: object) -> Iterator[type]:
    """The Args classes somewhere within a Union, Sequence or Awaitable."""
    if isinstance(type_, type) and _types.is_input_type(type_):
        yield type_
    assert not isinstance(type_, ForwardRef), type_
    for inner in get_args(type_):
        yield from _inputs(inner)


@cache
def is_required(token: str, path: tuple[str, ...]) -> bool:
    """Whether the SDK takes no such resource without the property: nobody can forget it."""
    if resource_class(token) is None:
        return False
    for args in _args(token):
        owner: object = args
        for name in path[:-1]:
            owner = next((_types.input_type_types(one).get(name) for one in _inputs(owner)), None)
        for one in _inputs(owner) if owner is not None else ():
            by_camel = {_types.input_type_py_to_pulumi_names(one).get(key, key): key for key in _parameters(one)}
            if path[-1] in by_camel and _parameters(one)[by_camel[path[-1]]].default is inspect.Parameter.empty:
                return True
    return False


def _parameters(args: type) -> Mapping[str, inspect.Parameter]:
    return {name: one for name, one in inspect.signature(args).parameters.items() if name != "__self__"}
