from __future__ import annotations

import pytest

from offline.differ import ABSENT, Absent
from offline.effects import judge
from offline.effects_losses import ways
from offline.effects_rules import Effect, When
from offline.effects_table import EFFECTS
from offline.replacement import DATA_STORES, forces_replacement
from offline.values import UNKNOWN, Value
from tests.offline.graphs import BUCKET, INSTANCE, resource
from tests.policies.sdk_types import has_input, resource_class
from tests.stacks.load import STACKS, named

TOPIC = "aws:sns/topic:Topic"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
NOW, WINDOW, RESTART = When.NOW, When.WINDOW, When.RESTART
IN_PLACE, INTERRUPTS, REFUSED, REPLACES = Effect.IN_PLACE, Effect.INTERRUPTS, Effect.REFUSED, Effect.REPLACES


def _judged(
    type_: str, path: str, old: Value | Absent, new: Value | Absent, **inputs: Value
) -> tuple[Effect, When | None, str]:
    found = judge(resource(type_, "x", inputs), path, old, new)
    assert found
    return found.effect, found.when, found.note


@pytest.mark.parametrize(
    ("type_", "path", "old", "new", "effect", "when"),
    [
        (INSTANCE, "tags.Name", "a", "b", IN_PLACE, NOW),
        (INSTANCE, "instanceClass", "db.t3.small", "db.t3.medium", INTERRUPTS, WINDOW),
        (INSTANCE, "multiAz", False, True, IN_PLACE, WINDOW),
        (INSTANCE, "port", 5432, 5433, INTERRUPTS, NOW),
        (INSTANCE, "monitoringInterval", 0, 60, IN_PLACE, NOW),
        (INSTANCE, "parameterGroupName", "a", "b", IN_PLACE, RESTART),
        (INSTANCE, "kmsKeyId", "a", "b", REPLACES, None),
        (INSTANCE, "restoreToPointInTime.restoreTime", "a", "b", REPLACES, None),
        (INSTANCE, "allocatedStorage", 20, 30, IN_PLACE, WINDOW),
        (INSTANCE, "allocatedStorage", 30, 20, REFUSED, None),
        (INSTANCE, "storageType", "gp2", "gp3", IN_PLACE, WINDOW),
        (INSTANCE, "storageType", "gp3", "io2", INTERRUPTS, WINDOW),
        (INSTANCE, "backupRetentionPeriod", 7, 14, IN_PLACE, NOW),
        (INSTANCE, "backupRetentionPeriod", 0, 7, INTERRUPTS, WINDOW),
        (INSTANCE, "backupRetentionPeriod", UNKNOWN, 7, INTERRUPTS, WINDOW),
        (INSTANCE, "engineVersion", "15", "15.7", IN_PLACE, NOW),
        (INSTANCE, "engineVersion", "15", "16", INTERRUPTS, WINDOW),
        (INSTANCE, "engineVersion", "9.6", "10.1", INTERRUPTS, WINDOW),
        (INSTANCE, "engineVersion", "16", "15", REFUSED, None),
        (INSTANCE, "engineVersion", UNKNOWN, "16", INTERRUPTS, WINDOW),
        (INSTANCE, "performanceInsightsKmsKeyId", ABSENT, "a", IN_PLACE, NOW),
        (INSTANCE, "performanceInsightsKmsKeyId", "a", "b", REFUSED, None),
        (INSTANCE, "performanceInsightsKmsKeyId", UNKNOWN, UNKNOWN, REFUSED, None),
        (INSTANCE, "performanceInsightsKmsKeyId", "a", ABSENT, IN_PLACE, NOW),
        (INSTANCE, "replicateSourceDb", "primary", ABSENT, INTERRUPTS, NOW),
        (INSTANCE, "replicateSourceDb", ABSENT, "primary", REPLACES, None),
        (INSTANCE, "replicateSourceDb", "primary", "other", REPLACES, None),
        (CACHE, "nodeType", "cache.t3.micro", "cache.t3.small", INTERRUPTS, WINDOW),
        (CACHE, "replicasPerNodeGroup", 0, 1, IN_PLACE, NOW),
        (CACHE, "multiAzEnabled", False, True, IN_PLACE, WINDOW),
        (CACHE, "logDeliveryConfigurations[0].destination", "a", "b", IN_PLACE, NOW),
        (CACHE, "engine", "redis", "valkey", INTERRUPTS, WINDOW),
        (CACHE, "engine", "valkey", "redis", REPLACES, None),
        (CACHE, "engineVersion", "7.1", "8.0", INTERRUPTS, WINDOW),
        (CACHE, "engineVersion", "8.0", "7.2", REPLACES, None),
        (CACHE, "clusterMode", "enabled", "disabled", REPLACES, None),
        (CACHE, "clusterMode", "disabled", "compatible", IN_PLACE, WINDOW),
        (CACHE, "kmsKeyId", "a", "b", REPLACES, None),
        (BUCKET, "forceDestroy", True, False, IN_PLACE, NOW),
        (BUCKET, "objectLockConfiguration.rule", "a", "b", IN_PLACE, NOW),
        (BUCKET, "objectLockConfiguration", ABSENT, {}, REPLACES, None),
        (LOGS, "kmsKeyId", "a", "b", IN_PLACE, NOW),
    ],
)
def test_the_effect_of_a_change(
    type_: str, path: str, old: Value | Absent, new: Value | Absent, effect: Effect, when: When | None
) -> None:
    assert _judged(type_, path, old, new)[:2] == (effect, when)


@pytest.mark.parametrize(
    ("type_", "path", "old", "new", "note"),
    [
        (INSTANCE, "backupRetentionPeriod", 14, 7, "older automated backups are deleted"),
        (INSTANCE, "backupRetentionPeriod", 7, 0, "all automated backups are deleted"),
        (INSTANCE, "engineVersion", "15", "16", "major upgrade: minutes, rehearse it first"),
        (INSTANCE, "engineVersion", "16.1", "16.2", ""),
        (LOGS, "retentionInDays", 90, 30, "older log events are deleted"),
        (LOGS, "retentionInDays", ABSENT, 30, "older log events are deleted"),
        (LOGS, "retentionInDays", 0, 30, "older log events are deleted"),
        (LOGS, "retentionInDays", 30, 0, ""),  # kept for ever
        (LOGS, "retentionInDays", 30, 90, ""),
        (BUCKET, "nonsense", 1, 2, "not known to change in place"),
    ],
)
def test_what_else_comes_with_it(type_: str, path: str, old: Value | Absent, new: Value | Absent, note: str) -> None:
    assert _judged(type_, path, old, new)[2] == note


def test_apply_immediately_ends_the_waiting() -> None:
    assert _judged(INSTANCE, "instanceClass", "a", "b", applyImmediately=True)[:2] == (INTERRUPTS, NOW)


def test_of_other_types_only_replacement_is_known() -> None:
    topic = resource(TOPIC, "t")
    assert judge(topic, "displayName", "a", "b") is None
    assert judge(topic, "name", "a", "b") is not None


def test_every_type_that_holds_data_is_in_the_table_and_has_a_way_round() -> None:
    assert set(EFFECTS) == set(ways())
    assert set(EFFECTS) > DATA_STORES


def test_the_table_names_types_and_properties_of_the_sdk() -> None:
    assert [type_ for type_ in EFFECTS if resource_class(type_) is None] == []
    assert [
        f"{type_} {path}"
        for type_, effects in EFFECTS.items()
        for path in effects.properties
        if not has_input(type_, tuple(path.split(".")))
    ] == []


def test_no_property_is_both_in_the_table_and_among_the_replacing_ones() -> None:
    assert [
        f"{type_} {path}"
        for type_, effects in EFFECTS.items()
        for path in effects.properties
        if forces_replacement(type_, path)
    ] == []


def test_every_page_is_one_of_aws() -> None:
    sources = [effects.source for effects in EFFECTS.values()]
    assert all(source.startswith("https://docs.aws.amazon.com/") for source in sources)
    assert len(set(sources)) == len(sources)


@pytest.mark.parametrize("label", STACKS)
def test_every_input_that_the_program_sets_is_in_the_table(label: str) -> None:
    unlisted = {
        f"{resource.type} {key}"
        for view in ("preview", "up")
        for resource in named(label, view).of_type(*EFFECTS)
        for key in resource.inputs
        if key not in EFFECTS[resource.type].properties and not forces_replacement(resource.type, key)
    }
    assert unlisted == set()
