from __future__ import annotations

import pulumi
import pytest

from tests.components import build
from tests.components.look import dependencies, inputs, made, outputs, part, statements
from tests.conftest import Record


def test_what_a_cluster_is_made_of(record: Record) -> None:
    assert made(record(build.cluster)) == {
        "megane:app:Cluster cluster",
        "ec2.SecurityGroup cluster-sg",
        "cloudwatch.LogGroup cluster-insights",
        "cloudwatch.LogGroup cluster-sessions",
        "ecs.Cluster cluster",
        "ecs.ClusterCapacityProviders cluster",
        "iam.Role cluster-infrastructure",
        "iam.RolePolicyAttachment cluster-infrastructure",
    }


@pytest.mark.parametrize("insights", ["disabled", "enhanced"])
def test_insights_write_to_a_group_that_was_there_first(record: Record, insights: str) -> None:
    """Container Insights makes the group itself, without an end, where it finds none."""
    graph = record(lambda: build.cluster(container_insights=insights), view="up")

    assert inputs(graph, "ecs.Cluster cluster") == {
        "name": "megane-test",
        "settings": [{"name": "containerInsights", "value": insights}],
        "configuration": {
            "executeCommandConfiguration": {
                "kmsKeyId": "arn:key/logs",
                "logging": "OVERRIDE",
                "logConfiguration": {
                    "cloudWatchEncryptionEnabled": True,
                    "cloudWatchLogGroupName": "/ecs-exec/megane-test",
                },
            }
        },
    }
    assert inputs(graph, "cloudwatch.LogGroup cluster-insights") == {
        "name": "/aws/ecs/containerinsights/megane-test/performance",
        "retentionInDays": 30,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }
    assert dependencies(graph, "ecs.Cluster cluster") == {
        "cloudwatch.LogGroup cluster-insights",
        "cloudwatch.LogGroup cluster-sessions",
    }


def test_what_people_type_in_tasks_is_kept_for_a_year_under_the_same_key_as_the_channel(record: Record) -> None:
    graph = record(lambda: build.cluster(logs_key_arn="arn:key/2"), view="up")

    assert inputs(graph, "cloudwatch.LogGroup cluster-sessions") == {
        "name": "/ecs-exec/megane-test",
        "retentionInDays": 365,
        "kmsKeyId": "arn:key/2",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }
    assert part(inputs(graph, "ecs.Cluster cluster"), "configuration", "executeCommandConfiguration", "kmsKeyId") == (
        "arn:key/2"
    )


def test_tasks_run_on_fargate_in_one_group_without_rules(record: Record) -> None:
    graph = record(build.cluster, view="up")

    assert inputs(graph, "ecs.ClusterCapacityProviders cluster") == {
        "clusterName": "megane-test",
        "capacityProviders": ["FARGATE"],
    }
    assert inputs(graph, "ec2.SecurityGroup cluster-sg") == {
        "vpcId": "vpc-1",
        "description": "Tasks of all services",
        "revokeRulesOnDelete": True,
    }


def test_ecs_may_shift_traffic_and_nobody_else_takes_its_role(record: Record) -> None:
    graph = record(build.cluster)

    assert statements(inputs(graph, "iam.Role cluster-infrastructure")["assumeRolePolicy"]) == {
        "Assume": {"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}
    }
    assert inputs(graph, "iam.RolePolicyAttachment cluster-infrastructure")["policyArn"] == (
        "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
    )


def test_outputs(record: Record) -> None:
    def program() -> None:
        made = build.cluster()
        outputs(made)
        pulumi.export("role", made.infrastructure_role_arn)
        pulumi.export("sessionsKey", made.sessions_key_arn)
        pulumi.export("peer", [made.access.name, made.access.security_group_id == made.security_group_id])

    graph = record(program, view="up")

    assert graph.outputs["arn"] == "arn:aws:ecs:ap-northeast-1:111122223333:cluster/megane-test"
    assert graph.outputs["cluster_name"] == "megane-test"
    assert str(graph.outputs["role"]).startswith("arn:aws:iam::111122223333:role/cluster-infrastructure")
    assert graph.outputs["sessions_log_group_arn"] == (
        "arn:aws:logs:ap-northeast-1:111122223333:log-group:/ecs-exec/megane-test"
    )
    assert graph.outputs["sessionsKey"] == "arn:key/logs"
    assert graph.outputs["peer"] == ["services", True]
