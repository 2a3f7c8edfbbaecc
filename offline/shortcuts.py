"""What the SDK spends most of a recording on, by a shorter way to the same; in place while a program is recorded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from functools import cache, partial
from typing import Any, TypeAlias

import pulumi
from pulumi import _types, log
from pulumi.output import _OutputData
from pulumi.runtime import known_types, resource, resource_cycle_breaker, rpc, settings
from pulumi.runtime.proto.source_pb2 import StackTrace

_Data: TypeAlias = "asyncio.Future[_OutputData[Any]]"

_sdk_create_urn = resource.create_urn
_sdk_serialize_property = rpc.serialize_property
_sdk_deserialize_property = rpc.deserialize_property


class _Told(pulumi.Output[Any]):
    """An output of a resource. Few are ever read: the others do without a future, and without what one tells."""

    def __init__(self, res: pulumi.Resource) -> None:
        self._res = res
        self._future_data: _Data | None = None
        self._told: tuple[Any, bool, bool, set[pulumi.Resource] | None, Exception | None] | None = None

    @property
    def _data(self) -> _Data:  # type: ignore[override]  # the SDK only reads it
        if self._future_data is None:
            self._future_data = asyncio.Future()
            self._settle()
        return self._future_data

    def _tell(
        self,
        value: Any,
        is_known: bool,
        is_secret: bool,
        deps: set[pulumi.Resource] | None,
        failed: Exception | None,
    ) -> None:
        self._told = (value, is_known, is_secret, deps, failed)
        self._settle()

    def _settle(self) -> None:
        if self._future_data is None or self._told is None:
            return
        value, is_known, is_secret, deps, failed = self._told
        if failed is not None:
            self._future_data.set_exception(failed)
        else:
            self._future_data.set_result(_OutputData({*(deps or ()), self._res}, value, is_known, is_secret))


def _transfer_properties(res: pulumi.Resource, props: Collection[str], custom: bool) -> dict[str, rpc.Resolver]:
    """The SDK gives each output four futures and a task, and waits for all of them at the end of the program."""
    resolvers: dict[str, rpc.Resolver] = {}
    for name in props:
        if name != "urn" and not (name == "id" and custom):
            res.__dict__[name] = output = _Told(res)
            resolvers[name] = output._tell
    return resolvers


def _track(output: pulumi.Output[Any]) -> None:
    """What the program's end waits for, or fails with; the SDK takes a lock and asks a context variable, four times."""
    data, waited_for = output._data, settings.SETTINGS.outputs
    if not data.done() or _has_failed(data):
        waited_for.add(data)
        data.add_done_callback(partial(_done, waited_for))


def _done(waited_for: set[_Data], data: _Data) -> None:
    if not _has_failed(data):
        waited_for.discard(data)


def _has_failed(data: _Data) -> bool:
    return data.cancelled() or data.exception() is not None


def _create_urn(
    name: pulumi.Input[str],
    type_: pulumi.Input[str],
    parent: pulumi.Resource | pulumi.Input[str] | None = None,
    project: str | None = None,
    stack: str | None = None,
) -> pulumi.Output[str]:
    """Each registration makes one of three texts, through a dozen outputs, in case that there is no monitor."""
    if not (isinstance(name, str) and isinstance(type_, str) and isinstance(parent, str)):
        return _sdk_create_urn(name, type_, parent, project, stack)
    return pulumi.Output.from_input(f"{parent[: parent.rfind('::')]}${type_}::{name}")


_PLAIN = frozenset({str, bool, int, float, type(None)})


async def _serialize_property(value: Any, *args: Any, **kwargs: Any) -> Any:
    """Most values are plain; the SDK first asks of each whether it is any of a dozen other things."""
    if type(value) in _PLAIN and not kwargs.get("return_protobuf_value"):
        return value
    return await _sdk_serialize_property(value, *args, **kwargs)


def _deserialize_property(value: Any, *args: Any, **kwargs: Any) -> Any:
    if type(value) in _PLAIN and value != rpc.UNKNOWN:
        return value
    return _sdk_deserialize_property(value, *args, **kwargs)


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


def _reachable(from_resource: pulumi.Resource, to_resource: pulumi.Resource) -> bool:
    """Whether one depends on the other; the SDK asks it of each dependency, by generators within generators."""
    seen, found = {from_resource}, [from_resource]
    while found:
        if (at := found.pop()) is to_resource:
            return True
        more = resource_cycle_breaker._deps(at) - seen
        seen |= more
        found.extend(more)
    return False


_SHORTER: tuple[tuple[object, str, object], ...] = (
    # The whole call stack of each registration is only for the engine's messages: a fifth of the time.
    (resource, "_get_stack_trace", StackTrace),
    (resource, "create_urn", _create_urn),
    (resource_cycle_breaker, "_reachable", _reachable),
    (rpc, "transfer_properties", _transfer_properties),
    (rpc, "serialize_property", _serialize_property),
    (rpc, "deserialize_property", _deserialize_property),
    (rpc, "contains_unknowns", _contains_unknowns),
    (pulumi.Output, "_track", _track),
    (log, "debug", lambda *_, **__: None),  # the recorder would drop it
    # What a type is made of is worked out anew for each value of it.
    *((_types, name, cache(getattr(_types, name))) for name in ("unwrap_type", "unwrap_optional_type")),
    *((_types, name, cache(getattr(_types, name))) for name in ("resource_types", "resource_pulumi_to_py_names")),
)


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    ways = [(owner, name, getattr(owner, name)) for owner, name, _ in _SHORTER]
    for owner, name, shorter in _SHORTER:
        setattr(owner, name, shorter)
    try:
        yield
    finally:
        for owner, name, sdks in ways:
            setattr(owner, name, sdks)
