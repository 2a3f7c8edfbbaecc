"""What the firewall writes down, and what it never does."""

from __future__ import annotations

from tests.components import build
from tests.components.look import dependencies, inputs, outputs, statements
from tests.conftest import Record


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
            {"singleHeader": {"name": header}}
            for header in ("authorization", "cookie", "x-deploy-test", "x-origin-verify")
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
    policy = inputs(graph, "cloudwatch.LogResourcePolicy waf")
    assert policy["policyName"] == "megane-test-waf-logs"
    assert statements(policy["policyDocument"]) == {
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
