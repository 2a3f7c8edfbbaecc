from __future__ import annotations

from typing import Any

import pytest

from components.waf import WafArgs
from tests.components import build, waf_parts
from tests.components.look import find, inputs, made, outputs, part
from tests.components.waf_parts import DECODED, RESOLVED, TYPED, arn_of, every, named, negated, path, rules, some
from tests.conftest import Record

CDN = waf_parts.header("x-origin-verify", arn_of("regexPatternSet", "waf-cdn"))
ALWAYS = [
    ("admin-allow-list", 2),
    ("rate-limit", 3),
    ("common", 10),
    ("known-bad-inputs", 20),
    ("sql-injection", 30),
]
PARTS = {
    "megane:security:Waf waf",
    "wafv2.IpSet waf-admins",
    "wafv2.IpSet waf-staff",
    "wafv2.RegexPatternSet waf-testers",
    "wafv2.WebAcl waf",
    "cloudwatch.LogGroup waf",
    "cloudwatch.LogResourcePolicy waf",
    "wafv2.WebAclLoggingConfiguration waf",
}


def test_what_the_firewall_is_made_of(record: Record) -> None:
    before_balancer = PARTS | {"wafv2.WebAclAssociation waf"}

    assert made(record(build.waf)) == before_balancer | {"wafv2.RegexPatternSet waf-cdn"}
    assert made(record(lambda: build.waf(origin_verify_value=None))) == before_balancer
    assert made(record(build.edge_waf)) == PARTS


def test_it_stands_before_the_load_balancer_and_lets_in_what_no_rule_stops(record: Record) -> None:
    graph = record(lambda: outputs(build.waf()), view="up")

    acl = inputs(graph, "wafv2.WebAcl waf")
    assert {key: value for key, value in acl.items() if key not in ("rules", "customResponseBodies")} == {
        "scope": "REGIONAL",
        "description": "Front door of megane-test",
        "defaultAction": {"allow": {}},
        "dataProtectionConfig": {
            "dataProtections": [
                {
                    "action": "SUBSTITUTION",
                    "field": {
                        "fieldType": "SINGLE_HEADER",
                        "fieldKeys": ["authorization", "cookie", "x-deploy-test", "x-origin-verify"],
                    },
                }
            ]
        },
        "visibilityConfig": {
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
            "metricName": "megane-test-waf",
        },
    }
    assert inputs(graph, "wafv2.WebAclAssociation waf") == {
        "resourceArn": "arn:lb/1",
        "webAclArn": graph.outputs["arn"],
    }


def test_the_rules_and_their_order(record: Record) -> None:
    found = rules(record, upload_paths=[])

    assert [(name, rule["priority"]) for name, rule in found.items()] == ALWAYS
    for name, rule in found.items():
        assert rule["visibilityConfig"] == {
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
            "metricName": name,
        }


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"maintenance": build.MAINTENANCE}, ("maintenance", 0)),
        ({"through_cdn": "only"}, ("origin-verify", 1)),
        ({"upload_paths": ["/api/uploads"]}, ("oversize-body", 11)),
    ],
)
def test_a_rule_more_leaves_the_others_where_they_are(
    record: Record, changes: dict[str, Any], more: tuple[str, int]
) -> None:
    found = rules(record, **{"upload_paths": [], **changes})

    assert [(name, rule["priority"]) for name, rule in found.items()] == sorted(
        [*ALWAYS, more], key=lambda rule: rule[1]
    )


def test_managed_groups_act_as_aws_means_them(record: Record) -> None:
    found = rules(record, upload_paths=[], count=(), count_until=None)

    for name, group in (
        ("common", "AWSManagedRulesCommonRuleSet"),
        ("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
        ("sql-injection", "AWSManagedRulesSQLiRuleSet"),
    ):
        assert "action" not in found[name]  # own rules have an action, groups an override: both or neither is refused
        assert found[name]["overrideAction"] == {"none": {}}
        assert found[name]["statement"] == {
            "managedRuleGroupStatement": {"vendorName": "AWS", "name": group, "ruleActionOverrides": []}
        }


@pytest.mark.parametrize("paths", [["/api/uploads"], ["/api/uploads", "/api/images"]])
def test_large_bodies_are_for_the_upload_paths(record: Record, paths: list[str]) -> None:
    found = rules(record, upload_paths=paths)

    assert found["common"]["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"] == [
        {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    ]
    rule = found["oversize-body"]
    assert (rule["action"], "overrideAction" in rule) == ({"block": {}}, False)
    label = {"labelMatchStatement": {"scope": "LABEL", "key": "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"}}
    # The path as typed and as resolved: neither may pretend to be an upload.
    assert rule["statement"] == every(
        label, *(negated(every(path(prefix, TYPED), path(prefix, RESOLVED))) for prefix in paths)
    )


def test_one_address_has_so_many_requests_in_five_minutes(record: Record) -> None:
    found = rules(record, rate_limit=1234, origin_verify_value=None)["rate-limit"]

    assert (found["action"], "overrideAction" in found) == ({"block": {}}, False)
    assert found["statement"] == {
        "rateBasedStatement": {"limit": 1234, "aggregateKeyType": "IP", "evaluationWindowSec": 300}
    }


def test_only_the_cdn_with_its_secret_may_fetch_static_files_without_limit(record: Record) -> None:
    found = rules(record)["rate-limit"]

    assert named(found["statement"]["rateBasedStatement"]["scopeDownStatement"]) == negated(
        every(path("/static/", TYPED), path("/static/", RESOLVED), CDN)
    )


@pytest.mark.parametrize(
    ("paths", "matched"),
    [
        (["/admin"], some(path("/admin", RESOLVED), path("/admin", DECODED))),
        (
            ["/admin", "/api/admin"],
            some(*(path(prefix, read) for prefix in ("/admin", "/api/admin") for read in (RESOLVED, DECODED))),
        ),
    ],
)
def test_administration_is_for_the_listed_networks(record: Record, paths: list[str], matched: waf_parts.Json) -> None:
    graph = record(lambda: build.waf(admin_paths=paths), view="up")

    rule = part(inputs(graph, "wafv2.WebAcl waf")["rules"], 0)
    assert (rule["name"], rule["action"]) == ("admin-allow-list", {"block": {}})
    assert named(rule["statement"]) == every(matched, negated(waf_parts.address(arn_of("ipSet", "waf-admins"))))
    assert find(graph, "wafv2.IpSet waf-admins").urn in find(graph, "wafv2.WebAcl waf").property_dependencies["rules"]
    assert inputs(graph, "wafv2.IpSet waf-admins") == {
        "scope": "REGIONAL",
        "ipAddressVersion": "IPV4",
        "description": "May use the administration",
        "addresses": ["192.0.2.0/24"],
    }


GIVEN: dict[str, Any] = {
    "load_balancer_arn": "arn:lb/1",
    "logs_key_arn": "arn:key/logs",
    "test_header_value": "let-me-in",
    "admin_cidrs": ["192.0.2.1/32"],
    "admin_paths": ["/admin"],
    "rate_limit": 2000,
    "log_all": False,
}
AT_EDGE = {"scope": "CLOUDFRONT", "load_balancer_arn": None}
NO_SECRET = "what comes through the CDN is known by its secret alone: give origin_verify_value"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"admin_cidrs": []}, "the admin allow-list needs at least one network and one path"),
        ({"admin_paths": []}, "the admin allow-list needs at least one network and one path"),
        ({"load_balancer_arn": None}, "a regional firewall needs a load balancer, and one at the edge has none"),
        ({"scope": "CLOUDFRONT"}, "a regional firewall needs a load balancer, and one at the edge has none"),
        (
            AT_EDGE | {"through_cdn": "also"},
            "the edge sees visitors' own addresses: nothing is forwarded and there is no origin",
        ),
        (
            AT_EDGE | {"origin_verify_value": "x"},
            "the edge sees visitors' own addresses: nothing is forwarded and there is no origin",
        ),
        ({"through_cdn": "also"}, NO_SECRET),
        ({"through_cdn": "only"}, NO_SECRET),
        (
            {"count": ["common"]},
            "rules that only count need a day on which that ends, and the day needs such rules",
        ),
        (
            {"count_until": "2026-12-31"},
            "rules that only count need a day on which that ends, and the day needs such rules",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    WafArgs(**GIVEN)
    with pytest.raises(ValueError, match=r".") as raised:
        WafArgs(**GIVEN | changes)

    assert str(raised.value) == said
