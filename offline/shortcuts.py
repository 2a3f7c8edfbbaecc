"""What the SDK spends most of a recording on, by a shorter way to the same; in place while a program is recorded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import pulumi
from pulumi.output import _OutputData
from pulumi.runtime import known_types, resource, rpc
from pulumi.runtime.proto.source_pb2 import StackTrace


def _transfer_properties(res: pulumi.Resource, props: Collection[str], custom: bool) -> dict[str, rpc.Resolver]:
    """Of the dozen outputs of a resource few are ever read. The SDK gives each four futures and a task that waits for
    them: with one future for all it tells, a recording takes a quarter less."""
    resolvers: dict[str, rpc.Resolver] = {}
    for name in props:
        if name == "urn" or (name == "id" and custom):
            continue
        data: asyncio.Future[_OutputData[Any]] = asyncio.Future()
        resolvers[name] = partial(_resolve, res, data)
        res.__dict__[name] = pulumi.Output._from_data(data)
    return resolvers


def _resolve(
    res: pulumi.Resource,
    data: asyncio.Future[_OutputData[Any]],
    value: Any,
    is_known: bool,
    is_secret: bool,
    deps: set[pulumi.Resource] | None,
    failed: Exception | None,
) -> None:
    if failed is not None:
        data.set_exception(failed)
    else:
        data.set_result(
            _OutputData(resources={*(deps or ()), res}, value=value, is_known=is_known, is_secret=is_secret)
        )


def _contains_unknowns(val: Any) -> bool:
    """The SDK defines a function in each call, and it holds itself: more than half of the garbage of a recording."""
    return bool(known_types.is_unknown(val)) or (isinstance(val, (dict, list)) and _inside(val, set()))


def _inside(val: dict[Any, Any] | list[Any], seen: set[int]) -> bool:
    if id(val) in seen:
        return False
    seen.add(id(val))
    for item in [val[key] for key in val] if isinstance(val, dict) else val:  # SDK classes have a `values` of their own
        if known_types.is_unknown(item) or (isinstance(item, (dict, list)) and _inside(item, seen)):
            return True
    return False


_SHORTER: tuple[tuple[ModuleType, str, object], ...] = (
    # The whole call stack of each registration is only for the engine's messages: a fifth of the time.
    (resource, "_get_stack_trace", StackTrace),
    (rpc, "transfer_properties", _transfer_properties),
    (rpc, "contains_unknowns", _contains_unknowns),
)


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    ways = [(module, name, getattr(module, name)) for module, name, _ in _SHORTER]
    for module, name, shorter in _SHORTER:
        setattr(module, name, shorter)
    try:
        yield
    finally:
        for module, name, sdks in ways:
            setattr(module, name, sdks)
