"""Roles that AWS's services take on may do what they are taken on for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .companions import beside
from .containers import containers
from .documents import Document, document
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import (
    BUCKET_REPLICATION,
    FLOW_LOG,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    TASK_DEFINITION,
    TRAIL,
)

_WRITES_LOGS: Final = ("logs:CreateLogStream", "logs:PutLogEvents")


@dataclass(frozen=True, slots=True)
class Need:
    """The property that names the role, and what AWS's guide says the service does with it."""

    key: str
    actions: tuple[str, ...]


_NEEDS: Final[Mapping[str, Need]] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    BUCKET_REPLICATION: Need(
        "role",
        (
            "s3:GetReplicationConfiguration",
            "s3:ListBucket",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
            "s3:ReplicateObject",
            "s3:ReplicateDelete",
            "s3:ReplicateTags",
        ),
    ),
    # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    FLOW_LOG: Need("iamRoleArn", _WRITES_LOGS),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    TRAIL: Need("cloudWatchLogsRoleArn", _WRITES_LOGS),
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    TASK_DEFINITION: Need("executionRoleArn", ("ssm:GetParameters",)),
}
# What AWS's own policy for execution roles allows: to fetch images and to write logs, and no secret.
_STARTS_TASKS: Final = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


@rule(
    id="roles-suffice",
    title="Roles of services may do what they are taken on for",
    title_ja="サービスロールに必要な権限を与える",
    severity="medium",
    kind="stack",
    types=tuple(_NEEDS),
    reads=(ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT, POLICY_ATTACHMENT),
    remediation="Allow the role those actions on what it writes and reads, in a RolePolicy of its own.",
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    references=References(),
)
def roles_suffice(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Looks at actions alone. A role of another stack, or with managed policies, is taken for one that may."""
    need = _NEEDS[resource.type]
    if resource.type == TASK_DEFINITION and not _reads_parameters(resource, stack):
        yield NOT_APPLICABLE
        return
    roles = stack.named(resource, need.key, ROLE)
    judged = [role for role in roles if not _managed(role, stack)]
    if not judged:
        yield NOT_APPLICABLE
    for role in judged:
        policies = [document(one, stack, "policy") for one in stack.index(_POLICIES).get(role.urn, ())]
        if UNKNOWN in policies:
            yield Deferred(f"what its role {role.name} may do is known only at the update")
            continue
        allowed = [
            one for policy in policies if isinstance(policy, Document) for one in policy.statements if one.allows
        ]
        missing = [action for action in need.actions if not any(one.resources and one.acts(action) for one in allowed)]
        if missing:
            yield Violation(f"its role {role.name} may not {', '.join(missing)}")


_POLICIES = beside(ROLE_POLICY, "role", ROLE)
_ATTACHMENTS = beside(ROLE_POLICY_ATTACHMENT, "role", ROLE)


def _managed(role: Resource, stack: Stack) -> bool:
    """Whether it has rights that stand elsewhere."""
    attached = {urn for one in stack.of_type(POLICY_ATTACHMENT) for urn in one.property_dependencies.get("roles", ())}
    inline = any(role.get(key) is not ABSENT for key in ("managedPolicyArns", "inlinePolicies"))
    others = stack.index(_ATTACHMENTS).get(role.urn, ())
    return inline or role.urn in attached or any(one.text("policyArn") != _STARTS_TASKS for one in others)


def _reads_parameters(definition: Resource, stack: Stack) -> bool:
    """Whether a container is given a parameter; not told of what is known only at the update."""
    found = containers(definition, stack)
    given = [] if found is UNKNOWN else [one.text(*at, "valueFrom") for one in found for at in one.each("secrets")]
    return any(isinstance(one, str) and ":ssm:" in one for one in given)
