"""The firewall's log: its group, who may write to it, and what never gets into it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.json_text import json_text
from components.load_balancer import ORIGIN_VERIFY_HEADER, TEST_HEADER
from components.log_group import log_group
from planning.iam import allow, document, service

# Whoever has one of these is somebody: a visitor, a tester, the CDN.
SECRET_HEADERS = ("authorization", "cookie", TEST_HEADER.lower(), ORIGIN_VERIFY_HEADER.lower())


def waf_log(
    name: str,
    suffix: str,
    *,
    key_arn: pulumi.Input[str],
    ctx: Context,
    opts: pulumi.ResourceOptions,
    region: str | None,
) -> tuple[aws.cloudwatch.LogGroup, aws.cloudwatch.LogResourcePolicy]:
    """The group, and the leave to write to it. Two ACLs of a stack differ by `suffix`.

    WAF would otherwise add to a policy shared by all ACLs of the account, which overflows.
    """
    # WAF accepts no other beginning.
    path = f"aws-waf-logs-{ctx.environment}{suffix}"
    group = log_group(name, path, "security", key_arn=key_arn, ctx=ctx, opts=opts, region=region)
    policy = aws.cloudwatch.LogResourcePolicy(
        name,
        policy_name=f"{ctx.prefix}-waf-logs{suffix}",
        policy_document=json_text(
            document(
                allow(
                    "WafDeliversLogs",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    pulumi.Output.concat(group.arn, ":*"),
                    principal=service("delivery.logs"),
                    condition={
                        "StringEquals": {"aws:SourceAccount": ctx.account},
                        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region or ctx.region}:{ctx.account}:*"},
                    },
                )
            )
        ),
        region=region,
        opts=opts,
    )
    return group, policy


def redacted_fields() -> list[aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs]:
    waf = aws.wafv2
    return [
        waf.WebAclLoggingConfigurationRedactedFieldArgs(
            single_header=waf.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
        )
        for header in SECRET_HEADERS
    ]


def protected_fields() -> aws.wafv2.WebAclDataProtectionConfigArgs:
    """Redaction is for the log only: the sampled requests in the console would still show the headers.

    https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html
    """
    waf = aws.wafv2
    return waf.WebAclDataProtectionConfigArgs(
        data_protections=[
            waf.WebAclDataProtectionConfigDataProtectionArgs(
                action="SUBSTITUTION",
                field=waf.WebAclDataProtectionConfigDataProtectionFieldArgs(
                    field_type="SINGLE_HEADER", field_keys=list(SECRET_HEADERS)
                ),
            )
        ]
    )


def only_interventions() -> aws.wafv2.WebAclLoggingConfigurationLoggingFilterArgs:
    """Drops the lines of requests that no rule had anything to say of."""
    waf = aws.wafv2
    condition = waf.WebAclLoggingConfigurationLoggingFilterFilterConditionArgs
    return waf.WebAclLoggingConfigurationLoggingFilterArgs(
        default_behavior="DROP",
        filters=[
            waf.WebAclLoggingConfigurationLoggingFilterFilterArgs(
                behavior="KEEP",
                requirement="MEETS_ANY",
                conditions=[
                    condition(
                        action_condition=waf.WebAclLoggingConfigurationLoggingFilterFilterConditionActionConditionArgs(
                            action=action
                        )
                    )
                    for action in ("BLOCK", "COUNT")
                ],
            )
        ],
    )
