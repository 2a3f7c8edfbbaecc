"""What exists once in an AWS account: so far the image registry, from which the same digest goes to every stack."""

import sys
from pathlib import Path

import pulumi

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the components are those of the project above

from bootstrap import account as stack
from components.base import Context
from components.image_registry import ImageRegistry, ImageRegistryArgs
from components.provider import aws_provider

account = stack.load()
ctx = Context(
    project="megane",
    environment="account",
    owner=account.owner,
    account=account.account,
    region=account.region,
    durable=True,
    provider=aws_provider(account.account, account.region),
)
registry_args = ImageRegistryArgs(
    **account.registry.model_dump(),
    signing_profile=account.signing.profile,
    signature_months=account.signing.valid_months,
)
registry = ImageRegistry("megane-images", registry_args, ctx)

pulumi.export("repositoryUrls", registry.repository_urls)
pulumi.export("registryId", registry.registry_id)
pulumi.export("signingProfileArn", registry.signing_profile_arn)
pulumi.export("signingProfileVersionArn", registry.signing_profile_version_arn)
