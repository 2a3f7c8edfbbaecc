"""What stands in for functions of the SDK makes no difference, and is gone after a recording."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc

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


def _in_a_circle() -> None:
    whole = pulumi.ComponentResource("megane:data:Home", "whole")
    first = aws.sns.Topic("first", opts=pulumi.ResourceOptions(depends_on=[whole]))
    aws.sns.Topic("part", opts=pulumi.ResourceOptions(parent=whole, depends_on=[first]))


def _by_a_function_that_fails() -> None:
    pulumi.Output.from_input("x").apply(int)


def _by_what_is_waited_for_and_fails() -> None:
    async def later() -> str:
        await asyncio.sleep(0)
        raise KeyError("later")

    pulumi.Output.from_input(cast(Awaitable[Any], later()))


def _by_what_has_failed() -> None:
    failed: asyncio.Future[Any] = asyncio.Future()
    failed.set_exception(KeyError("before"))
    pulumi.Output._from_data(failed)


def _of_a_value_that_is_no_json() -> None:
    aws.sns.Topic("topic", tags={"a": cast(str, str)})


@pytest.mark.parametrize(
    "build",
    [
        _in_a_circle,
        _by_a_function_that_fails,
        _by_what_is_waited_for_and_fails,
        _by_what_has_failed,
        _of_a_value_that_is_no_json,
    ],
)
def test_a_program_fails_as_it_would_without(
    build: Callable[[], None], record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Exception) as ours:  # noqa: PT011  which one, the SDK tells
        record(build)
    monkeypatch.setattr(shortcuts, "_SHORTER", ())
    with pytest.raises(Exception) as sdks:  # noqa: PT011
        record(build)
    assert (ours.type, str(ours.value)) == (sdks.type, str(sdks.value))


@pytest.mark.parametrize("parent", ["urn:pulumi:test::megane::megane:data:Home$aws:x/y:Y::its-name", "", None])
def test_a_urn_is_the_sdks(parent: str | None, record: Record) -> None:
    told: list[str | None] = []

    async def read() -> None:
        ways = (shortcuts._create_urn, shortcuts._sdk_create_urn)
        told.extend([await make("topic", "aws:sns/topic:Topic", parent).future() for make in ways])

    tasks: list[asyncio.Task[None]] = []
    record(lambda: tasks.append(asyncio.ensure_future(read())))
    assert told
    assert told[0] == told[1]


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
    own = [getattr(owner, name) for owner, name, _ in shortcuts._SHORTER]

    def build() -> None:
        during.append(rpc.transfer_properties)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        record(build)
    assert during == [shortcuts._transfer_properties]
    assert [getattr(owner, name) for owner, name, _ in shortcuts._SHORTER] == own
