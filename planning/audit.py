"""Which calls of the account somebody hears of: CIS AWS Foundations 5.0.0, 4.1 to 4.15, as filters over CloudTrail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Watched = Literal[
    "root-use",
    "trail-changes",
    "key-deletion",
    "logins",
    "refused-calls",
    "rights",
    "buckets",
    "network",
    "governance",
]
LONGEST_PATTERN = 1024  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html


@dataclass(frozen=True, kw_only=True, slots=True)
class Calls:
    """Calls that one filter finds. `cis`: the control; `made_by_deployments`: `pulumi up` makes them too."""

    name: str
    cis: str
    watched: Watched
    pattern: str
    made_by_deployments: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """An alarm over one or more filters: each alarm is $0.10 a month, a filter nothing."""

    severity: Literal["critical", "warning"]
    description: str


WATCHES: Mapping[Watched, Watch] = MappingProxyType(
    {
        "root-use": Watch(severity="critical", description="The root user did something"),
        "trail-changes": Watch(severity="critical", description="Somebody touched the audit trail itself"),
        "key-deletion": Watch(severity="critical", description="A key is disabled or to be deleted"),
        "logins": Watch(severity="warning", description="Console sign-ins failed or went without a second factor"),
        # A deployment that asks before it may, and scanners, are refused now and then.
        "refused-calls": Watch(severity="warning", description="Many calls were refused"),
        "rights": Watch(severity="warning", description="Rights were changed, not by a deployment"),
        "buckets": Watch(severity="warning", description="Who may read a bucket was changed, not by a deployment"),
        "network": Watch(severity="warning", description="The network was changed, not by a deployment"),
        "governance": Watch(severity="warning", description="AWS Config or the organisation was changed"),
    }
)


def _any(*names: str) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


def _of(source: str, *names: str) -> str:
    return f"($.eventSource = {source}.amazonaws.com) && ({_any(*names)})"


CALLS: Sequence[Calls] = (
    Calls(
        name="unauthorized",
        cis="4.1",
        watched="refused-calls",
        pattern='($.errorCode = "*UnauthorizedOperation" || $.errorCode = "AccessDenied*") && '
        '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket")',
    ),
    Calls(
        name="sign-in-without-mfa",
        cis="4.2",
        watched="logins",
        pattern='($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success")',
    ),
    Calls(
        name="root",
        cis="4.3",
        watched="root-use",
        pattern='$.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType != "AwsServiceEvent"',
    ),
    Calls(
        name="iam",
        cis="4.4",
        watched="rights",
        made_by_deployments=True,
        pattern=_of(
            "iam", "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy",
            "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
            "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
            "DetachGroupPolicy",
        ),
    ),
    Calls(
        name="trail",
        cis="4.5",
        watched="trail-changes",
        pattern=_any("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    ),
    Calls(
        name="failed-sign-in",
        cis="4.6",
        watched="logins",
        pattern='($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")',
    ),
    Calls(name="keys", cis="4.7", watched="key-deletion", pattern=_of("kms", "DisableKey", "ScheduleKeyDeletion")),
    Calls(
        name="bucket-policies",
        cis="4.8",
        watched="buckets",
        made_by_deployments=True,
        pattern=_of(
            "s3", "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication",
            "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication",
        ),
    ),
    Calls(
        name="config",
        cis="4.9",
        watched="governance",
        pattern=_of(
            "config", "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel",
            "PutConfigurationRecorder",
        ),
    ),
    Calls(
        name="security-groups",
        cis="4.10",
        watched="network",
        made_by_deployments=True,
        pattern=_any(
            "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
        ),
    ),
    Calls(
        name="network-acls",
        cis="4.11",
        watched="network",
        made_by_deployments=True,
        pattern=_any(
            "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
        ),
    ),
    Calls(
        name="gateways",
        cis="4.12",
        watched="network",
        made_by_deployments=True,
        pattern=_any(
            "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
            "DeleteInternetGateway", "DetachInternetGateway",
        ),
    ),
    Calls(
        name="routes",
        cis="4.13",
        watched="network",
        made_by_deployments=True,
        pattern=_of(
            "ec2", "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation",
            "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable",
        ),
    ),
    Calls(
        name="vpcs",
        cis="4.14",
        watched="network",
        made_by_deployments=True,
        pattern=_any(
            "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection",
        ),
    ),
    Calls(
        name="organization",
        cis="4.15",
        watched="governance",
        pattern=_of(
            "organizations", "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit",
            "CreatePolicy", "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy",
            "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization",
            "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy",
            "UpdateOrganizationalUnit",
        ),
    ),
)  # fmt: skip


def pattern(calls: Calls, deploy_roles: Sequence[str]) -> str:
    """The filter as CloudWatch Logs takes it. What the roles of deployments call is left out where a deployment makes
    such calls; a call without a role's session, of a user or of root, is not.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    found = f"({calls.pattern})"
    if calls.made_by_deployments and deploy_roles:
        role = "$.userIdentity.sessionContext.sessionIssuer.userName"
        none_of_them = " && ".join(f'({role} != "{name}")' for name in deploy_roles)
        found += f" && (({role} NOT EXISTS) || ({none_of_them}))"
    return f"{{ {found} }}"
