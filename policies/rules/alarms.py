"""Alarms that somebody hears, in the region of what they watch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import UNKNOWN, Path, Resource, Stack
from .types import COMPOSITE_ALARM, METRIC_ALARM, TOPIC

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"
_QUOTED = re.compile(r"""ALARM\(["']?([^"')]+)""")
_EDGE = "us-east-1"
_EDGE_NAMESPACES = ("AWS/CloudFront", "AWS/Route53")  # published there and nowhere else


class ActionsConfig(RuleConfig):
    """`byComposites`: an alarm need not tell anybody that a composite alarm with actions looks at."""

    by_composites: bool = False


@rule(
    id="alarm-actions",
    title="Every alarm tells somebody",
    title_ja="すべてのアラームに通知先を設定する",
    severity="high",
    kind="stack",
    types=(METRIC_ALARM, COMPOSITE_ALARM),
    reads=(TOPIC,),
    remediation=(
        "Set alarmActions to a topic in the alarm's own region, and actionsEnabled to true or leave it out; where "
        "composite alarms do the telling, set byComposites of this rule."
    ),
    url=f"{_HUB}#cloudwatch-15",
    references=References(security_hub=("CloudWatch.15", "CloudWatch.17"), checkov=("CKV_AWS_319",)),
    config=ActionsConfig,
)
def alarm_actions(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent actionsEnabled is true. CloudWatch cannot tell a topic of another region: nobody hears."""
    if stack.pack.of(ActionsConfig).by_composites and resource.name in stack.index(_told_by_composites):
        return
    enabled = resource.flag("actionsEnabled")
    if resource.get("alarmActions") is not UNKNOWN and not resource.each("alarmActions"):
        yield Violation("tells nobody")
    if enabled is UNKNOWN:
        yield Deferred("whether its actions are on is known only at the update")
    elif enabled is False:
        yield Violation("its actions are switched off")
    here = stack.region_of(resource)
    for topic in stack.named(resource, "alarmActions", TOPIC):
        there = stack.region_of(topic)
        if UNKNOWN not in (here, there) and here != there:
            yield Violation(f"tells {topic.name}, which is in another region")


def _told_by_composites(stack: Stack) -> Set[str]:
    """Names in the program of the alarms that a composite with actions looks at: by dependency, or by ALARM("name")."""
    found: set[str] = set()
    for composite in stack.of_type(COMPOSITE_ALARM):
        if not composite.each("alarmActions") and composite.get("alarmActions") is not UNKNOWN:
            continue
        found.update(one.name for one in stack.behind(composite, "alarmRule", METRIC_ALARM, COMPOSITE_ALARM))
        said = composite.text("alarmRule")
        quoted = set(_QUOTED.findall(said)) if isinstance(said, str) else set()
        found.update(one.name for one in stack.of_type(METRIC_ALARM) if one.text("name") in quoted)
        found.update(one.name for one in stack.of_type(COMPOSITE_ALARM) if one.text("alarmName") in quoted)
    return found


@rule(
    id="us-east-1-alarms",
    title="Alarms on CloudFront and Route 53 stand in us-east-1",
    title_ja="CloudFront と Route 53 のアラームは us-east-1 に置く",
    severity="high",
    kind="stack",
    types=(METRIC_ALARM,),
    remediation='Set region to "us-east-1", and for CloudFront the dimension Region to "Global".',
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html",
    references=References(),
)
def us_east_1_alarms(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Elsewhere such an alarm has no data for ever, and so never rings."""
    watched = [(path, resource.text(*path, "namespace")) for path in metrics(resource)]
    edge = [(path, namespace) for path, namespace in watched if namespace in _EDGE_NAMESPACES]
    if not edge and all(namespace is not UNKNOWN for _, namespace in watched):
        yield NOT_APPLICABLE
        return
    region = stack.region_of(resource)
    if region is UNKNOWN or not edge:
        yield Deferred("where what it watches is published is known only at the update")
    elif region != _EDGE:
        yield Violation("watches what is published in us-east-1 only, from another region")
    for path, namespace in edge:
        dimension = resource.text(*path, "dimensions", "Region")
        if namespace == "AWS/CloudFront" and dimension not in ("Global", UNKNOWN):
            yield Violation("watches CloudFront without the dimension Region = Global")


def metrics(alarm: Resource) -> Iterator[Path]:
    """Where each metric of an alarm is described: the alarm itself, or the queries of metric math."""
    if alarm.text("metricName") is not UNKNOWN and not alarm.each("metricQueries"):
        yield ()
    for path in alarm.each("metricQueries"):
        yield from alarm.each(*path, "metric")
