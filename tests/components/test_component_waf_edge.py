"""The firewall of an application behind a CDN: at the edge, or before the load balancer with forwarded addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from components.waf import Maintenance, Waf
from offline.values import UNKNOWN
from tests.components import build, waf_parts
from tests.components.look import alarms, inputs, part, tree, watched
from tests.components.waf_parts import arn_of, forwarded, header, named, negated, rules
from tests.conftest import Record

FROM_CDN = header("x-origin-verify", arn_of("regexPatternSet", "waf-cdn"))


def test_at_the_edge_everything_is_in_us_east_1(record: Record) -> None:
    graph = record(lambda: build.edge_waf(maintenance=build.MAINTENANCE))

    resources = [r for r in tree(graph, "megane:security:Waf") if r.type.startswith("aws:")]
    assert {r.inputs.get("region") for r in resources} == {"us-east-1"}
    assert {r.inputs["scope"] for r in resources if "scope" in r.inputs} == {"CLOUDFRONT"}
    assert inputs(graph, "wafv2.WebAcl waf")["visibilityConfig"] == {
        "cloudwatchMetricsEnabled": True,
        "sampledRequestsEnabled": True,
        "metricName": "megane-test-waf-edge",
    }
    assert "aws:wafv2/webAclAssociation:WebAclAssociation" not in {r.type for r in resources}


def test_at_the_edge_addresses_are_the_visitors_own(record: Record) -> None:
    graph = record(lambda: build.edge_waf(maintenance=build.MAINTENANCE))

    found = {rule["name"]: rule for rule in part(inputs(graph, "wafv2.WebAcl waf")["rules"])}
    assert list(found) == [
        "maintenance", "admin-allow-list", "rate-limit", "common", "oversize-body", "known-bad-inputs", "sql-injection",
    ]  # fmt: skip
    assert found["rate-limit"]["statement"] == {
        "rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP", "evaluationWindowSec": 300}
    }
    assert found["admin-allow-list"]["statement"]["andStatement"]["statements"][1] == negated(
        waf_parts.address(UNKNOWN)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("make", "name", "where", "region"),
    [
        (build.waf, "waf", {"WebACL": "megane-test-waf", "Region": "ap-northeast-1"}, None),
        (build.edge_waf, "waf-edge", {"WebACL": "megane-test-waf-edge"}, "us-east-1"),
    ],
)
def test_what_it_turns_away_is_watched_but_for_maintenance(
    record: Record, make: Callable[[], Waf], name: str, where: dict[str, str], region: str | None
) -> None:
    metric = "AWS/WAFV2 BlockedRequests"

    assert alarms(record(watched(make))) == {
        f"{name}-blocked": {
            "series": {
                "all": (metric, {**where, "Rule": "ALL"}, "Sum"),
                "mp": (metric, {**where, "Rule": "maintenance"}, "Sum"),
            },
            "math": ["FILL(all,0)-FILL(mp,0)"],
            "rings": "GreaterThanThreshold 1000",
            "period": 300,
            "of": "2/2",
            "missing": "notBreaching",
            "topic": "arn:topic/warning",
            "region": region,
        }
    }


def test_its_log_has_a_name_of_its_own(record: Record) -> None:
    graph = record(build.edge_waf, view="up")

    group = "aws-waf-logs-test-edge"
    assert inputs(graph, "cloudwatch.LogGroup waf")["name"] == group
    assert inputs(graph, "wafv2.WebAclLoggingConfiguration waf")["logDestinationConfigs"] == [
        f"arn:aws:logs:us-east-1:111122223333:log-group:{group}"
    ]
    policy = inputs(graph, "cloudwatch.LogResourcePolicy waf")
    assert policy["policyName"] == "megane-test-waf-logs-edge"
    assert '"arn:aws:logs:us-east-1:111122223333:*"' in str(policy["policyDocument"])


def test_before_the_balancer_only_the_cdn_may_say_who_the_visitor_is(record: Record) -> None:
    found = rules(record, through_cdn="only")

    assert list(found)[:3] == ["origin-verify", "admin-allow-list", "rate-limit"]
    assert found["origin-verify"]["action"] == {"block": {}}
    assert named(found["origin-verify"]["statement"]) == negated(FROM_CDN)
    admins = forwarded(arn_of("ipSet", "waf-admins"))
    assert named(found["admin-allow-list"]["statement"]["andStatement"]["statements"][1:]) == [negated(admins)]


def test_behind_the_cdn_the_maintenance_page_is_the_edges_alone(record: Record) -> None:
    plain, maintained = (
        rules(record, through_cdn="only", maintenance=mode) for mode in (Maintenance(), build.MAINTENANCE)
    )
    edge = record(lambda: build.edge_waf(maintenance=build.MAINTENANCE))

    # What the CDN fetches for its cache, like /static/app.js, has neither the visitor's address nor the testers'
    # header: a rule here would keep it from staff, whom the edge has let through.
    assert named(maintained) == named(plain)
    assert not stopped(maintained, "/static/app.js", from_cdn=True)
    assert part(inputs(edge, "wafv2.WebAcl waf")["rules"])[0]["name"] == "maintenance"


@pytest.mark.parametrize("path", ["/static/app.js", "/public/a.png", "/", "/admin"])
def test_while_both_ways_are_open_the_cdns_visitors_are_judged_at_the_edge(record: Record, path: str) -> None:
    found = rules(record, through_cdn="also", maintenance=build.MAINTENANCE)

    assert list(found)[:3] == ["maintenance", "admin-allow-list", "rate-limit"]
    assert stopped(found, path, from_cdn=True) == []
    assert stopped(found, path, from_cdn=False) == ["maintenance", *(["admin-allow-list"] if path == "/admin" else [])]
    limit = named(found["rate-limit"]["statement"]["rateBasedStatement"])
    assert limit == {
        "limit": 2000,
        "aggregateKeyType": "IP",
        "evaluationWindowSec": 300,
        "scopeDownStatement": negated(FROM_CDN),
    }


def test_while_the_cdn_brings_files_alone_its_secret_opens_no_administration(record: Record) -> None:
    found = rules(record, maintenance=build.MAINTENANCE)

    assert stopped(found, "/static/app.js", from_cdn=True) == []
    assert stopped(found, "/admin", from_cdn=True) == ["maintenance", "admin-allow-list"]


def stopped(found: Mapping[str, Any], path: str, *, from_cdn: bool) -> list[str]:
    """The own rules that stop a stranger's request, who is in no address set and has no test header."""

    def holds(statement: Any) -> bool:
        ((kind, inner),) = statement.items()
        if kind in ("andStatement", "orStatement"):
            return (all if kind == "andStatement" else any)(map(holds, inner["statements"]))
        if kind == "notStatement":
            return not holds(inner["statement"])
        if kind == "byteMatchStatement":
            return path.startswith(inner["searchString"])
        return from_cdn and named(statement) == FROM_CDN

    own = ("maintenance", "origin-verify", "admin-allow-list")
    return [name for name in own if name in found and holds(found[name]["statement"])]


def test_before_the_balancer_the_limit_is_the_visitors_not_the_cdns(record: Record) -> None:
    found = rules(record, through_cdn="only")["rate-limit"]["statement"]

    # Not X-Forwarded-For: its first address, which this rule reads, is the visitor's to write.
    assert found == {
        "rateBasedStatement": {
            "limit": 2000,
            "aggregateKeyType": "FORWARDED_IP",
            "evaluationWindowSec": 300,
            "forwardedIpConfig": {"headerName": "True-Client-IP", "fallbackBehavior": "MATCH"},
        }
    }
