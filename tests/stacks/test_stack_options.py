"""What a stack may turn on: by configuration alone, wired by the main program. Policies: test_stack_pairs.py."""

from __future__ import annotations

import json

import pytest

from offline.graph import Graph
from offline.values import Value, unwrap
from tests.components.build_hooks import PEM
from tests.stacks.load import named, one, stack_graph

FUNCTION = "aws:lambda/function:Function"
INSTANCE = "aws:rds/instance:Instance"
RECORD = "aws:route53/record:Record"
SERVICE = "aws:ecs/service:Service"
SIGNATURE = {
    "profileArn": "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane",
    "rootCertificates": [PEM],
}

# Option -> what it adds to staging, by the last word of the type and the name; a part of it is enough.
OPTIONS: dict[str, set[str]] = {
    f"megane:deployment.signature={json.dumps(SIGNATURE)}": {"Function megane-signature", "LogGroup megane-signature"},
    "megane:deployment.smokeTest=true": {"Function megane-smoke", "Parameter megane-smoke-x-deploy-test"},
    "megane:backup.restoreTesting=true": {
        "RestoreTestingPlan megane-backup-restore-test",
        "RestoreTestingSelection megane-backup-restore-test",
    },
    "megane:logs.albToCloudWatch=true": {"LogDelivery megane-alb-access", "LogGroup megane-alb-access"},
    "megane:logs.maskPersonalData=true": {
        "LogDataProtectionPolicy megane-masking-application-backend",
        "LogDataProtectionPolicy megane-masking-sessions",
        "LogGroup megane-masking-findings",
        "QueryDefinition megane-queries-personal-data-in-logs",
    },
    "megane:budget={scope: environment, emails: [money@example.com]}": set(),
    "megane:cdn.appRoute=cdn-only": {"WebAcl megane-waf-edge"},
    "megane:storage.mfaDelete=object-lock": {"BucketObjectLockConfiguration megane-storage-uploads"},
    "megane:cache.engine=valkey": {"ParameterGroup megane-cache-valkey8"},
    "megane:database.masterSecret=rds-managed": set(),
    "megane:maintenance.enabled=true": set(),
    "megane:notifications.escalationPhones=['+819012345678']": {
        "TopicSubscription megane-alarms-escalation-+819012345678",
        "TopicSubscription megane-alarms-escalation-edge-+819012345678",
    },
    "megane:pagerUrls.pagerduty=https://events.pagerduty.com/integration/0/enqueue": {
        "TopicSubscription megane-alarms-escalation-pagerduty",
        "TopicSubscription megane-alarms-escalation-edge-pagerduty",
    },
    "megane:deployment.strategy=ROLLING": set(),
    "megane:services.frontend.nightTasks={minTasks: 1, from: '22:00', to: '07:00'}": {
        "ScheduledAction megane-frontend-night",
        "ScheduledAction megane-frontend-day",
    },
}


def labels(graph: Graph) -> set[str]:
    return {f"{resource.type.rpartition(':')[2]} {resource.name}" for resource in graph.resources}


def entries(value: Value) -> list[dict[str, Value]]:
    """A list of mappings, opened where it is a secret."""
    opened = unwrap(value)
    assert isinstance(opened, list)
    return [dict(entry) for entry in opened if isinstance(entry, dict)]


@pytest.mark.parametrize("option", OPTIONS)
def test_it_adds_what_it_needs(option: str) -> None:
    added = labels(stack_graph("preview", "staging", option)) - labels(named("staging"))

    assert OPTIONS[option] <= added


def test_services_are_asked_by_the_checks_that_are_on() -> None:
    options = [option for option in OPTIONS if "signature" in option or "smokeTest" in option]
    graph = stack_graph("up", "staging", *options)

    for service in graph.of_type(SERVICE):
        configuration = unwrap(service.inputs["deploymentConfiguration"])
        assert isinstance(configuration, dict)
        hooks = entries(configuration["lifecycleHooks"])
        assert [hook["lifecycleStages"] for hook in hooks] == [["PRE_SCALE_UP"], ["POST_TEST_TRAFFIC_SHIFT"]]
        targets = {unwrap(hook["hookTargetArn"]) for hook in hooks}
        assert targets == {
            f"arn:aws:lambda:ap-northeast-1:111122223333:function:{unwrap(function.inputs['name'])}"
            for function in graph.of_type(FUNCTION)
        }


def test_where_rds_keeps_the_password_nobody_else_has_it() -> None:
    graph = stack_graph("up", "staging", "megane:database.masterSecret=rds-managed")

    database = one(graph, INSTANCE).inputs
    assert (database["manageMasterUserPassword"], "password" in database) == (True, False)
    assert not {"Parameter megane-app-db-master-password", "RandomPassword megane-database-password"} & labels(graph)
    assert graph.outputs.get("RDS_PASSWORD") is None


@pytest.mark.parametrize(
    ("route", "alias_of"),
    [("direct", "elb.amazonaws.com"), ("prepared", "elb.amazonaws.com"), ("cdn", "cloudfront.net"),
     ("cdn-only", "cloudfront.net")],
)  # fmt: skip
def test_the_application_is_reached_as_its_route_says(route: str, alias_of: str) -> None:
    graph = stack_graph("up", "staging", f"megane:cdn.appRoute={route}")

    (alias,) = entries(graph.find(RECORD, "megane-names-app-a").inputs["aliases"])
    assert str(alias["name"]).endswith(alias_of)
