"""Who hears of an alarm in the committed stacks, by day and by night."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import pytest

from offline import stackfile
from offline.errors import InputError
from offline.escalation import ALARM, COMPOSITE, MUTE_RULE, TOPIC, Incident, incident, moment
from offline.graph import Graph, Resource
from offline.values import Value
from tests.days import pin_calendar
from tests.stacks.load import ROOT, STACKS, named, recorded


def rings(graph: Graph, name: str, at: str) -> Incident:
    return incident(graph, name, moment("--at", at))


def called(found: Incident) -> str | None:
    """When those on call are; None if they are not."""
    return next((f"{notice.at:%m-%d %H:%M}" for notice in found.notices if notice.why == "escalation"), None)


def severity(alarm: Resource) -> Value:
    tags = alarm.inputs["tags"]
    assert isinstance(tags, dict)
    return cast(Value, tags["Severity"])


@pytest.mark.parametrize("label", STACKS)
def test_all_that_is_critical_escalates_and_nothing_else(label: str) -> None:
    graph = named(label)
    critical = {
        (alarm.region, str(alarm.inputs["name"])) for alarm in graph.of_type(ALARM) if severity(alarm) == "critical"
    }
    taken_in = {
        (composite.region, name)
        for composite in graph.of_type(COMPOSITE)
        for name in re.findall(r'ALARM\("([^"]+)"\)', str(composite.inputs["alarmRule"]))
    }

    assert critical == taken_in
    assert critical


@pytest.mark.parametrize("label", STACKS)
def test_a_composite_has_the_escalation_topic_of_its_region_as_its_only_action(label: str) -> None:
    graph = named(label, "up")

    for composite in graph.of_type(COMPOSITE):
        topic = graph.find(TOPIC, f"megane-alarms-escalation{'-edge' if composite.region == 'us-east-1' else ''}")
        (action,) = list_of(composite.inputs["alarmActions"])
        assert str(action).endswith(f":{composite.region}:111122223333:{topic.inputs['name']}")
        assert not {"okActions", "insufficientDataActions"} & composite.inputs.keys()


def list_of(value: Value) -> list[Value]:
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize("label", STACKS)
def test_business_hours_mute_the_composites_of_each_region_and_no_alarm(label: str) -> None:
    graph = named(label)
    composites = {(composite.region, str(composite.inputs["alarmName"])) for composite in graph.of_type(COMPOSITE)}
    months = {str(rule.inputs["name"])[-7:] for rule in graph.of_type(MUTE_RULE)}

    muted = [
        (rule.region, str(name))
        for rule in graph.of_type(MUTE_RULE)
        for name in list_of(dict(rule.inputs["muteTargets"])["alarmNames"])  # type: ignore[arg-type]  # a mapping
    ]
    assert set(muted) == composites
    assert len(muted) == len(months) * len(composites)


@cache
def pinned(label: str, *changes: str) -> Graph:
    """A stack as it is with a calendar from December 2026 to the end of 2027."""
    with pytest.MonkeyPatch.context() as patch:
        pin_calendar(patch)
        stack, *own = STACKS[label]
        return recorded(stackfile.load(ROOT, stack, (*own, *changes)), "preview")


# The walk through a year: nights, weekends, holidays and the days beside them, opening and closing, the calendar's end.
@pytest.mark.parametrize("label", ["prod", "dev"])  # with a domain and without
@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-12-01T08:59+09:00", "12-01 08:59"),  # Tuesday, the first day of the calendar
        ("2026-12-01T09:00+09:00", "12-01 18:00"),
        ("2026-12-01T17:59+09:00", "12-01 18:00"),
        ("2026-12-01T18:00+09:00", "12-01 18:00"),
        ("2026-12-04T23:10+09:00", "12-04 23:10"),  # Friday night
        ("2026-12-05T10:00+09:00", "12-05 10:00"),  # Saturday
        ("2026-12-06T10:00+09:00", "12-06 10:00"),  # Sunday
        ("2026-12-31T23:10+09:00", "12-31 23:10"),  # New Year's Eve
        ("2027-01-01T10:00+09:00", "01-01 10:00"),  # 元日
        ("2027-01-04T10:00+09:00", "01-04 18:00"),  # the Monday after
        ("2027-02-10T10:00+09:00", "02-10 18:00"),  # the day before 建国記念の日
        ("2027-02-11T09:00+09:00", "02-11 09:00"),
        ("2027-02-12T09:00+09:00", "02-12 18:00"),
        ("2027-03-22T10:00+09:00", "03-22 10:00"),  # made up for a Sunday
        ("2027-04-28T17:00+09:00", "04-28 18:00"),
        ("2027-04-29T17:00+09:00", "04-29 17:00"),  # 昭和の日
        ("2027-04-30T17:00+09:00", "04-30 18:00"),
        ("2027-05-03T10:00+09:00", "05-03 10:00"),  # three in a row
        ("2027-05-04T10:00+09:00", "05-04 10:00"),
        ("2027-05-05T10:00+09:00", "05-05 10:00"),
        ("2027-05-06T10:00+09:00", "05-06 18:00"),
        ("2027-12-31T10:00+09:00", "12-31 18:00"),  # Friday, the calendar's last day
        ("2027-12-31T18:00+09:00", "12-31 18:00"),
        ("2028-01-04T10:00+09:00", "01-04 10:00"),  # Tuesday: nothing is muted any more
        ("2028-12-05T10:00+09:00", "12-05 10:00"),  # nor by last December's rule
    ],
)
def test_when_those_on_call_are(label: str, at: str, then: str) -> None:
    assert called(rings(pinned(label), "app-errors", at)) == then
    assert called(rings(pinned(label), "backend-cpu", at)) is None


def test_a_closing_day_of_the_company_is_no_working_day_and_touches_one_rule() -> None:
    closed = pinned("dev", "megane:notifications.holidays=['2026-12-29']")

    assert called(rings(closed, "app-errors", "2026-12-28T10:00+09:00")) == "12-28 18:00"
    assert called(rings(closed, "app-errors", "2026-12-29T10:00+09:00")) == "12-29 10:00"
    assert called(rings(closed, "app-errors", "2026-12-30T10:00+09:00")) == "12-30 18:00"
    pairs = zip(pinned("dev").resources, closed.resources, strict=True)
    assert {ours.name for ours, theirs in pairs if ours != theirs} == {"megane-watch-escalation-2026-12"}


def test_critical_is_mail_and_slack_and_a_warning_is_mail() -> None:
    def readers(alarm: str) -> set[str]:
        first = rings(named("prod"), alarm, "2026-12-01T10:00+09:00").notices[0]
        return {reader.protocol for reader in first.readers}

    assert readers("app-errors") == {"email", "slack"}
    assert readers("backend-cpu") == {"email"}


def test_what_is_asked_from_outside_escalates_abroad_wherever_there_is_a_domain() -> None:
    found = rings(named("prod"), "app-unreachable", "2026-12-01T10:00+09:00")

    assert (found.region, found.severity) == ("us-east-1", "critical")
    assert [notice.topic for notice in found.notices] == ["megane-prod-critical-edge", "megane-prod-escalation-edge"]
    with pytest.raises(InputError, match='no alarm "app-unreachable" in stack dev'):
        rings(named("dev"), "app-unreachable", "2026-12-01T10:00+09:00")
