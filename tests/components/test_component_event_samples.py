"""Each rule gets AWS's own sample of what it waits for, not its harmless neighbours, and makes a message of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pulumi
import pytest

from components.observability import account_events, image_events
from offline.graph import Graph
from offline.recorder import record as record_program
from offline.values import unwrap
from tests.components import build
from tests.components import sample_events as sample
from tests.components.build import ACCOUNT, COPIES, PLACE, REGION
from tests.components.event_patterns import matches, message
from tests.components.look import parsed
from tests.conftest import CONFIG

RULE = "aws:cloudwatch/eventRule:EventRule"
CLUSTER = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/megane-test"
SERVICE = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/megane-test/api"
OTHERS = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/megane-test/web"
VAULT_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:megane-test"
IMAGES = (
    f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/megane/api@sha256:abc",
    f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/megane/far@sha256:abc",
    f"999999999999.dkr.ecr.{REGION}.amazonaws.com/megane/theirs@sha256:abc",
    "public.ecr.aws/nginx/nginx@sha256:abc",
)


@cache
def recorded() -> Graph:
    def program() -> None:
        backup, domain, service = (
            build.backup(copies=COPIES, copies_key_arn="arn:key/c"),
            build.domain(),
            build.service(),
        )
        told = [*backup.events, *domain.events, *service.events, *image_events(IMAGES, PLACE)]
        build.events(events=[*told, *account_events("account")])
        pulumi.export("certificate", domain.certificate_arn)
        pulumi.export("edge-certificate", domain.edge_certificate_arn)

    return record_program(program, project="megane", stack="test", config=CONFIG, view="up")


def rules() -> Mapping[str, Any]:
    """Event -> the pattern of its rule."""
    found = recorded().of_type(RULE)
    return {each.name.removeprefix("events-"): parsed(each.inputs["eventPattern"]) for each in found}


def role() -> str:
    return str(recorded().find("aws:backup/selection:Selection", "backup").inputs["iamRoleArn"])


def certificate(which: str = "certificate") -> str:
    return str(unwrap(recorded().outputs[which]))


Make = Callable[[], sample.Sample]
WAITED_FOR: tuple[tuple[str, Make], ...] = (
    ("api-deployment-failed", lambda: sample.deployment(SERVICE, "SERVICE_DEPLOYMENT_FAILED")),
    ("api-deployment-failed", lambda: sample.deployment(SERVICE, "SERVICE_DEPLOYMENT_FAILED", "ECS Service Action")),
    ("api-tasks-cannot-start", lambda: sample.service_action(SERVICE, "SERVICE_TASK_START_IMPAIRED")),
    ("api-tasks-cannot-start", lambda: sample.service_action(SERVICE, "SERVICE_TASK_PLACEMENT_FAILURE")),
    ("api-tasks-cannot-start", lambda: sample.service_action(SERVICE, "SERVICE_TASK_CONFIGURATION_FAILURE")),
    ("api-task-stopped", lambda: sample.task(CLUSTER, "service:api", code="EssentialContainerExited")),
    ("api-task-stopped", lambda: sample.task(CLUSTER, "service:api", code="TaskFailedToStart")),
    (
        "api-task-stopped",
        lambda: sample.task(
            CLUSTER,
            "service:api",
            code="ServiceSchedulerInitiated",
            reason="Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)",
        ),
    ),
    ("backup-failed", lambda: sample.backup_job("megane-test", "FAILED")),
    ("backup-failed", lambda: sample.backup_job("megane-test", "EXPIRED")),
    ("backup-copy-failed", lambda: sample.copy_job(VAULT_ARN, "FAILED")),
    ("restore-failed", lambda: sample.restore_job(role(), "FAILED")),
    ("certificate-expiring", lambda: sample.certificate(certificate(), days=30)),
    ("certificate-expiring", lambda: sample.certificate(certificate(), "ACM Certificate Renewal Action Required")),
    ("certificate-urgent", lambda: sample.certificate(certificate(), days=7)),
    ("certificate-urgent", lambda: sample.certificate(certificate(), days=1)),
    ("certificate-urgent", lambda: sample.certificate(certificate(), "ACM Certificate Expired")),
    ("certificate-expiring-edge", lambda: sample.certificate(certificate("edge-certificate"), days=45)),
    ("certificate-urgent-edge", lambda: sample.certificate(certificate("edge-certificate"), days=3)),
    ("image-scan", lambda: sample.image_scan("megane/api", {"CRITICAL": 10, "MEDIUM": 9})),
    ("image-finding", lambda: sample.image_finding("megane/api", "CRITICAL")),
    ("health", lambda: sample.health("RDS", "ACCOUNT_SPECIFIC", "scheduledChange")),
    ("health", lambda: sample.health("EC2", "PUBLIC", "issue")),
    ("health-global", lambda: sample.health("CLOUDFRONT", "PUBLIC", "issue", "us-east-1")),
    ("account-compromised", lambda: sample.health("RISK", "ACCOUNT_SPECIFIC", "issue", "us-east-1")),
    ("root-login", lambda: sample.sign_in("Root")),
)
HARMLESS: tuple[Make, ...] = (
    lambda: sample.deployment(SERVICE, "SERVICE_DEPLOYMENT_IN_PROGRESS"),
    lambda: sample.deployment(SERVICE, "SERVICE_DEPLOYMENT_COMPLETED"),
    lambda: sample.deployment(OTHERS, "SERVICE_DEPLOYMENT_FAILED"),
    lambda: sample.service_action(SERVICE, "SERVICE_STEADY_STATE"),
    lambda: sample.service_action(OTHERS, "SERVICE_TASK_START_IMPAIRED"),
    lambda: sample.task(CLUSTER, "service:api", status="RUNNING"),
    lambda: sample.task(
        CLUSTER,
        "service:api",
        code="ServiceSchedulerInitiated",
        reason="Scaling activity initiated by (deployment ecs-svc/123)",
    ),
    lambda: sample.task(CLUSTER, "service:api", code="UserInitiated", reason="Task stopped by user"),
    lambda: sample.task(CLUSTER, "service:web", code="EssentialContainerExited"),
    lambda: sample.task(CLUSTER.replace("test", "dev"), "service:api", code="EssentialContainerExited"),
    lambda: sample.task(
        CLUSTER, "family:megane-test-migration", code="EssentialContainerExited"
    ),  # its end, good or bad
    lambda: sample.backup_job("megane-test", "COMPLETED"),
    lambda: sample.backup_job("megane-test", "RUNNING"),
    lambda: sample.backup_job("megane-prod", "FAILED"),
    lambda: sample.copy_job(VAULT_ARN, "COMPLETED"),
    lambda: sample.copy_job(VAULT_ARN.replace("test", "dev"), "FAILED"),
    lambda: sample.restore_job(role(), "COMPLETED"),
    lambda: sample.restore_job("arn:aws:iam::111122223333:role/other", "FAILED"),
    lambda: sample.certificate(certificate(), days=29),
    lambda: sample.certificate(certificate().replace("certificate/", "certificate/0"), days=1),
    lambda: sample.certificate(certificate(), "ACM Certificate Available"),
    lambda: sample.image_scan("megane/api", {"HIGH": 1}),
    lambda: sample.image_scan("megane/other", {"CRITICAL": 1}),
    lambda: sample.image_finding("megane/api", "HIGH"),
    lambda: sample.image_finding("megane/api", "CRITICAL", "CLOSED"),
    lambda: sample.image_finding("megane/far", "CRITICAL"),
    lambda: sample.image_finding("megane/theirs", "CRITICAL"),
    lambda: sample.health("SAGEMAKER", "PUBLIC", "issue"),
    lambda: sample.health("EC2", "PUBLIC", "accountNotification"),
    lambda: sample.sign_in("Root", "Failure"),
    lambda: sample.sign_in("IAMUser"),
)


def heard(event: sample.Sample) -> set[str]:
    """Rules that an event reaches; those of us-east-1 see only what happens there."""
    regions = {rule.name.removeprefix("events-"): rule.region for rule in recorded().of_type(RULE)}
    return {name for name, pattern in rules().items() if regions[name] == event["region"] and matches(pattern, event)}


@pytest.mark.parametrize(("name", "make"), WAITED_FOR)
def test_a_rule_gets_what_it_waits_for_and_makes_a_message_of_it(name: str, make: Make) -> None:
    event = make()

    assert heard(event) == {name}
    target = recorded().find("aws:cloudwatch/eventTarget:EventTarget", f"events-{name}")
    transformer: Any = target.inputs["inputTransformer"]
    said = message(transformer["inputPaths"], transformer["inputTemplate"], event)["content"]["description"]
    assert "<" not in said
    assert sample.TIME in said


@pytest.mark.parametrize("make", HARMLESS)
def test_nobody_hears_of_its_harmless_neighbours(make: Make) -> None:
    assert heard(make()) == set()


def test_every_rule_is_tried() -> None:
    assert {name for name, _ in WAITED_FOR} == set(rules())


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("stack", set()),
        ("region", {"health"}),
        ("account", {"health", "health-global", "account-compromised", "root-login"}),
    ],
)
def test_what_a_region_and_an_account_have_once_is_told_once(scope: Any, names: set[str]) -> None:
    assert {event.name for event in account_events(scope)} == names


def test_images_of_others_have_no_rule() -> None:
    assert image_events(IMAGES[1:], PLACE) == []


def test_without_copies_or_certificates_there_are_no_rules_for_them() -> None:
    def program() -> None:
        assert [event.name for event in build.backup().events] == ["backup-failed", "restore-failed"]
        assert build.domain(name="none", mode="none", domain=None).events == []

    record_program(program, project="megane", stack="test", config=CONFIG, view="preview")
