from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.error_rate import ERROR_PERCENT
from offline.values import UNKNOWN, Secret, unwrap
from planning.listener import IDLE_TIMEOUT_SECONDS, KEEP_ALIVE_SECONDS
from tests.components import build
from tests.components.look import alarms, find, inputs, made, outputs, part, watched
from tests.conftest import Record

NOT_FOUND = {
    "type": "fixed-response",
    "fixedResponse": {"contentType": "text/plain", "messageBody": "Not found", "statusCode": "404"},
}
REDIRECT = {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}


def test_what_a_load_balancer_is_made_of(record: Record) -> None:
    without_tls = {
        "megane:network:LoadBalancer lb",
        "ec2.SecurityGroup lb-sg",
        "lb.LoadBalancer lb",
        "lb.Listener lb-http",
        "random.RandomPassword lb-test-header",
        "random.RandomPassword lb-origin-verify",
    }
    in_cloudwatch = {
        f"cloudwatch.{kind} lb-access"
        for kind in ("LogGroup", "LogDeliverySource", "LogDeliveryDestination", "LogDelivery")
    }

    assert made(record(build.load_balancer)) == without_tls | in_cloudwatch | {"lb.Listener lb-https"}
    plain: dict[str, Any] = {"certificate_arn": None, "host": None, "logs_to_cloudwatch": False}
    assert made(record(lambda: build.load_balancer(**plain))) == without_tls


@pytest.mark.parametrize("durable", [True, False])
def test_the_load_balancer_faces_the_internet_and_logs_who_came(record: Record, durable: bool) -> None:
    graph = record(lambda: build.load_balancer(build.DURABLE if durable else build.PLACE))

    assert inputs(graph, "lb.LoadBalancer lb") == {
        "loadBalancerType": "application",
        "internal": False,
        "subnets": ["subnet-a", "subnet-c"],
        "securityGroups": [UNKNOWN],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "enableDeletionProtection": durable,
        "idleTimeout": 60,
        "accessLogs": {"bucket": "logs-1", "prefix": "alb", "enabled": True},
        "connectionLogs": {"bucket": "logs-1", "prefix": "alb", "enabled": True},
    }


def test_the_application_keeps_connections_longer_than_the_load_balancer(record: Record) -> None:
    graph = record(build.load_balancer)

    assert inputs(graph, "lb.LoadBalancer lb")["idleTimeout"] == IDLE_TIMEOUT_SECONDS < KEEP_ALIVE_SECONDS


def test_requests_can_be_queried_where_asked(record: Record) -> None:
    graph = record(build.load_balancer, view="up")

    group = "/aws/vendedlogs/alb/test"
    assert inputs(graph, "cloudwatch.LogGroup lb-access") == {
        "name": group,
        "retentionInDays": 90,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }
    source = find(graph, "cloudwatch.LogDeliverySource lb-access")
    assert source.inputs["logType"] == "ALB_ACCESS_LOGS"
    assert source.property_dependencies["resourceArn"] == (find(graph, "lb.LoadBalancer lb").urn,)
    assert inputs(graph, "cloudwatch.LogDeliveryDestination lb-access")["deliveryDestinationConfiguration"] == {
        "destinationResourceArn": f"arn:aws:logs:ap-northeast-1:111122223333:log-group:{group}"
    }


def test_https_with_a_modern_policy_and_a_redirect_to_it(record: Record) -> None:
    graph = record(build.load_balancer)

    assert inputs(graph, "lb.Listener lb-https") == {
        "loadBalancerArn": UNKNOWN,
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "certificateArn": "arn:certificate/1",
        "routingHttpResponseStrictTransportSecurityHeaderValue": "max-age=31536000; includeSubDomains",
        "routingHttpResponseServerEnabled": False,
        "defaultActions": [NOT_FOUND],
    }
    assert inputs(graph, "lb.Listener lb-http") == {
        "loadBalancerArn": UNKNOWN,
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [REDIRECT],
    }


def test_without_a_certificate_port_80_serves(record: Record) -> None:
    graph = record(lambda: build.load_balancer(certificate_arn=None, host=None))

    assert inputs(graph, "lb.Listener lb-http")["defaultActions"] == [NOT_FOUND]


@pytest.mark.parametrize(("certificate", "listener"), [("arn:certificate/1", "lb-https"), (None, "lb-http")])
def test_the_front_is_the_listener_that_serves(record: Record, certificate: str | None, listener: str) -> None:
    def program() -> None:
        front = build.load_balancer(certificate_arn=certificate).front
        pulumi.export("vpc", front.vpc_id)
        pulumi.export("suffix", front.arn_suffix)
        build.service(front=front)

    graph = record(program, view="up")

    rule = find(graph, "lb.ListenerRule web-production")
    assert rule.property_dependencies["listenerArn"] == (find(graph, f"lb.Listener {listener}").urn,)
    assert graph.outputs["vpc"] == "vpc-1"
    assert str(graph.outputs["suffix"]).startswith("app/")


def test_header_values_are_generated_secrets_without_wildcards(record: Record) -> None:
    def program() -> None:
        balancer = build.load_balancer()
        pulumi.export("test", balancer.front.test_header_value)
        pulumi.export("origin", balancer.origin_verify_value)

    graph = record(program, view="up")

    for role in ("test-header", "origin-verify"):
        assert inputs(graph, f"random.RandomPassword lb-{role}") == {"length": 40, "special": False}
    assert all(isinstance(value, Secret) for value in graph.outputs.values())
    assert unwrap(graph.outputs["test"]) != unwrap(graph.outputs["origin"])


@pytest.mark.parametrize(
    ("certificate", "host", "url"),
    [
        ("arn:certificate/1", "app.example.jp", "https://app.example.jp"),
        (None, None, "http://lb-"),
    ],
)
def test_the_url_is_that_of_the_host_or_aws_own(
    record: Record, certificate: str | None, host: str | None, url: str
) -> None:
    graph = record(lambda: outputs(build.load_balancer(certificate_arn=certificate, host=host)), view="up")

    assert sorted(graph.outputs) == ["arn", "dns_name", "listener_arn", "url"]
    assert str(graph.outputs["url"]).startswith(url)
    assert (graph.outputs["url"] == f"http://{graph.outputs['dns_name']}") == (host is None)


def test_answers_and_errors_are_watched(record: Record) -> None:
    graph = record(watched(build.load_balancer), view="up")

    found = alarms(graph)
    where = part(found["app-response-time"], "series", 1)
    assert str(where["LoadBalancer"]).startswith("app/lb-")
    elb = "AWS/ApplicationELB"
    assert found == {
        "app-response-time": {
            "series": (f"{elb} TargetResponseTime", where, "p95"),
            "math": [],
            "rings": "GreaterThanThreshold 2",
            "period": 300,
            "of": "2/2",
            "missing": "notBreaching",
            "topic": "arn:topic/warning",
            "region": None,
        },
        "app-errors": {
            "series": {
                "req": (f"{elb} RequestCount", where, "Sum"),
                "t5": (f"{elb} HTTPCode_Target_5XX_Count", where, "Sum"),
                "l5": (f"{elb} HTTPCode_ELB_5XX_Count", where, "Sum"),
                "mp": (
                    "AWS/WAFV2 BlockedRequests",
                    {"WebACL": "megane-test-waf", "Region": "ap-northeast-1", "Rule": "maintenance"},
                    "Sum",
                ),
            },
            "math": [ERROR_PERCENT],
            "rings": "GreaterThanThreshold 5",
            "period": 300,
            "of": "2/2",
            "missing": "notBreaching",
            "topic": "arn:topic/critical",
            "region": None,
        },
    }
