from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.waf import WafArgs
from tests.components import build
from tests.components.look import dependencies, find, inputs, made, outputs, part, statements
from tests.conftest import Record


def rules(record: Record, **changes: Any) -> dict[str, dict[str, object]]:
    graph = record(lambda: build.waf(**changes), view="up")
    return {rule["name"]: rule for rule in part(inputs(graph, "wafv2.WebAcl waf")["rules"])}


def test_what_the_firewall_is_made_of(record: Record) -> None:
    assert made(record(build.waf)) == {
        "megane:security:Waf waf",
        "wafv2.IpSet waf-admins",
        "wafv2.WebAcl waf",
        "wafv2.WebAclAssociation waf",
        "cloudwatch.LogGroup waf",
        "cloudwatch.LogResourcePolicy waf",
        "wafv2.WebAclLoggingConfiguration waf",
    }


def test_it_stands_before_the_load_balancer_and_lets_in_what_no_rule_stops(record: Record) -> None:
    graph = record(lambda: outputs(build.waf()), view="up")

    acl = inputs(graph, "wafv2.WebAcl waf")
    assert (acl["scope"], acl["defaultAction"]) == ("REGIONAL", {"allow": {}})
    assert inputs(graph, "wafv2.WebAclAssociation waf") == {
        "resourceArn": "arn:lb/1",
        "webAclArn": graph.outputs["arn"],
    }


def test_the_rules_and_their_order(record: Record) -> None:
    found = rules(record)

    assert [(name, rule["priority"]) for name, rule in found.items()] == [
        ("admin-allow-list", 0),
        ("rate-limit", 1),
        ("common", 10),
        ("known-bad-inputs", 20),
        ("sql-injection", 30),
    ]
    for name, rule in found.items():
        assert rule["visibilityConfig"] == {
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
            "metricName": name,
        }


def test_managed_groups_act_as_aws_means_them_but_let_images_through(record: Record) -> None:
    found = rules(record)

    uploads = [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]
    for name, group, counted in (
        ("common", "AWSManagedRulesCommonRuleSet", uploads),
        ("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet", []),
        ("sql-injection", "AWSManagedRulesSQLiRuleSet", []),
    ):
        assert "action" not in found[name]  # own rules have an action, groups an override: both or neither is refused
        assert found[name]["overrideAction"] == {"none": {}}
        assert found[name]["statement"] == {
            "managedRuleGroupStatement": {"vendorName": "AWS", "name": group, "ruleActionOverrides": counted}
        }


def test_one_address_has_so_many_requests_in_five_minutes(record: Record) -> None:
    rule = rules(record, rate_limit=1234)["rate-limit"]

    assert (rule["action"], "overrideAction" in rule) == ({"block": {}}, False)
    assert rule["statement"] == {
        "rateBasedStatement": {
            "limit": 1234,
            "aggregateKeyType": "IP",
            "evaluationWindowSec": 300,
            # CloudFront fetches these, for everybody, from a few addresses.
            "scopeDownStatement": {"notStatement": {"statement": path("/static/")}},
        }
    }


def path(prefix: str) -> object:
    return {
        "byteMatchStatement": {
            "searchString": prefix,
            "positionalConstraint": "STARTS_WITH",
            "fieldToMatch": {"uriPath": {}},
            "textTransformations": [
                {"priority": 0, "type": "URL_DECODE"},
                {"priority": 1, "type": "NORMALIZE_PATH"},
                {"priority": 2, "type": "LOWERCASE"},
            ],
        }
    }


@pytest.mark.parametrize(
    ("paths", "matched"),
    [
        (["/admin"], path("/admin")),
        (["/admin", "/api/admin"], {"orStatement": {"statements": [path("/admin"), path("/api/admin")]}}),
    ],
)
def test_administration_is_for_the_listed_networks(record: Record, paths: list[str], matched: object) -> None:
    graph = record(lambda: build.waf(admin_paths=paths), view="up")

    rule = part(inputs(graph, "wafv2.WebAcl waf")["rules"], 0)
    statement = rule["statement"]["andStatement"]["statements"]
    admins = inputs(graph, "wafv2.IpSet waf-admins")
    assert (rule["name"], rule["action"]) == ("admin-allow-list", {"block": {}})
    assert statement[0] == matched
    reference = statement[1]["notStatement"]["statement"]["ipSetReferenceStatement"]
    assert reference["arn"].startswith("arn:aws:wafv2:ap-northeast-1:111122223333:ipSet/waf-admins")
    assert find(graph, "wafv2.WebAcl waf").property_dependencies == {
        "rules": (find(graph, "wafv2.IpSet waf-admins").urn,)
    }
    assert (admins["scope"], admins["ipAddressVersion"], admins["addresses"]) == ("REGIONAL", "IPV4", ["192.0.2.0/24"])


def test_what_it_stopped_is_kept_for_a_year_without_credentials(record: Record) -> None:
    graph = record(lambda: outputs(build.waf()), view="up")

    group = "arn:aws:logs:ap-northeast-1:111122223333:log-group:aws-waf-logs-test"
    assert inputs(graph, "cloudwatch.LogGroup waf") == {
        "name": "aws-waf-logs-test",
        "retentionInDays": 365,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }
    assert inputs(graph, "wafv2.WebAclLoggingConfiguration waf") == {
        "resourceArn": graph.outputs["arn"],
        "logDestinationConfigs": [group],
        "redactedFields": [
            {"singleHeader": {"name": header}} for header in ("authorization", "cookie", "x-deploy-test")
        ],
        "loggingFilter": {
            "defaultBehavior": "DROP",
            "filters": [
                {
                    "behavior": "KEEP",
                    "requirement": "MEETS_ANY",
                    "conditions": [{"actionCondition": {"action": action}} for action in ("BLOCK", "COUNT")],
                }
            ],
        },
    }


def test_everything_is_logged_where_asked(record: Record) -> None:
    graph = record(lambda: build.waf(log_all=True))

    assert "loggingFilter" not in inputs(graph, "wafv2.WebAclLoggingConfiguration waf")


def test_log_delivery_is_let_in_before_it_starts(record: Record) -> None:
    graph = record(build.waf, view="up")

    waits = dependencies(graph, "wafv2.WebAclLoggingConfiguration waf")
    assert "cloudwatch.LogResourcePolicy waf" in waits
    assert statements(inputs(graph, "cloudwatch.LogResourcePolicy waf")["policyDocument"]) == {
        "WafDeliversLogs": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:ap-northeast-1:111122223333:log-group:aws-waf-logs-test:*",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:logs:ap-northeast-1:111122223333:*"},
            },
        }
    }


@pytest.mark.parametrize("changes", [{"admin_cidrs": []}, {"admin_paths": []}])
def test_an_allow_list_that_locks_everybody_out_is_refused(changes: dict[str, list[str]]) -> None:
    args = WafArgs(
        load_balancer_arn="arn:lb/1",
        logs_key_arn="arn:key/logs",
        admin_cidrs=["192.0.2.1/32"],
        admin_paths=["/admin"],
        rate_limit=2000,
        log_all=False,
    )
    with pytest.raises(ValueError, match=r".") as raised:
        replace(
            args,
            admin_cidrs=changes.get("admin_cidrs", ["192.0.2.1/32"]),
            admin_paths=changes.get("admin_paths", ["/a"]),
        )

    assert str(raised.value) == "the admin allow-list needs at least one network and one path"
