"""Image repositories: images that cannot be swapped, are scanned, and are thrown away some day."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside
from .documents import Statement, covers, judged
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import UNKNOWN, Resource, Stack, Unknown
from .types import ECR_LIFECYCLE_POLICY, ECR_REPOSITORY, ECR_REPOSITORY_POLICY, ECR_SCANNING

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


class TagsConfig(RuleConfig):
    """Filters of tags that may move in an otherwise immutable repository: cosign's names of signatures."""

    mutable_tags: tuple[str, ...] = ("sha256-*",)


@rule(
    id="ecr-repo",
    title="Image repositories have immutable tags, scan, a KMS key and a lifecycle policy",
    title_ja="ECR リポジトリはタグの上書き禁止・スキャン・KMS 暗号化・ライフサイクルを必須とする",
    severity="high",
    kind="stack",
    types=(ECR_REPOSITORY,),
    reads=(ECR_LIFECYCLE_POLICY, ECR_SCANNING),
    remediation=(
        "Set imageTagMutability to IMMUTABLE, scanOnPush to true and encryptionType to KMS (which replaces the "
        "repository), and add an ecr.LifecyclePolicy."
    ),
    url=f"{_HUB}/ecr-controls.html#ecr-2",
    references=References(
        security_hub=("ECR.1", "ECR.2", "ECR.3", "ECR.5"), checkov=("CKV_AWS_51", "CKV_AWS_136", "CKV_AWS_163")
    ),
    config=TagsConfig,
)
def ecr_repo(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is MUTABLE, no scan, AES256 and images for ever. Whose key it is: cmk-everywhere."""
    yield from _mutability(resource, stack.pack.of(TagsConfig).mutable_tags)
    scans = resource.flag("imageScanningConfiguration", "scanOnPush")
    if scans is not True:
        scans = UNKNOWN if scans is UNKNOWN else _scanned_by_registry(resource, stack)
    if scans is UNKNOWN:
        yield Deferred("whether its images are scanned is known only at the update")
    elif not scans:
        yield Violation("does not scan images")
    encrypted = [resource.text(*at, "encryptionType") for at in resource.each("encryptionConfigurations")]
    if UNKNOWN in encrypted:
        yield Deferred("how it is encrypted is known only at the update")
    elif not encrypted or not {*encrypted} <= {"KMS", "KMS_DSSE"}:
        yield Violation("is not encrypted with KMS")
    if resource.urn not in stack.index(beside(ECR_LIFECYCLE_POLICY, "repository", ECR_REPOSITORY)):
        yield Violation("has no lifecycle policy: its images stay and are paid for ever")
    if stack.pack.is_production and resource.flag("forceDelete") is True:
        yield Violation("can be deleted with all its images (forceDelete)")


def _mutability(repository: Resource, allowed: tuple[str, ...]) -> Iterator[Outcome]:
    tags = repository.text("imageTagMutability")
    filters = [repository.text(*at, "filter") for at in repository.each("imageTagMutabilityExclusionFilters")]
    if tags is UNKNOWN or (tags == "IMMUTABLE_WITH_EXCLUSION" and UNKNOWN in filters):
        yield Deferred("whether its tags can be moved is known only at the update")
    elif tags not in ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"):
        yield Violation("lets tags be moved to other images")
    elif tags == "IMMUTABLE_WITH_EXCLUSION" and not {*filters} <= {*allowed}:
        yield Violation("lets tags be moved that are no signatures")


def _scanned_by_registry(repository: Resource, stack: Stack) -> bool | Unknown:
    """By the settings of the whole registry, of which each region has one. A filter without a wildcard is enough of
    the name: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html"""
    name = repository.text("name")
    filters = [
        config.text(*at, "filter")
        for config in stack.of_type(ECR_SCANNING)
        if stack.region_of(config) == stack.region_of(repository)
        for rule_at in config.each("rules")
        if config.text(*rule_at, "scanFrequency") in ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
        for at in config.each(*rule_at, "repositoryFilters")
    ]
    if any(isinstance(one, str) and one.strip("*") == "" for one in filters):
        return True
    if filters and (name is UNKNOWN or UNKNOWN in filters):
        return UNKNOWN
    named = (one if "*" in one else f"*{one}*" for one in filters if isinstance(one, str))
    return isinstance(name, str) and any(covers(one, name) for one in named)


@rule(
    id="ecr-policy",
    title="Image repositories let nobody in but who is named",
    title_ja="ECR リポジトリを公開しない",
    severity="high",
    kind="resource",
    types=(ECR_REPOSITORY_POLICY,),
    remediation="Name the principals in the repository's policy.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    references=References(checkov=("CKV_AWS_32",)),
)
def ecr_policy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A repository without a policy lets only its account in. Other accounts: policy-own-account."""
    yield from judged(resource, stack, ("policy",), _open)


def _open(statement: Statement) -> Iterator[Violation]:
    if statement.public:
        yield Violation("lets everybody in")
