"""Who hears of an alarm, and when: read off the registered alarms, topics and mute rules, not off the settings."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from offline.errors import InputError
from offline.graph import Graph, Resource
from offline.muting import ZONES, Schedule, muted, schedule
from offline.values import Value, to_json

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
MUTE_RULE = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"
TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"

Why = Literal["alarm", "escalation", "all clear"]

OFFICE = ZONES["Asia/Tokyo"]
_TERM = re.compile(r'ALARM\("([^"]+)"\)')
_MOST_NEAR = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Where a topic's messages arrive: `email` and an address, `slack` and a channel."""

    protocol: str
    endpoint: Value

    def to_json(self) -> dict[str, object]:
        return {"protocol": self.protocol, "endpoint": to_json(self.endpoint)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One message: when, of which alarm, on which topic, to whom."""

    at: datetime
    why: Why
    alarm: str
    topic: str
    readers: tuple[Reader, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "at": self.at.isoformat(),
            "why": self.why,
            "alarm": self.alarm,
            "topic": self.topic,
            "readers": [reader.to_json() for reader in self.readers],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Mute:
    """An alarm whose actions wait: until when, and by which rules."""

    alarm: str
    until: datetime
    rules: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"alarm": self.alarm, "until": self.until.isoformat(), "rules": list(self.rules)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """An alarm that rings from `at` on, until `until` if that is known, and all that follows from it."""

    graph: Graph
    name: str
    severity: str
    region: str
    at: datetime
    until: datetime | None
    notices: tuple[Notice, ...]
    mutes: tuple[Mute, ...]
    escalates: bool  # out of business hours

    def to_json(self) -> dict[str, object]:
        return {
            "project": self.graph.project,
            "stack": self.graph.stack,
            "profile": self.graph.profile,
            "alarm": {"name": self.name, "severity": self.severity, "region": self.region},
            "escalates": self.escalates,
            "at": self.at.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "notices": [notice.to_json() for notice in self.notices],
            "mutes": [mute.to_json() for mute in self.mutes],
        }


def moment(option: str, text: str) -> datetime:
    """A point in time from the command line, in the office's zone; InputError for one that leaves its own open."""
    example = "write it with its zone, like 2026-12-31T23:10+09:00"
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise InputError([f'{option} "{text}": no date and time; {example}']) from None
    if given.tzinfo is None:
        raise InputError([f'{option} "{text}": the time of which place? {example}'])
    return given.astimezone(OFFICE)


def incident(graph: Graph, name: str, at: datetime, until: datetime | None = None) -> Incident:
    """What follows when the alarm of that name (whole, or without the stack's prefix) rings at `at`."""
    if until is not None and until <= at:
        raise InputError([f"--until {until.isoformat()}: is not after --at {at.isoformat()}"])
    alarm = _alarm(graph, name)
    own = _name(alarm)
    notices: list[Notice] = []
    mutes: list[Mute] = []
    rings: list[tuple[Why, Resource]] = [("alarm", alarm)]
    rings += [("escalation", composite) for composite in _composites(graph, own, alarm.region)]
    for why, ringing in rings:
        mute = muted(_schedules(graph, ringing), at)
        if mute is not None:
            mutes.append(Mute(alarm=_name(ringing), until=mute[0], rules=tuple(mute[1])))
        told = mute[0] if mute else at
        if until is None or told < until:
            notices += _notices(graph, ringing, "alarmActions", told, why)
    if until is not None:
        notices += _notices(graph, alarm, "okActions", until, "all clear")
    return Incident(
        graph=graph,
        name=own,
        severity=str(_mapping(alarm.inputs.get("tags")).get("Severity", "unknown")),
        region=str(alarm.region),
        at=at,
        until=until,
        notices=tuple(sorted(notices, key=lambda notice: notice.at)),
        mutes=tuple(mutes),
        escalates=len(rings) > 1,
    )


def _alarm(graph: Graph, name: str) -> Resource:
    alarms = {_name(alarm): alarm for alarm in graph.of_type(ALARM)}
    short = {_short(graph, alarm): alarm for alarm in alarms.values()}
    if found := alarms.get(name) or short.get(name):
        return found
    near = [known for known in short if name in known][:_MOST_NEAR]
    near = near or difflib.get_close_matches(name, [*short, *alarms], n=_MOST_NEAR)
    known = f"near it are {', '.join(near)}" if near else f"there are {', '.join(sorted(short)) or 'none'}"
    raise InputError([f'no alarm "{name}" in stack {graph.stack}; {known}'])


def _name(alarm: Resource) -> str:
    return str(alarm.inputs.get("name") or alarm.inputs.get("alarmName"))


def _short(graph: Graph, alarm: Resource) -> str:
    """The name without project and environment, which all alarms of a stack have in common."""
    environment = _mapping(alarm.inputs.get("tags")).get("Environment", graph.stack)
    return _name(alarm).removeprefix(f"{graph.project}-{environment}-")


def _composites(graph: Graph, child: str, region: str | None) -> Iterator[Resource]:
    """Composite alarms that ring when the child does: a composite sees the alarms of its own region."""
    for composite in graph.of_type(COMPOSITE):
        terms = str(composite.inputs["alarmRule"]).split(" OR ")
        children = [match[1] for term in terms if (match := _TERM.fullmatch(term))]
        if len(children) != len(terms):
            raise InputError(
                [f"{_name(composite)}: only rules of the form ALARM(…) OR ALARM(…) are worked out offline"]
            )
        if composite.region == region and child in children:
            yield composite


def _schedules(graph: Graph, alarm: Resource) -> Iterator[Schedule]:
    """The mute rules of the alarm."""
    for rule in graph.of_type(MUTE_RULE):
        targets = _sequence(_mapping(rule.inputs.get("muteTargets")).get("alarmNames"))
        if rule.region != alarm.region or _name(alarm) not in targets:
            continue
        given = _mapping(_mapping(rule.inputs["rule"])["schedule"])
        start, expire = rule.inputs.get("startDate"), rule.inputs.get("expireDate")
        try:
            yield schedule(
                str(rule.inputs["name"]),
                expression=str(given["expression"]),
                duration=str(given["duration"]),
                zone=str(given.get("timezone", "UTC")),
                start=str(start) if start else None,
                expire=str(expire) if expire else None,
            )
        except ValueError as error:
            raise InputError([f"mute rule {error}"]) from None


def _notices(graph: Graph, alarm: Resource, actions: str, at: datetime, why: Why) -> Iterator[Notice]:
    for topic in graph.of_type(TOPIC):
        if topic.urn in alarm.property_dependencies.get(actions, ()):
            name, readers = str(topic.inputs["name"]), tuple(_readers(graph, topic))
            yield Notice(at=at, why=why, alarm=_name(alarm), topic=name, readers=readers)


def _readers(graph: Graph, topic: Resource) -> Iterator[Reader]:
    for subscription in graph.of_type(SUBSCRIPTION):
        if topic.urn in subscription.property_dependencies.get("topic", ()):
            yield Reader(protocol=str(subscription.inputs["protocol"]), endpoint=subscription.inputs["endpoint"])
    for channel in graph.of_type(SLACK):
        if topic.urn in channel.property_dependencies.get("snsTopicArns", ()):
            yield Reader(protocol="slack", endpoint=channel.inputs["slackChannelId"])


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
