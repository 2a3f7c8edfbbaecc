"""No database, cache, service, gateway, distribution … without its alarms, and no alarm without somebody to tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from offline.graph import Graph, Resource
from planning.runbook import RUNBOOK
from tests.stacks.load import ROOT, STACKS, named, stack_graph
from tests.stacks.metric_faults import ALARM, FILTER, series_of
from tests.stacks.watching import UNWATCHED, WATCHED, undecided, unwatched

IMAGE = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/other@sha256:{'0' * 64}"
# Besides the committed stacks: a third service with a way in and one without, every optional alarm, the CDN before the
# application with its own firewall, Redis with more nodes.
MORE = (
    f"megane:services.reports={{image: '{IMAGE}', port: 3002, paths: ['/reports/*'], priority: 150}}",
    f"megane:services.mailer={{image: '{IMAGE}'}}",
    "megane:thresholds.activeSessions=300",
    "megane:cdn.appRoute=cdn",
    "megane:cache={shards: 2, nodeType: cache.r7g.xlarge}",
)
LABELS = [*STACKS, "more"]


def graph_of(label: str) -> Graph:
    return stack_graph("up", "prod", *MORE) if label == "more" else named(label, "up")


@pytest.mark.parametrize("label", LABELS)
def test_everything_that_can_fail_is_watched(label: str) -> None:
    assert unwatched(graph_of(label)) == []


@pytest.mark.parametrize("label", LABELS)
def test_somebody_has_decided_of_every_type(label: str) -> None:
    assert undecided(graph_of(label)) == set()


def test_the_tables_name_what_there_is_and_why() -> None:
    types = {resource.type for label in LABELS for resource in graph_of(label).resources}

    assert WATCHED.keys() <= types
    unused = {prefix for prefix in UNWATCHED if not any(type_.startswith(prefix) for type_ in types - WATCHED.keys())}
    assert unused == {"aws:lambda/", "aws:cloudfront/keyGroup:", "aws:cloudfront/publicKey:"}  # with other options


def alarms(label: str) -> Iterator[Resource]:
    return graph_of(label).of_type(ALARM)


def without(graph: Graph, name: str) -> Graph:
    return replace(graph, resources=tuple(resource for resource in graph.resources if resource.name != name))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("database-primary-memory",
         "megane-database-primary: no alarm on AWS/RDS FreeableMemory {'DBInstanceIdentifier': 'megane-prod-primary'}"),
        ("cache-0001-002-evictions",
         "megane-cache: no alarm on AWS/ElastiCache Evictions {'CacheClusterId': 'megane-prod-0001-002'}"),
        ("nat-2-ports", "megane-2: no alarm on AWS/NATGateway ErrorPortAllocation {'NatGatewayId': 'of it'}"),
        ("cdn-errors", "megane-cdn: no alarm on AWS/CloudFront 5xxErrorRate {'DistributionId': 'of it'}"),
        ("app-unreachable", "megane-outside: no alarm on AWS/Route53 HealthCheckStatus {'HealthCheckId': 'of it'}"),
    ],
)  # fmt: skip
def test_a_missing_alarm_is_found_out(name: str, said: str) -> None:
    assert unwatched(without(named("prod", "up"), f"megane-watch-{name}")) == [said]


def test_an_alarm_on_another_of_its_kind_does_not_count() -> None:
    graph = named("prod", "up")
    other = {"DBInstanceIdentifier": "megane-staging-primary"}
    moved = tuple(
        replace(one, inputs={**one.inputs, "dimensions": other})
        if one.name == "megane-watch-database-primary-cpu"
        else one
        for one in graph.resources
    )

    # That which is critical still looks at it.
    assert unwatched(replace(graph, resources=moved)) == []
    assert len(unwatched(without(replace(graph, resources=moved), "megane-watch-database-primary-cpu-exhausted"))) == 1


def test_a_new_type_is_found_out() -> None:
    graph = named("dev", "up")
    stream = replace(graph.resources[-1], type="aws:kinesis/stream:Stream", name="jobs")

    assert undecided(replace(graph, resources=(*graph.resources, stream))) == {"aws:kinesis/stream:Stream"}


@pytest.mark.parametrize("label", LABELS)
def test_every_metric_that_we_make_is_looked_at_or_shown(label: str) -> None:
    """Sessions may have no alarm; the dashboard shows them."""
    looked_at = {(one.namespace, one.metric) for alarm in alarms(label) for one in series_of(alarm).values()}
    made = {
        (str(transformation["namespace"]), str(transformation["name"]))
        for one in graph_of(label).of_type(FILTER)
        if isinstance(transformation := one.inputs["metricTransformation"], dict)
    }

    assert {name for _, name in made - looked_at} <= {"ActiveSessions"}


@pytest.mark.parametrize("label", LABELS)
def test_beginning_and_end_are_told_to_the_topic_of_the_severity_in_the_same_region(label: str) -> None:
    topics = {
        (str(topic.region), str(topic.inputs["name"])) for topic in graph_of(label).of_type("aws:sns/topic:Topic")
    }
    for alarm in alarms(label):
        tags, action = alarm.inputs["tags"], alarm.inputs["alarmActions"]
        assert isinstance(tags, dict)
        assert isinstance(action, list)
        assert alarm.inputs["okActions"] == action, alarm.name
        (arn,) = map(str, action)
        *_, region, _, name = arn.split(":")
        assert region == alarm.region, alarm.name
        assert (region, name) in topics, alarm.name
        assert name.removesuffix("-edge").endswith(f"-{tags['Severity']}"), alarm.name


def sections(chapter: str) -> list[str]:
    """Headings of the second level below one of the first, as their anchors."""
    text = (ROOT / RUNBOOK).read_text(encoding="utf-8")
    (part,) = (part for part in re.split(r"^# ", text, flags=re.MULTILINE) if part.startswith(f"{chapter}\n"))
    return re.findall(r"^## (.+)$", part, flags=re.MULTILINE)


def referred_to() -> set[str]:
    """Sections that any alarm, or whatever else tells people of trouble, sends them to."""
    link = re.compile(rf"{re.escape(RUNBOOK)}#([a-z0-9-]+)")
    return {
        section
        for label in LABELS
        for resource in graph_of(label).resources
        if resource.type.startswith("aws:cloudwatch/")
        for section in link.findall(str(resource.inputs))
    }


def test_every_alarm_has_its_section_and_every_section_of_alarms_an_alarm() -> None:
    assert set(sections("When it rings")) == referred_to()


def test_anchors_of_the_runbook_are_its_headings() -> None:
    headings = [*sections("When it rings"), *sections("Procedures")]

    assert len(headings) == len(set(headings))
    for heading in headings:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", heading), heading


def test_what_the_runbook_refers_to_is_there() -> None:
    """Every word in backquotes that looks like a section of it, every saved query and every output."""
    text = (ROOT / RUNBOOK).read_text(encoding="utf-8")
    known = {*sections("When it rings"), *sections("Procedures")}
    prefixes = ("app-", "service-", "database-", "cache-", "nat-", "storage-", "waf-", "cdn-")
    named_here = {word for word in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text) if word.startswith(prefixes)}
    queries = {
        str(one.inputs["name"]) for one in graph_of("more").of_type("aws:cloudwatch/queryDefinition:QueryDefinition")
    }
    outputs = {name for label in LABELS for name in graph_of(label).outputs}

    assert named_here - known == set()
    for query in re.findall(r"[Qq]uery\s+`([a-z]+/[a-z0-9-]+)`", text):
        assert f"megane-prod/{query}" in queries, query
    for output in re.findall(r"<output (\w+)>", text):
        assert output == "x" or output in outputs, output


@pytest.mark.parametrize("label", LABELS)
def test_alarms_have_names_of_their_own(label: str) -> None:
    names = [(alarm.region, str(alarm.inputs["name"])) for alarm in alarms(label)]

    assert len(names) == len(set(names))
