"""The firewall of an application behind a CDN: at the edge, or before the load balancer with forwarded addresses."""

from __future__ import annotations

from offline.values import UNKNOWN
from tests.components import build, waf_parts
from tests.components.look import inputs, part, tree
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
    found = rules(record, forwarded_ip=True, maintenance=build.MAINTENANCE)

    assert list(found)[:4] == ["maintenance", "origin-verify", "admin-allow-list", "rate-limit"]
    assert found["origin-verify"]["action"] == {"block": {}}
    assert named(found["origin-verify"]["statement"]) == negated(FROM_CDN)
    admins, staff = (forwarded(arn_of("ipSet", f"waf-{role}")) for role in ("admins", "staff"))
    assert named(found["admin-allow-list"]["statement"]["andStatement"]["statements"][1]) == negated(admins)
    assert named(found["maintenance"]["statement"]["andStatement"]["statements"]) == [
        negated(staff),
        negated(header("x-deploy-test", arn_of("regexPatternSet", "waf-testers"))),
    ]


def test_before_the_balancer_the_limit_is_the_visitors_not_the_cdns(record: Record) -> None:
    found = rules(record, forwarded_ip=True)["rate-limit"]["statement"]

    # Not X-Forwarded-For: its first address, which this rule reads, is the visitor's to write.
    assert found == {
        "rateBasedStatement": {
            "limit": 2000,
            "aggregateKeyType": "FORWARDED_IP",
            "evaluationWindowSec": 300,
            "forwardedIpConfig": {"headerName": "True-Client-IP", "fallbackBehavior": "MATCH"},
        }
    }
