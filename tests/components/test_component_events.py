"""Rules, their messages, and what becomes of those that cannot be delivered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.components import build
from tests.components.build import ACCOUNT, EVENT
from tests.components.look import below, find, inputs, parsed, statements, watched
from tests.conftest import Record

AT_EDGE = replace(EVENT, name="far-away", severity="critical", region="us-east-1")


def topic(region: str, role: str) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT}:megane-test-{role}"


def test_each_description_becomes_a_rule_and_each_region_has_a_queue(record: Record) -> None:
    def of_region(suffix: str) -> set[str]:
        return {f"sqs.{kind} events-undelivered{suffix}" for kind in ("Queue", "QueuePolicy")}

    here = {"megane:observability:Events events", *of_region("")}
    rules = {f"cloudwatch.{kind} events-it-broke" for kind in ("EventRule", "EventTarget")}

    assert below(record(build.events), "megane:observability:Events") == here | rules
    assert below(
        record(lambda: build.events(events=[EVENT, replace(EVENT, name="it-is-gone"), AT_EDGE])),
        "megane:observability:Events",
    ) == here | rules | of_region("-edge") | {
        f"cloudwatch.{kind} events-{event}"
        for kind in ("EventRule", "EventTarget")
        for event in ("it-is-gone", "far-away")
    }


def test_the_rule(record: Record) -> None:
    graph = record(build.events, view="up")

    found = inputs(graph, "cloudwatch.EventRule events-it-broke")
    assert parsed(found.pop("eventPattern")) == {"source": ["aws.it"], "detail": {"state": ["BROKEN"]}}
    assert found == {"name": "megane-test-it-broke", "description": "it broke", "state": "ENABLED"}


@pytest.mark.parametrize(
    ("severity", "region", "to", "suffix"),
    [
        ("warning", None, topic("ap-northeast-1", "warning"), ""),
        ("critical", None, topic("ap-northeast-1", "critical"), ""),
        ("warning", "us-east-1", topic("us-east-1", "warning-edge"), "-edge"),
        ("critical", "us-east-1", topic("us-east-1", "critical-edge"), "-edge"),
    ],
)
def test_it_is_told_to_the_topic_of_its_severity_in_its_own_region(
    record: Record, severity: object, region: str | None, to: str, suffix: str
) -> None:
    event = replace(EVENT, severity=severity, region=region)  # type: ignore[arg-type]  # from the table
    graph = record(lambda: build.events(events=[event]), view="up")

    target = find(graph, "cloudwatch.EventTarget events-it-broke")
    assert (target.inputs["arn"], target.inputs["rule"]) == (to, "megane-test-it-broke")
    here = region or "ap-northeast-1"
    assert {target.region, find(graph, "cloudwatch.EventRule events-it-broke").region} == {here}
    assert target.inputs["deadLetterConfig"] == {
        "arn": f"arn:aws:sqs:{here}:{ACCOUNT}:megane-test-events-undelivered{suffix}"
    }
    assert "roleArn" not in target.inputs  # topics with a key of one's own refuse it


def test_people_read_what_happened_where_and_what_to_do(record: Record) -> None:
    graph = record(build.events, view="up")

    transformer = inputs(graph, "cloudwatch.EventTarget events-it-broke")["inputTransformer"]
    assert isinstance(transformer, dict)
    assert transformer["inputPaths"] == {"state": "$.detail.state", "time": "$.time"}
    assert parsed(transformer["inputTemplate"]) == {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": "WARNING megane-test: it broke",
            "description": "It is <state>. Time: <time>.",
            "nextSteps": ["Runbook: docs/OPERATION_RUNBOOK.md#it-broke"],
        },
    }


def test_what_cannot_be_delivered_waits_where_only_these_rules_may_put_it(record: Record) -> None:
    graph = record(lambda: build.events(events=[EVENT, replace(EVENT, name="it-is-gone"), AT_EDGE]), view="up")

    assert inputs(graph, "sqs.Queue events-undelivered") == {
        "name": "megane-test-events-undelivered",
        "messageRetentionSeconds": 1_209_600,
        "sqsManagedSseEnabled": True,
    }
    for suffix, region in {"": "ap-northeast-1", "-edge": "us-east-1"}.items():
        policy = find(graph, f"sqs.QueuePolicy events-undelivered{suffix}")
        assert policy.region == region
        assert statements(policy.inputs["policy"]) == {
            "RulesLeaveWhatTheyCannotDeliver": {
                "Effect": "Allow",
                "Action": ["sqs:SendMessage"],
                "Resource": f"arn:aws:sqs:{region}:{ACCOUNT}:megane-test-events-undelivered{suffix}",
                "Principal": {"Service": "events.amazonaws.com"},
                "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:events:{region}:{ACCOUNT}:rule/megane-test-*"}},
            }
        }


def test_an_alarm_tells_that_events_wait(record: Record) -> None:
    graph = record(watched(lambda: build.events(events=[EVENT, AT_EDGE])), view="up")

    for suffix, region in {"": None, "-edge": "us-east-1"}.items():
        alarm = inputs(graph, f"cloudwatch.MetricAlarm watch-events-undelivered{suffix}")
        assert (alarm["namespace"], alarm["metricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
        assert alarm["dimensions"] == {"QueueName": f"megane-test-events-undelivered{suffix}"}
        assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
        assert (alarm["evaluationPeriods"], alarm.get("region")) == (1, region)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("It is <state>.", {}),
        ("It is <status>.", EVENT.fields),
        ("It is <state>.", {**EVENT.fields, "more": "$.id"}),
    ],
)
def test_a_text_and_its_fields_must_agree(text: str, fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="event it-broke: the fields must be exactly the variables of the text"):
        replace(EVENT, text=text, fields=fields)
