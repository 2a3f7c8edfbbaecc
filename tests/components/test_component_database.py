from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from components.database import Database
from components.database.database import PASSWORD_SYMBOLS
from offline.values import UNKNOWN, Secret, to_json
from tests.components import build
from tests.components.build import DATABASE_SIZE
from tests.components.look import dependencies, find, inputs, made, outputs, statements
from tests.conftest import Record

BASE = {
    "megane:data:Database db",
    "ec2.SecurityGroup db-sg",
    "rds.SubnetGroup db",
    "rds.ParameterGroup db",
    "random.RandomPassword db-password",
    "cloudwatch.LogGroup db-postgresql",
    "cloudwatch.LogGroup db-upgrade",
    "cloudwatch.LogMetricFilter db-slow-queries",
    "rds.Instance db-primary",
    "rds.EventSubscription db-events",
}
MONITORING = {"iam.Role db-monitoring", "iam.RolePolicyAttachment db-monitoring"}
REPLICA = {
    "cloudwatch.LogGroup db-replica-postgresql",
    "cloudwatch.LogGroup db-replica-upgrade",
    "cloudwatch.LogMetricFilter db-replica-slow-queries",
    "rds.Instance db-replica",
}
# What RDS takes over from the source, and refuses or replaces a replica for.
INHERITED = {
    "engine", "engineVersion", "username", "password", "dbName", "allocatedStorage", "dbSubnetGroupName", "kmsKeyId",
    "backupRetentionPeriod", "finalSnapshotIdentifier", "multiAz",
}  # fmt: skip


def database(**size: Any) -> Database:
    return build.database(size=replace(DATABASE_SIZE, **size))


def secret(value: object) -> bool:
    return isinstance(value, Secret)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ({}, BASE | MONITORING | REPLICA),
        ({"read_replica": False}, BASE | MONITORING),
        ({"read_replica": False, "monitoring_interval_seconds": 0}, BASE),
    ],
)
def test_what_a_database_is_made_of(record: Record, size: dict[str, Any], expected: set[str]) -> None:
    assert made(record(lambda: database(**size))) == expected


def test_the_primary(record: Record) -> None:
    graph = record(build.database)

    primary = inputs(graph, "rds.Instance db-primary")
    assert secret(primary.pop("password"))
    assert primary == {
        "identifier": "megane-test-primary",
        "engine": "postgres",
        "engineVersion": "15",
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
        "autoMinorVersionUpgrade": True,
        "instanceClass": "db.t3.medium",
        "multiAz": True,
        "allocatedStorage": 20,
        "maxAllocatedStorage": 100,
        "storageType": "gp3",
        "storageEncrypted": True,
        "kmsKeyId": "arn:key/data",
        "dbName": "megane",
        "username": "megane_admin",
        "port": 5432,
        "publiclyAccessible": False,
        "dbSubnetGroupName": UNKNOWN,
        "vpcSecurityGroupIds": [UNKNOWN],
        "parameterGroupName": UNKNOWN,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "backupRetentionPeriod": 7,
        "backupWindow": "17:00-18:00",
        "maintenanceWindow": "sun:18:30-sun:19:30",
        "copyTagsToSnapshot": True,
        "deleteAutomatedBackups": False,
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "applyImmediately": False,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "performanceInsightsEnabled": True,
        "performanceInsightsRetentionPeriod": 7,
        "performanceInsightsKmsKeyId": "arn:key/data",
        "databaseInsightsMode": "standard",
        "monitoringInterval": 60,
        "monitoringRoleArn": UNKNOWN,
    }


def test_a_durable_primary_survives_a_mistake(record: Record) -> None:
    graph = record(lambda: build.database(build.DURABLE))

    primary, replica = find(graph, "rds.Instance db-primary"), find(graph, "rds.Instance db-replica")
    assert (primary.protect, replica.protect) == (True, True)
    assert (primary.inputs["deletionProtection"], replica.inputs["deletionProtection"]) == (True, True)
    assert primary.inputs["skipFinalSnapshot"] is False
    assert primary.inputs["finalSnapshotIdentifier"] is UNKNOWN


def test_the_name_of_the_final_snapshot_is_another_one_in_each_life_of_the_stack(record: Record) -> None:
    graph = record(lambda: build.database(build.DURABLE), view="up")

    assert inputs(graph, "random.RandomId db-final") == {"byteLength": 4, "keepers": {"generation": "1"}}
    name = find(graph, "rds.Instance db-primary").inputs["finalSnapshotIdentifier"]
    assert re.fullmatch("megane-test-primary-final-[0-9a-f]{8}", str(name))


def test_the_replica_leaves_out_what_it_inherits(record: Record) -> None:
    graph = record(build.database)

    primary, replica = inputs(graph, "rds.Instance db-primary"), inputs(graph, "rds.Instance db-replica")
    assert not INHERITED & replica.keys()
    assert replica["replicateSourceDb"] == "megane-test-primary"
    assert replica["identifier"] == "megane-test-replica"
    assert replica["storageEncrypted"] is True  # inherited, yet leaving it out plans a replacement
    assert replica["skipFinalSnapshot"] is True
    assert replica["maintenanceWindow"] == "mon:18:30-mon:19:30"  # a day later: both are never away at once
    shared = replica.keys() - {"replicateSourceDb", "identifier", "maintenanceWindow"}
    assert {"instanceClass", "parameterGroupName", "storageType", "maxAllocatedStorage"} <= shared
    assert {key: replica[key] for key in shared} == {key: primary[key] for key in shared}


def test_an_instance_waits_for_its_log_groups(record: Record) -> None:
    graph = record(build.database)

    for instance, prefix in (("primary", "db"), ("replica", "db-replica")):
        waits = dependencies(graph, f"rds.Instance db-{instance}")
        for log in ("postgresql", "upgrade"):
            assert f"cloudwatch.LogGroup {prefix}-{log}" in waits
            assert inputs(graph, f"cloudwatch.LogGroup {prefix}-{log}") == {
                "name": f"/aws/rds/instance/megane-test-{instance}/{log}",
                "retentionInDays": 30,
                "kmsKeyId": "arn:key/logs",
                "logGroupClass": "STANDARD",
                "deletionProtectionEnabled": False,
            }


def test_the_server_speaks_tls_only_and_logs_slow_statements(record: Record) -> None:
    graph = record(build.database)

    group = inputs(graph, "rds.ParameterGroup db")
    parameters = group["parameters"]
    assert isinstance(parameters, list)
    assert group["family"] == "postgres15"
    assert {p["name"]: (p["value"], p["applyMethod"]) for p in parameters} == {
        "rds.force_ssl": ("1", "immediate"),
        "log_min_duration_statement": ("1000", "immediate"),
        "log_connections": ("1", "immediate"),
        "log_disconnections": ("1", "immediate"),
        "log_lock_waits": ("1", "immediate"),
        "idle_in_transaction_session_timeout": ("60000", "immediate"),
        "pg_stat_statements.track_utility": ("0", "immediate"),  # or it would keep passwords
        "max_connections": ("200", "pending-reboot"),
        "shared_preload_libraries": ("pg_stat_statements", "pending-reboot"),
    }


def test_the_password_is_one_that_rds_takes_and_nobody_sees(record: Record) -> None:
    graph = record(lambda: outputs(build.database()), view="up")

    made_by = inputs(graph, "random.RandomPassword db-password")
    assert made_by == {"length": 32, "overrideSpecial": PASSWORD_SYMBOLS, "keepers": {"version": "1"}}
    assert not set(PASSWORD_SYMBOLS) & set('/@" ')
    assert secret(graph.outputs["password"])
    assert graph.outputs["password"] == find(graph, "rds.Instance db-primary").inputs["password"]
    assert to_json(graph.outputs["password"]) == {"secret": True}


@pytest.mark.parametrize("read_replica", [True, False])
def test_reads_go_to_the_replica_where_there_is_one(record: Record, read_replica: bool) -> None:
    graph = record(lambda: outputs(database(read_replica=read_replica)), view="up")

    found = graph.outputs
    assert sorted(found) == ["database", "host", "password", "primary_arn", "read_host", "username"]
    assert str(found["host"]).startswith("megane-test-primary.")
    assert str(found["read_host"]).startswith(f"megane-test-{'replica' if read_replica else 'primary'}.")
    assert (found["database"], found["username"]) == ("megane", "megane_admin")
    assert found["primary_arn"] == "arn:aws:rds:ap-northeast-1:111122223333:db:megane-test-primary"


def test_enhanced_monitoring_has_a_role_for_this_account_alone(record: Record) -> None:
    graph = record(build.database, view="up")

    assert inputs(graph, "iam.RolePolicyAttachment db-monitoring")["policyArn"] == (
        "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
    )
    assert statements(inputs(graph, "iam.Role db-monitoring")["assumeRolePolicy"]) == {
        "Assume": {
            "Effect": "Allow",
            "Principal": {"Service": "monitoring.rds.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:rds:ap-northeast-1:111122223333:db:*"},
            },
        }
    }


def test_events_of_every_instance_are_told(record: Record) -> None:
    graph = record(build.database)

    assert inputs(graph, "rds.EventSubscription db-events") == {
        "snsTopic": "arn:topic/warning",
        "sourceType": "db-instance",
        "sourceIds": ["megane-test-primary", "megane-test-replica"],
        "eventCategories": [
            "availability", "configuration change", "deletion", "failover", "failure", "low storage", "maintenance",
            "notification", "read replica", "recovery", "security patching",
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("prefix", "instance"), [("db", "primary"), ("db-replica", "replica")])
def test_slow_statements_are_counted_in_the_log_of_each_instance(record: Record, prefix: str, instance: str) -> None:
    graph = record(build.database)

    assert inputs(graph, f"cloudwatch.LogMetricFilter {prefix}-slow-queries") == {
        "logGroupName": f"/aws/rds/instance/megane-test-{instance}/postgresql",
        "pattern": '"duration:"',
        "metricTransformation": {
            "name": "SlowQueryCount",
            "namespace": "Megane/test/Database",
            "value": "1",
            "defaultValue": "0",
            "unit": "Count",
        },
    }
