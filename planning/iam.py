"""IAM documents as plain data: statements that say why they are there, and the trust policies of AWS services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

# A principal, action or resource may hold text that is only known after creation; nothing here looks inside.
Text = object
Document = dict[str, object]


class _Statement(TypedDict, total=False):
    Sid: str
    Effect: Literal["Allow", "Deny"]
    Principal: object
    Action: object
    Resource: object
    Condition: Mapping[str, Mapping[str, object]]


Statement = _Statement


def document(*statements: Statement) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Text | Sequence[Text],
    *,
    principal: object | None = None,
    condition: Mapping[str, Mapping[str, object]] | None = None,
) -> Statement:
    """One Allow statement; `sid` says what it is for (letters and digits only, as IAM demands)."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
    if principal is not None:
        statement["Principal"] = principal
    if condition is not None:
        statement["Condition"] = condition
    return statement


def service(*names: str) -> dict[str, object]:
    """A service principal, e.g. `service("ecs-tasks")`; one name stays a string, as AWS writes it back."""
    hosts = [name if "amazonaws.com" in name else f"{name}.amazonaws.com" for name in names]
    return {"Service": hosts[0] if len(hosts) == 1 else hosts}


def trust(service_name: str, *, account: str, source_arn: str | None = None) -> Document:
    """Trust policy of a role that an AWS service takes on, for this account's resources only.

    The condition stops the "confused deputy": the service acting on behalf of somebody else's resource
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
    """
    condition: dict[str, Mapping[str, object]] = {"StringEquals": {"aws:SourceAccount": account}}
    if source_arn is not None:
        condition["ArnLike"] = {"aws:SourceArn": source_arn}
    return document(
        {
            "Sid": "Assume",
            "Effect": "Allow",
            "Principal": service(service_name),
            "Action": "sts:AssumeRole",
            "Condition": condition,
        }
    )


def simple_trust(service_name: str) -> Document:
    """Trust policy for a service that sends no source account or ARN when it takes the role on."""
    return document(
        {"Sid": "Assume", "Effect": "Allow", "Principal": service(service_name), "Action": "sts:AssumeRole"}
    )
