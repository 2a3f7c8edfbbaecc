"""The one AWS provider of a program: nothing can land in another account, or without the default tags."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

# What the program calls; an emulator answers all of it at one address.
SERVICES = (
    "acm", "applicationautoscaling", "backup", "chatbot", "cloudfront", "cloudwatch", "ec2", "ecr", "ecs",
    "elasticache", "elbv2", "iam", "inspector2", "kms", "lambda_", "logs", "rds", "route53", "s3", "secretsmanager",
    "signer", "sns", "ssm", "sts", "wafv2",
)  # fmt: skip


def aws_provider(account: str, region: str, emulator_endpoint: str | None = None) -> aws.Provider:
    """The provider of one region, which refuses to work in any account but this one.

    `emulator_endpoint` (a test on this machine) replaces AWS and its credentials; settings allow a loopback address
    only. https://www.pulumi.com/registry/packages/aws/installation-configuration/
    """
    default_tags = aws.ProviderDefaultTagsArgs(tags={"ManagedBy": "pulumi", "Project": pulumi.get_project()})
    if emulator_endpoint is None:
        return aws.Provider("aws", region=region, allowed_account_ids=[account], default_tags=default_tags)
    return aws.Provider(
        "aws",
        region=region,
        default_tags=default_tags,
        access_key="test",
        secret_key=pulumi.Output.secret("test"),
        endpoints=[aws.ProviderEndpointArgs(**dict.fromkeys(SERVICES, emulator_endpoint))],
        s3_use_path_style=True,
        skip_credentials_validation=True,
        skip_metadata_api_check=True,
        skip_requesting_account_id=True,
    )
