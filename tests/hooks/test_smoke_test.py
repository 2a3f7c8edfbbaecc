"""The smoke test as ECS calls it, on a service that answers what the test wants it to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from hooks.lifecycle import Answer, run
from hooks.smoke_test import settings
from hooks.smoke_test.check import SETTLE_SECONDS, SmokeTest
from hooks.smoke_test.settings import Door
from hooks.smoke_test.visit import NoAnswerError
from tests.hooks.fakes import REVISION, AwsError, Ssm, always, event, revision

ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test/alb/test-header"
SECRET = "let-me-in"
ENVIRONMENT = {
    "URL": "https://app.example.com",
    "CONNECT_TO": "lb-1.ap-northeast-1.elb.amazonaws.com",
    "HEADERS": json.dumps({"X-Deploy-Test": ARN}),
}
DETAILS = {"health": "/health", "paths": ["/api/items?limit=1", "/"]}
DOOR = Door(
    host="app.example.com", address="lb-1.ap-northeast-1.elb.amazonaws.com", tls=True, headers={"X-Deploy-Test": ARN}
)


@dataclass
class World:
    """A service and a clock. `answers` by path, one a visit, the last for ever; an error stands for no answer."""

    answers: Mapping[str, Sequence[int | str]] = field(default_factory=dict)
    seconds: float = 70
    cluster: str = "megane-test"
    weights: Mapping[str, float] = field(default_factory=dict)
    ssm: Ssm = field(default_factory=lambda: Ssm({ARN: SECRET}))
    visits: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def visit(self, door: Door, path: str, headers: Mapping[str, str]) -> int:
        assert door == DOOR
        assert headers == {"X-Deploy-Test": SECRET}
        self.visits.append(path)
        self.seconds -= 0.1
        answers = self.answers.get(path, [200])
        answer = answers[min(self.visits.count(path), len(answers)) - 1]
        if isinstance(answer, str):
            raise NoAnswerError(answer)
        return answer

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds -= seconds

    def tested(self, details: object = None, environment: Mapping[str, str] | None = None) -> Answer:
        def check(call: Any) -> str:
            test = SmokeTest(
                door=settings.door(ENVIRONMENT if environment is None else environment),
                cluster=self.cluster,
                ssm=always(self.ssm),
                visit=self.visit,
                pause=self.pause,
                seconds_left=lambda: self.seconds,
            )
            return test(call)

        sent = event("POST_TEST_TRAFFIC_SHIFT", DETAILS if details is None else details, self.weights)
        return run(sent, check, attempts=2, delay_seconds=30)


def reason(capsys: pytest.CaptureFixture[str]) -> str:
    text = capsys.readouterr().out
    assert SECRET not in text
    return str(json.loads(text.splitlines()[-1])["reason"])


def test_a_service_that_answers_passes(capsys: pytest.CaptureFixture[str]) -> None:
    world = World()

    assert world.tested() == {"hookStatus": "SUCCEEDED"}
    assert world.visits == 5 * ["/health", "/api/items?limit=1", "/"]
    assert world.pauses == [SETTLE_SECONDS, 1, 1, 1, 1]
    assert reason(capsys) == "/health, /api/items?limit=1, / answered 200 5 times in a row"


def test_what_the_old_revision_still_answers_is_waited_out() -> None:
    """The load balancer follows its new rule after eight seconds, and the new revision is broken."""
    world = World()
    start = world.seconds
    visit = world.visit
    world.visit = lambda *asked: visit(*asked) if start - world.seconds < 8 else 500  # type: ignore[method-assign]

    assert world.tested()["hookStatus"] == "IN_PROGRESS"
    assert world.visits == []


@pytest.mark.parametrize(
    "weights", [{REVISION: 0, revision(1): 100}, {REVISION: 50.0, revision(1): 50.0}, {revision(1): 100}]
)
def test_nothing_is_asked_before_ecs_has_moved_the_test_traffic(
    weights: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(weights=weights)

    assert world.tested()["hookStatus"] == "IN_PROGRESS"
    assert (world.visits, world.pauses) == ([], [])
    assert reason(capsys) == f"the test traffic has not moved yet: {weights}"
    world.weights = {REVISION: 100.0, revision(1): 0}
    assert world.tested() == {"hookStatus": "SUCCEEDED"}


def test_a_service_of_another_cluster_is_not_what_the_door_leads_to(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(cluster="megane")

    assert world.tested() == {"hookStatus": "FAILED"}
    assert world.visits == []
    assert reason(capsys).endswith("service/megane-test/megane-test-backend is not in the cluster megane")


def test_good_answers_must_come_in_a_row() -> None:
    world = World({"/": [200, 200, 200, 200, 502, 200]})

    assert world.tested() == {"hookStatus": "SUCCEEDED"}
    assert world.visits.count("/") == 10


def test_a_slow_service_is_waited_for_within_the_call_and_then_in_others(capsys: pytest.CaptureFixture[str]) -> None:
    world = World({"/health": ["TimeoutError: timed out"]})

    answer = world.tested()
    assert answer == {"hookStatus": "IN_PROGRESS", "callBackDelay": 30, "hookDetails": {**DETAILS, "attempt": 1}}
    assert world.pauses == [SETTLE_SECONDS, 1, 2, 4, 8, 8, 8, 8]
    assert world.seconds > 2
    assert reason(capsys) == "after 8 rounds: /health did not answer: TimeoutError: timed out"

    world.answers, world.seconds = {}, 70
    assert world.tested(answer["hookDetails"]) == {"hookStatus": "SUCCEEDED"}
    assert world.pauses[8:] == [SETTLE_SECONDS, 1, 1, 1, 1]


def test_a_failing_service_fails_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    answer: Answer = {"hookStatus": "IN_PROGRESS", "hookDetails": dict(DETAILS)}
    calls = 0
    while answer["hookStatus"] == "IN_PROGRESS":
        answer = World({"/": [500]}).tested(answer["hookDetails"])
        calls += 1

    assert (answer, calls) == ({"hookStatus": "FAILED"}, 3)
    assert reason(capsys).endswith("/ answered 500 instead of 200; not asked again after 2 times")


def test_a_redirect_is_no_answer_unless_it_is_expected() -> None:
    assert World({"/health": [301]}).tested()["hookStatus"] == "IN_PROGRESS"
    world = World({"/health": [204]})
    assert world.tested({"health": "/health", "status": 204}) == {"hookStatus": "SUCCEEDED"}


@pytest.mark.parametrize(("code", "status"), [("ThrottlingException", "IN_PROGRESS"), ("ParameterNotFound", "FAILED")])
def test_a_secret_that_cannot_be_read(code: str, status: str) -> None:
    assert World(ssm=Ssm({}, fails=[AwsError(code)])).tested()["hookStatus"] == status


def test_a_secret_that_is_no_header_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert World(ssm=Ssm({ARN: f"{SECRET}\r\nX-Other: 1"})).tested() == {"hookStatus": "FAILED"}
    assert reason(capsys) == f"the value of {ARN} cannot be that of a header"


@pytest.mark.parametrize(
    "details",
    [
        {"paths": ["/"]},
        {"health": "health"},
        {"health": "/health", "paths": "/"},
        {"health": "/health", "paths": ["https://elsewhere.example.com/"]},
        {"health": "/hea lth"},
        {"health": "/health\r\nX: 1"},
        {"health": "/health", "status": "200"},
        {"health": "/health", "status": True},
    ],
)
def test_details_that_make_no_sense_stop_the_deployment(details: object) -> None:
    world = World()
    assert world.tested(details) == {"hookStatus": "FAILED"}
    assert world.visits == []


@pytest.mark.parametrize(
    "changes",
    [
        {"URL": ""},
        {"URL": "app.example.com"},
        {"URL": "ftp://app.example.com"},
        {"URL": "https://app.example.com/path"},
        {"URL": "https://app.example.com:8443"},
        {"HEADERS": "X-Deploy-Test"},
        {"HEADERS": "[]"},
        {"HEADERS": '{"X-Deploy-Test": "let-me-in"}'},
        {"HEADERS": '{"X: Y": "' + ARN + '"}'},
    ],
)
def test_an_environment_that_makes_no_sense_stops_the_deployment(changes: dict[str, str]) -> None:
    assert World().tested(environment={**ENVIRONMENT, **changes}) == {"hookStatus": "FAILED"}


def test_without_another_address_the_host_itself_is_visited() -> None:
    door = settings.door({"URL": "http://lb-1.example.com/"})
    assert door == Door(host="lb-1.example.com", address="lb-1.example.com", tls=False, headers={})
