"""Encryption on the way to the data stores."""

from __future__ import annotations

from collections.abc import Iterator

from .cache_nodes import is_secondary
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .replicas import lineage
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import DB_INSTANCE, DB_PARAMETER_GROUP, REPLICATION_GROUP

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


@rule(
    id="redis-tls",
    title="Redis is reached by TLS only",
    title_ja="Redis への接続は TLS のみとする",
    severity="high",
    kind="resource",
    types=(REPLICATION_GROUP,),
    remediation='Set transitEncryptionEnabled to true and transitEncryptionMode to "required" (or leave the mode out).',
    url=f"{_HUB}/elasticache-controls.html#elasticache-5",
    references=References(security_hub=("ElastiCache.5",), checkov=("CKV_AWS_30",)),
)
def redis_tls(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is off; the mode "preferred" still takes plain connections, and an absent mode means "required". A copy of
    a global datastore is as the first one is."""
    if is_secondary(resource):
        yield NOT_APPLICABLE
        return
    enabled = resource.flag("transitEncryptionEnabled")
    mode = resource.text("transitEncryptionMode")
    if enabled is UNKNOWN:
        yield Deferred("whether TLS is on is known only at the update")
    elif enabled is not True:
        yield Violation("does not use TLS")
    if mode is UNKNOWN:
        yield Deferred("whether TLS is required is known only at the update")
    elif mode is not ABSENT and mode != "required":
        yield Violation("takes plain connections beside TLS: its mode is not required")


@rule(
    id="rds-force-ssl",
    title="RDS refuses connections without TLS",
    title_ja="RDS への TLS なしの接続を拒否する",
    severity="high",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=(DB_PARAMETER_GROUP,),
    remediation="Give the instance a parameter group of its own with rds.force_ssl = 1.",
    url=f"{_HUB}/rds-controls.html#rds-38",
    references=References(security_hub=("RDS.38",), checkov=("CKV2_AWS_69",)),
)
def rds_force_ssl(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """On whatever engine: another one than PostgreSQL is not in the design, so its group cannot comply."""
    for instance in lineage(resource, stack):  # a replica in the same region takes its source's group
        if instance.get("parameterGroupName") is not ABSENT:
            break
    groups = stack.named(instance, "parameterGroupName", DB_PARAMETER_GROUP)
    if not groups:
        yield Violation("has no parameter group of this stack, so nothing here makes it refuse plain connections")
    for group in groups:
        yield from _forced(group)


def _forced(group: Resource) -> Iterator[Outcome]:
    parameters = group.each("parameters")
    values = [group.text(*at, "value") for at in parameters if group.text(*at, "name") == "rds.force_ssl"]
    if any(value is not UNKNOWN and value != "1" for value in values):
        yield Violation(f"its parameter group {group.name} switches rds.force_ssl off")
    elif values:
        if UNKNOWN in values:
            yield Deferred(f"the rds.force_ssl of its parameter group {group.name} is known only at the update")
    elif any(group.get(*at, "name") is UNKNOWN for at in parameters):
        yield Deferred(f"the parameters of its group {group.name} are known only at the update")
    else:
        yield Violation(f"its parameter group {group.name} does not set rds.force_ssl")
