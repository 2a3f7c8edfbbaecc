"""The recovery stack: it stands on production's copies, needs nothing of the lost region, disturbs no living one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from offline.graph import Graph, Resource
from offline.values import Value, unwrap
from tests.stacks.load import STACKS, named, one, stack_graph

TOKYO, OSAKA = "ap-northeast-1", "ap-northeast-3"
ALIAS = "aws:kms/alias:Alias"
BUCKET = "aws:s3/bucket:Bucket"
INSTANCE = "aws:rds/instance:Instance"
KEY = "aws:kms/key:Key"
PARAMETER = "aws:ssm/parameter:Parameter"
PASSWORD = "random:index/randomPassword:RandomPassword"
RECORD = "aws:route53/record:Record"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"

# Properties that are a resource's name in AWS.
NAMES = (
    "name",
    "bucket",
    "identifier",
    "replicationGroupId",
    "family",
    "configurationName",
    "dashboardName",
    "alarmName",
)
# Their "name" belongs to another resource, which is looked at itself.
NAMED_BY_OTHERS = ("aws:s3/bucket",)


def cutover() -> Graph:
    return stack_graph("up", "dr", "megane:dr.cutover=true")


def physical(graph: Graph) -> Iterator[tuple[str, str | None, Value]]:
    """Type, region (None where the name counts in the whole account or world) and name of what has a fixed one."""
    for resource in graph.resources:
        if not resource.type.startswith("aws:"):
            continue
        if resource.type.startswith(NAMED_BY_OTHERS) and resource.type != BUCKET:
            continue
        region = None if resource.type == BUCKET else resource.region
        for key in NAMES:
            if key in resource.inputs:
                yield resource.type, region, unwrap(resource.inputs[key])


def public_names(graph: Graph) -> set[str]:
    records = {str(record.inputs["name"]) for record in graph.of_type(RECORD)}
    aliases = one(graph, DISTRIBUTION).inputs["aliases"]
    assert isinstance(aliases, list)
    return records | {str(alias) for alias in aliases}


def test_what_it_adopts_is_what_production_copies() -> None:
    """By the same names, in the region where the recovery stack is."""
    copied = {
        (resource.type, str(resource.inputs[key]))
        for resource in named("prod", "up").resources
        for key in ("name", "bucket")
        if resource.region == OSAKA and key in resource.inputs
    }
    adopted = {(resource.type, str(resource.inputs["id"])) for resource in named("dr", "up").adopted}

    assert adopted == {
        (ALIAS, "alias/megane-prod-copies"),
        (BUCKET, "megane-prod-copies-uploads-111122223333"),
        *(
            (PARAMETER, f"/megane/prod/{path}")
            for path in (
                "db/password",
                "db/migration-password",
                "db/read-only-password",
                "jwt/secret",
                "session/secret",
            )
        ),
    }
    assert adopted <= copied


def test_it_creates_nothing_that_it_adopts() -> None:
    graph = named("dr")

    assert {key.name for key in graph.of_type(KEY)} == {
        "megane-keys-logs",
        "megane-keys-notifications",
        "megane-keys-edge",
    }
    assert {bucket.name for bucket in graph.of_type(BUCKET)} == {"megane-storage-access-logs"}
    assert {password.name for password in graph.of_type(PASSWORD)} == {
        "megane-database-password",  # the master's, set anew on what was restored
        "megane-cache-token",
        "megane-alb-test-header",
        "megane-alb-origin-verify",
    }
    assert {str(parameter.inputs["name"]).rpartition("/megane/dr/")[2] for parameter in graph.of_type(PARAMETER)} == {
        "db/host", "db/read-host", "db/port", "db/name", "db/username", "db/migration-username",
        "db/read-only-username", "db/master-username", "db/master-password", "db/url", "redis/endpoint",
        "redis/auth-token", "cors/origin", "s3/bucket",
    }  # fmt: skip


def test_its_data_is_encrypted_with_the_adopted_key() -> None:
    graph = named("dr")
    (alias,) = (resource for resource in graph.adopted if resource.type == ALIAS)

    database = graph.find(INSTANCE, "megane-database-primary")
    assert database.property_dependencies["kmsKeyId"] == (alias.urn,)


def test_the_database_is_restored_from_the_replicated_backups() -> None:
    database = named("dr").find(INSTANCE, "megane-database-primary")

    assert database.inputs["restoreToPointInTime"] == {
        "sourceDbInstanceAutomatedBackupsArn": (
            f"arn:aws:rds:{OSAKA}:111122223333:auto-backup:ab-00000000000000000000000000000000"
        ),
        "useLatestRestorableTime": True,
    }
    assert {"snapshotIdentifier", "restoreToPointInTime"} <= set(database.ignore_changes)
    backups = one(named("prod"), BACKUPS)
    assert (backups.region, backups.inputs["retentionPeriod"]) == (OSAKA, 7)


def test_nothing_of_it_is_in_the_lost_region_or_named_after_it() -> None:
    graph = named("dr", "up")

    assert [resource.urn for resource in graph.resources if resource.region == TOKYO] == []
    assert [resource.urn for resource in graph.resources if TOKYO in json.dumps(resource.to_json())] == []


def test_production_and_recovery_share_no_name() -> None:
    """Neither in the world (buckets, distributions), nor in the account (roles, policies), nor in a region."""
    for recovery in (named("dr", "up"), cutover()):
        shared = set(physical(named("prod", "up"))) & set(physical(recovery))
        assert {entry for entry in shared if entry[0] != RECORD} == set()


def test_beside_a_living_production_its_public_names_are_its_own() -> None:
    graph = named("dr", "up")

    assert public_names(graph) == {"app-dr.example.com", "cdn-dr.example.com", "origin-dr.example.com"}
    assert not public_names(graph) & public_names(named("prod", "up"))
    assert not any(record.inputs["type"] == "CNAME" for record in graph.of_type(RECORD))  # validates certificates


def test_the_cutover_takes_exactly_productions_names() -> None:
    graph = cutover()

    assert public_names(graph) == public_names(named("prod", "up"))
    assert all(record.retain_on_delete and record.inputs["allowOverwrite"] for record in graph.of_type(RECORD))


def test_the_cutover_moves_names_and_replaces_nothing_that_holds_data() -> None:
    before, after = named("dr", "up"), cutover()

    assert {resource.urn for resource in before.resources} ^ {resource.urn for resource in after.resources} == {
        record.urn for record in after.of_type(RECORD) if record.name == "megane-domain-validation"
    }


@pytest.mark.parametrize("label", ["prod", "staging"])
def test_no_shield_stands_where_cloudfront_has_none(label: str) -> None:
    def shields(graph: Graph) -> list[object]:
        origins = one(graph, DISTRIBUTION).inputs["origins"]
        return [origin.get("originShield") for origin in secret_list(origins)]

    assert all(shields(named(label, "up")))
    assert not any(shields(named("dr", "up")))


def secret_list(value: Value) -> list[dict[str, object]]:
    """A list of mappings, opened where it is a secret."""
    opened = unwrap(value)
    assert isinstance(opened, list)
    return [dict(item) for item in opened if isinstance(item, dict)]


@pytest.mark.parametrize("label", sorted(STACKS.keys() - {"dr"}))
def test_other_stacks_adopt_nothing(label: str) -> None:
    adopted: tuple[Resource, ...] = named(label).adopted

    assert adopted == ()
