"""Where the images of all stacks of an account are, scanned, signed and copied to a second region."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from planning.iam import document
from planning.key_policies import administration
from planning.registry import lifecycle_rules

SIGNING_PLATFORM = "Notation-OCI-SHA384-ECDSA"
LONGEST_SIGNATURE_MONTHS = 135  # AWS Signer's own limit
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_PART}(?:/{_PART})*")
_LONGEST_REPOSITORY = 256
_PROFILE = re.compile(r"[A-Za-z0-9_]{2,64}")


def is_repository_name(name: str) -> bool:
    """Whether ECR would take the name of a repository: 2 to 256 small letters, digits and separators between them."""
    return 2 <= len(name) <= _LONGEST_REPOSITORY and _REPOSITORY.fullmatch(name) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageRegistryArgs:
    """`repositories` by name (`megane/frontend`); how many images of each kind stay, see `planning.registry`.

    `scanning`: BASIC on push (free), or ENHANCED by Amazon Inspector: continuous, with the packages of the programming
    language (about $0.09 an image). `copy_region`: where images are copied to as they are pushed; None keeps them in
    one region. `signing_profile` is 2 to 64 letters, digits and underscores, and can never be used again once deleted;
    signatures are valid for `signature_months` (135 at the most).
    """

    repositories: Sequence[str]
    scanning: Literal["BASIC", "ENHANCED"]
    copy_region: str | None
    signing_profile: str
    signature_months: int
    keep_releases: int
    keep_promoted: int

    def __post_init__(self) -> None:
        if bad := [name for name in self.repositories if not is_repository_name(name)]:
            raise ValueError(f"no names of repositories: {', '.join(bad)}")
        if not self.repositories or len(set(self.repositories)) < len(self.repositories):
            raise ValueError("repositories must be named, each once")
        if _PROFILE.fullmatch(self.signing_profile) is None:
            raise ValueError("signing_profile must be 2 to 64 letters, digits and underscores")
        if not 1 <= self.signature_months <= LONGEST_SIGNATURE_MONTHS:
            raise ValueError(f"signature_months must be 1 to {LONGEST_SIGNATURE_MONTHS}")
        if self.keep_releases < 1 or self.keep_promoted < 1:
            raise ValueError("keep_releases and keep_promoted must be at least 1")


class ImageRegistry(Component):
    """`megane:delivery:ImageRegistry`: the ECR repositories of an account, their key, scanning, signing and copies.

    Makes one `aws:ecr:Repository` and `LifecyclePolicy` a name and region, a KMS key and alias `{name}` a region,
    `RegistryScanningConfiguration`, with BASIC an `AccountSetting` (AWS's own scanner), with ENHANCED an
    `inspector2:Enabler`, with `copy_region` a `ReplicationConfiguration`, and a `signer:SigningProfile`. Scanning and
    replication exist once per account and region: two programs that both make this component undo each other.

    Tags cannot be moved: IMMUTABLE without exceptions, as signatures of AWS Signer are OCI referrers and have no tag.
    A repository has no policy: without one only principals of this account reach it, and only as their own policies
    say. It is never deleted with images in it, and protected. Name and encryption of a repository and the name of the
    signing profile replace it.

    The repositories of the second region are made here and not by replication, which copies images and signatures but
    no setting: it would make them mutable, on AWS's key and without a lifecycle. A repository creation template would
    help only before the first push. What was pushed before the copy region was set is not copied: push it again.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
    """

    TYPE = "megane:delivery:ImageRegistry"
    OUTPUTS = ("repository_urls", "registry_id", "signing_profile_arn", "signing_profile_version_arn")
    repository_urls: Mapping[str, pulumi.Output[str]]
    registry_id: pulumi.Output[str]
    signing_profile_arn: pulumi.Output[str]
    signing_profile_version_arn: pulumi.Output[str]
    """The profile as it is now. AWS makes a new version when a profile is renewed; old signatures name the old one."""

    def __init__(
        self, name: str, args: ImageRegistryArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        here = self._repositories(None)
        self.repository_urls = {repository: made.repository_url for repository, made in here.items()}
        self.registry_id = here[args.repositories[0]].registry_id
        self._scan()
        if args.copy_region is not None:
            self._copy(args.copy_region, [*here.values(), *self._repositories(args.copy_region).values()])
        profile = aws.signer.SigningProfile(
            f"{name}-signing",
            name=args.signing_profile,
            platform_id=SIGNING_PLATFORM,
            signature_validity_period=aws.signer.SigningProfileSignatureValidityPeriodArgs(
                type="MONTHS", value=args.signature_months
            ),
            tags=ctx.tags(f"{name}-signing"),
            opts=self.child(protect=True),
        )
        self.signing_profile_arn, self.signing_profile_version_arn = profile.arn, profile.version_arn
        self.finish()

    def _repositories(self, region: str | None) -> dict[str, aws.ecr.Repository]:
        """All repositories in one region, None the own one, on that region's key."""
        suffix = "" if region is None else "-copy"
        key = aws.kms.Key(
            f"{self._name}{suffix}",
            description=f"Images of {self.ctx.project}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            # ECR works with grants that it gets from whoever makes a repository: nobody else needs the key, not even
            # to pull (https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html).
            policy=json.dumps(document(administration(self.ctx.account))),
            region=region,
            tags=self.ctx.tags(f"{self._name}{suffix}"),
            opts=self.child(protect=True),
        )
        aws.kms.Alias(
            f"{self._name}{suffix}",
            name=f"alias/{self.ctx.prefix}-images",
            target_key_id=key.id,
            region=region,
            opts=self.child(),
        )
        return {name: self._repository(name, suffix, region, key.arn) for name in self._args.repositories}

    def _repository(
        self, repository: str, suffix: str, region: str | None, key_arn: pulumi.Output[str]
    ) -> aws.ecr.Repository:
        logical = f"{self._name}-{repository.replace('/', '-')}{suffix}"
        made = aws.ecr.Repository(
            logical,
            name=repository,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                aws.ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=key_arn)
            ],
            force_delete=False,
            region=region,
            tags=self.ctx.tags(logical),
            opts=self.child(protect=True),
        )
        rules = lifecycle_rules(keep_releases=self._args.keep_releases, keep_promoted=self._args.keep_promoted)
        aws.ecr.LifecyclePolicy(
            logical, repository=made.name, policy=json.dumps({"rules": rules}), region=region, opts=self.child()
        )
        return made

    def _scan(self) -> None:
        """In the own region only: the copies have the same digests, and Inspector would ask for its fee twice."""
        enhanced = self._args.scanning == "ENHANCED"
        needed: list[pulumi.Resource] = []
        if enhanced:
            needed.append(
                aws.inspector2.Enabler(
                    f"{self._name}-inspector",
                    account_ids=[self.ctx.account],
                    resource_types=["ECR"],
                    opts=self.child(),
                )
            )
        else:
            # Instead of Clair, the older scanner, which AWS has deprecated.
            setting = aws.ecr.AccountSetting(
                f"{self._name}-scanner", name="BASIC_SCAN_TYPE_VERSION", value="AWS_NATIVE", opts=self.child()
            )
            needed.append(setting)
        filters = [
            aws.ecr.RegistryScanningConfigurationRuleRepositoryFilterArgs(filter=repository, filter_type="WILDCARD")
            for repository in self._args.repositories
        ]
        aws.ecr.RegistryScanningConfiguration(
            f"{self._name}-scanning",
            scan_type=self._args.scanning,
            rules=[
                aws.ecr.RegistryScanningConfigurationRuleArgs(
                    scan_frequency="CONTINUOUS_SCAN" if enhanced else "SCAN_ON_PUSH", repository_filters=filters
                )
            ],
            opts=self.child(depends_on=needed),
        )

    def _copy(self, region: str, repositories: Sequence[aws.ecr.Repository]) -> None:
        """Replication, once the repositories stand on both sides: else it makes those of the second one itself."""
        rule = aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgs(
            destinations=[
                aws.ecr.ReplicationConfigurationReplicationConfigurationRuleDestinationArgs(
                    region=region, registry_id=self.ctx.account
                )
            ],
            repository_filters=[
                aws.ecr.ReplicationConfigurationReplicationConfigurationRuleRepositoryFilterArgs(
                    filter=repository, filter_type="PREFIX_MATCH"
                )
                for repository in self._args.repositories
            ],
        )
        aws.ecr.ReplicationConfiguration(
            f"{self._name}-copies",
            replication_configuration=aws.ecr.ReplicationConfigurationReplicationConfigurationArgs(rules=[rule]),
            opts=self.child(depends_on=repositories),
        )
