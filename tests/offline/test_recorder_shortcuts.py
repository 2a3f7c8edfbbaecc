"""What stands in for functions of the SDK makes no difference, and is gone after a recording."""

from __future__ import annotations

import asyncio

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import resource, rpc

from offline import shortcuts, stackfile
from offline.graph import View
from offline.refusals import DuplicateResourceError
from tests.conftest import Record
from tests.stacks import load


@pytest.mark.parametrize("view", ["preview", "up"])
@pytest.mark.parametrize("stack", ["prod", "dr"])  # all there is, and what a stack only reads
def test_a_recording_is_what_it_would_be_without(stack: str, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shortcuts, "_SHORTER", ())
        plain = load.recorded(stackfile.load(load.ROOT, stack), view)

    assert load.stack_graph(view, stack) == plain


def test_outputs_of_what_failed_fail(record: Record) -> None:
    told: list[object] = []

    async def read(output: pulumi.Output[str]) -> None:
        try:
            told.append(await output.future())
        except DuplicateResourceError as error:
            told.append(error.urn)

    tasks: list[asyncio.Task[None]] = []

    def build() -> None:
        tasks.extend(asyncio.ensure_future(read(aws.sns.Topic("topic").arn)) for _ in range(2))

    with pytest.raises(DuplicateResourceError):
        record(build)
    assert told == [None, "urn:pulumi:test::megane::aws:sns/topic:Topic::topic"]


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "x", [], {}, UNKNOWN, [UNKNOWN], {"a": UNKNOWN}),
        *([["x"], ["y", UNKNOWN]], {"a": {"b": [1, UNKNOWN]}}, {"a": [{}, {"b": "x"}]}),
    ],
)
def test_unknowns_are_found_where_the_sdk_finds_them(value: object) -> None:
    assert shortcuts._contains_unknowns(value) is rpc.contains_unknowns(value)


def test_a_value_that_holds_itself_is_looked_through_once() -> None:
    itself: list[object] = ["x"]
    itself.append(itself)
    assert not shortcuts._contains_unknowns(itself)
    itself.append(UNKNOWN)
    assert shortcuts._contains_unknowns(itself)


def test_the_sdk_has_its_own_again(record: Record) -> None:
    during: list[object] = []
    own = (resource._get_stack_trace, rpc.transfer_properties, rpc.contains_unknowns)

    def build() -> None:
        during.append(rpc.transfer_properties)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        record(build)
    assert during == [shortcuts._transfer_properties]
    assert (resource._get_stack_trace, rpc.transfer_properties, rpc.contains_unknowns) == own
