"""JSON documents with values in them that are only known once something exists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pulumi


def json_text(value: object) -> pulumi.Output[str]:
    """`value` as JSON, once all outputs in it are known; secret if one of them is.

    The same text as `pulumi.Output.json_dumps`, with one output for the document instead of one for every list and
    mapping in it: a container definition has some forty.
    """
    return pulumi.Output.all(*_outputs(value)).apply(lambda known: json.dumps(_filled(value, iter(known))))


def _outputs(value: object) -> Iterator[pulumi.Output[object]]:
    if isinstance(value, pulumi.Output):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _outputs(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _outputs(item)


def _filled(value: object, known: Iterator[object]) -> object:
    """The same walk, each output replaced by what it turned out to be."""
    if isinstance(value, pulumi.Output):
        return next(known)
    if isinstance(value, Mapping):
        return {key: _filled(item, known) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_filled(item, known) for item in value]
    return value
