"""What comes from ECS and what goes back, whatever the hook does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hooks.lifecycle import Answer, Call, NotYetError, read, run
from tests.hooks.fakes import DEPLOYMENT, REVISION, SERVICE, event


def test_the_event_of_ecs_as_its_guide_prints_it() -> None:
    call = read(event("POST_TEST_TRAFFIC_SHIFT", {"approvalChecked": True}))

    assert call == Call(
        stage="POST_TEST_TRAFFIC_SHIFT",
        deployment_arn=DEPLOYMENT,
        service_arn=SERVICE,
        revision_arn=REVISION,
        details={"approvalChecked": True},
        test_weights={},
    )
    assert (call.cluster, call.attempt) == ("megane-test", 0)


def test_the_weights_of_the_test_traffic_by_revision() -> None:
    assert read(event(weights={REVISION: 100, "blue": 0})).test_weights == {REVISION: 100, "blue": 0}
    sent = event()
    del sent["executionDetails"]["testTrafficWeights"]
    assert read(sent).test_weights == {}


@pytest.mark.parametrize(
    ("given", "details", "attempt"),
    [
        (None, {}, 0),
        ("", {}, 0),
        ("{}", {}, 0),
        ('{"health": "/health", "attempt": 2}', {"health": "/health", "attempt": 2}, 2),
        ({"attempt": 3.0}, {"attempt": 3.0}, 3),
        ({"attempt": "many"}, {"attempt": "many"}, 10**6),
        ({"attempt": -1}, {"attempt": -1}, 10**6),
    ],
)
def test_details_come_as_a_mapping_or_as_its_text(given: object, details: dict[str, object], attempt: int) -> None:
    call = read(event(details=given))
    assert (call.details, call.attempt) == (details, attempt)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in event().items() if name != key}


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (None, "the event has no executionDetails"),
        ([], "the event has no executionDetails"),
        (without("executionDetails"), "the event has no executionDetails"),
        (without("lifecycleStage"), "the event has no lifecycleStage"),
        (without("resourceArn"), "the event has no resourceArn"),
        ({**event(), "executionDetails": {"serviceArn": SERVICE}}, "the event has no targetServiceRevisionArn"),
        ({**event(), "executionDetails": {"serviceArn": "arn:aws:ecs:r:1:service/old"}}, "serviceArn has no cluster"),
        (event(details="{"), "hookDetails is no JSON"),
        (event(details=[1]), "hookDetails must be a mapping"),
        (event(weights=[100]), "testTrafficWeights must be a mapping"),
    ],
)  # fmt: skip
def test_an_event_of_another_shape_stops_the_deployment(
    sent: object, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(sent, lambda call: pytest.fail("checked all the same"), attempts=3, delay_seconds=1)

    assert answer == {"hookStatus": "FAILED"}
    assert reason in json.loads(capsys.readouterr().out)["reason"]


def test_no_error_gets_out_and_the_log_says_where_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    def check(_: Call) -> str:
        raise ZeroDivisionError("by chance")

    assert run(event(), check, attempts=3, delay_seconds=1) == {"hookStatus": "FAILED"}
    logged = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"ZeroDivisionError in test_lifecycle\.py:\d+: by chance", logged.pop("reason"))
    assert logged == {
        "hookStatus": "FAILED",
        "stage": "PRE_SCALE_UP",
        "deployment": DEPLOYMENT,
        "service": SERVICE,
    }


def test_another_call_is_asked_for_so_many_times() -> None:
    def check(_: Call) -> str:
        raise NotYetError("still warming up")

    answers: list[Answer] = [run(event(details={"kept": 1}), check, attempts=2, delay_seconds=45)]
    while answers[-1]["hookStatus"] == "IN_PROGRESS":
        answers.append(run(event(details=answers[-1]["hookDetails"]), check, attempts=2, delay_seconds=45))

    asked = [
        {"hookStatus": "IN_PROGRESS", "callBackDelay": 45, "hookDetails": {"kept": 1, "attempt": n}} for n in (1, 2)
    ]
    assert answers == [*asked, {"hookStatus": "FAILED"}]


def test_success_says_why() -> None:
    assert run(event(), lambda call: call.stage, attempts=0, delay_seconds=1) == {"hookStatus": "SUCCEEDED"}
