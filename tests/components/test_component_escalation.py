from __future__ import annotations

from dataclasses import replace

import pulumi
import pytest

from tests.components import build
from tests.components.build import DECEMBER
from tests.components.knobs_service import ALARM
from tests.components.look import below, dependencies, find, inputs
from tests.conftest import Record

COMPOSITE = "cloudwatch.CompositeAlarm"
MUTE_RULE = "cloudwatch.AlarmMuteRule"
CRITICAL = replace(ALARM, severity="critical")


def test_a_composite_tells_those_on_call_and_nobody_else(record: Record) -> None:
    assert inputs(record(build.escalation), f"{COMPOSITE} call") == {
        "alarmName": "megane-test-escalation",
        "alarmDescription": (
            "A critical alarm rings and nobody is in the office; the alarm itself says which. "
            "Runbook: docs/OPERATION_RUNBOOK.md#escalation"
        ),
        "alarmRule": 'ALARM("megane-test-first")',
        "alarmActions": ["arn:topic/escalation"],
    }


def test_it_is_muted_by_a_rule_for_each_month(record: Record) -> None:
    january = replace(DECEMBER, month="2027-01", duration="PT8H")
    graph = record(lambda: build.escalation(mute_rules=[DECEMBER, january]))

    assert below(graph, "megane:observability:Escalation") == {
        "megane:observability:Escalation call",
        f"{COMPOSITE} call",
        f"{MUTE_RULE} call-2026-12",
        f"{MUTE_RULE} call-2027-01",
    }
    assert inputs(graph, f"{MUTE_RULE} call-2026-12") == {
        "name": "megane-test-business-hours-2026-12",
        "description": "Business hours of 2026-12: what is critical is no reason to call those on call",
        "muteTargets": {"alarmNames": ["megane-test-escalation"]},
        "rule": {"schedule": {"expression": "cron(0 9 1-4 12 *)", "duration": "PT9H", "timezone": "Asia/Tokyo"}},
        "startDate": "2026-11-30T00:00:00Z",
        "expireDate": "2027-01-02T00:00:00Z",
    }
    assert f"{COMPOSITE} call" in dependencies(graph, f"{MUTE_RULE} call-2027-01")


def test_in_another_region_all_of_it_is_there(record: Record) -> None:
    graph = record(lambda: build.escalation(region="us-east-1"))

    composite, rule = find(graph, f"{COMPOSITE} call"), find(graph, f"{MUTE_RULE} call-2026-12")
    assert (composite.region, rule.region) == ("us-east-1", "us-east-1")
    assert composite.inputs["alarmName"] == "megane-test-escalation-edge"
    assert rule.inputs["name"] == "megane-test-business-hours-edge-2026-12"
    assert rule.inputs["muteTargets"] == {"alarmNames": ["megane-test-escalation-edge"]}


def test_more_than_a_composite_can_hold_is_two_muted_together(record: Record) -> None:
    def program() -> None:
        alarm = pulumi.ComponentResource("test:index:Alarm", "all")
        build.escalation(alarms={f"alarm-{number:03}": alarm for number in range(101)})

    graph = record(program)

    names = ["megane-test-escalation", "megane-test-escalation-2"]
    assert [inputs(graph, f"{COMPOSITE} call{mark}")["alarmName"] for mark in ("", "-2")] == names
    assert inputs(graph, f"{COMPOSITE} call-2")["alarmRule"] == 'ALARM("alarm-100")'
    assert inputs(graph, f"{MUTE_RULE} call-2026-12")["muteTargets"] == {"alarmNames": names}


def test_what_is_critical_escalates_in_its_own_region_and_warnings_do_not(record: Record) -> None:
    alarms = [
        CRITICAL,
        replace(CRITICAL, name="also"),
        replace(ALARM, name="slow"),
        replace(CRITICAL, name="away", region="us-east-1"),
        replace(ALARM, name="slow-away", region="us-east-1"),
    ]
    graph = record(lambda: build.observability(alarms=alarms, mute_rules=[DECEMBER]), view="up")

    here, away = (inputs(graph, f"{COMPOSITE} watch-escalation{where}") for where in ("", "-edge"))
    assert here["alarmRule"] == 'ALARM("megane-test-also") OR ALARM("megane-test-busy")'
    assert here["alarmActions"] == ["arn:aws:sns:ap-northeast-1:111122223333:megane-test-escalation"]
    assert away["alarmRule"] == 'ALARM("megane-test-away")'
    assert away["alarmActions"] == ["arn:aws:sns:us-east-1:111122223333:megane-test-escalation-edge"]
    children = {"cloudwatch.MetricAlarm watch-also", "cloudwatch.MetricAlarm watch-busy"}
    assert children <= dependencies(graph, f"{COMPOSITE} watch-escalation")
    for where in ("", "-edge"):
        assert find(graph, f"{MUTE_RULE} watch-escalation{where}-2026-12")


@pytest.mark.parametrize("alarms", [[], [ALARM]])
def test_without_anything_critical_there_is_nothing_to_escalate(record: Record, alarms: list[object]) -> None:
    graph = record(lambda: build.observability(alarms=alarms, mute_rules=[DECEMBER]))

    assert not [resource for resource in graph.resources if "Composite" in resource.type or "Mute" in resource.type]
