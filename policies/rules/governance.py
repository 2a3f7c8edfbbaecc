"""What holds for whatever is made: whose it is, where it stands, and that it does not go by accident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Absent, Answer, Resource, Stack, Unknown
from .taggable import TAGGABLE, default_tags
from .types import (
    ANY,
    AWS_PROVIDER,
    BACKUP_VAULT,
    BUCKET,
    DB_CLUSTER,
    DB_INSTANCE,
    ECR_REPOSITORY,
    ECS_SERVICE,
    EFS_FILE_SYSTEM,
    KMS_EXTERNAL_KEY,
    KMS_KEY,
    KMS_REPLICA_EXTERNAL_KEY,
    KMS_REPLICA_KEY,
    LISTENER_RULE,
    REPLICATION_GROUP,
    SIGNING_PROFILE,
    TRAIL,
    ZONE,
    canonical,
)

_PRACTICES = "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html"


class GovernanceConfig(RuleConfig):
    """Tags that everything has, and the regions it may be in; `chat_region` is for AWS Chatbot alone, whose API is in
    four regions of which none is in Japan."""

    required_tags: tuple[Text, ...] = ("Environment", "Owner", "Project")
    regions: tuple[Text, ...] = ("ap-northeast-1", "ap-northeast-3", "us-east-1")
    chat_region: Text = "ap-southeast-1"


@rule(
    id="x-governance",
    title="Everything is tagged and stands in a region that was chosen",
    title_ja="必須タグと許可リージョンを守る",
    severity="low",
    kind="stack",
    types=(ANY,),
    remediation=(
        "Give it the tags Project, Environment and Owner, by itself or by defaultTags of the provider, and make it in "
        "one of the regions of this rule in policies/config/<stack>.json."
    ),
    url=_PRACTICES,
    references=References(),
    config=GovernanceConfig,
)
def x_governance(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of types that take tags: a tag that is not known yet is one. Without a region of its own a thing is in that of
    its provider, which has to name one."""
    if not resource.type.startswith("aws:") and resource.type != AWS_PROVIDER:
        yield NOT_APPLICABLE
        return
    config = stack.pack.of(GovernanceConfig)
    given = _tags(resource, stack)
    if given is not UNKNOWN and given is not ABSENT:
        for tag in sorted(set(config.required_tags) - given):
            yield Violation(f"has no tag {tag}")
    region = resource.text("region") if "region" in resource.props or resource.type == AWS_PROVIDER else None
    allowed = set(config.regions)
    if resource.type.startswith("aws:chatbot/"):
        allowed.add(config.chat_region)
    if region is UNKNOWN:
        yield Deferred("its region is known only at the update")
    elif region is ABSENT and resource.type == AWS_PROVIDER:
        yield Violation("names no region, so where things are made depends on who makes them")
    elif isinstance(region, str) and region not in allowed:
        yield Violation("is in a region that was not chosen")


def _tags(resource: Resource, stack: Stack) -> Set[str] | Absent | Unknown:
    """The names of its tags that say something, with those of the provider; ABSENT where it takes none."""
    kinds = [resource.props[key] for key in ("tags", "tagsAll") if resource.props.get(key) is not None]
    if UNKNOWN in kinds:
        return UNKNOWN
    if not kinds and canonical(resource.type) not in TAGGABLE:
        return ABSENT
    return frozenset(stack.index(_default_tags)).union(*map(_said, kinds))


def _said(tags: Answer) -> Set[str]:
    return {name for name, value in tags.items() if value not in (None, "")} if isinstance(tags, Mapping) else set()


def _default_tags(stack: Stack) -> Set[str]:
    """The names of the tags that every provider of the stack gives to all it makes."""
    common: Set[str] | None = None
    for provider in stack.of_type(AWS_PROVIDER):
        tags = _said(default_tags(provider))
        common = tags if common is None else common & tags
    return common or set()


# What holds data, or a name or a right that cannot be had again.
_STATEFUL = (
    BACKUP_VAULT,
    BUCKET,
    DB_CLUSTER,
    DB_INSTANCE,
    ECR_REPOSITORY,
    EFS_FILE_SYSTEM,
    KMS_EXTERNAL_KEY,
    KMS_KEY,
    KMS_REPLICA_EXTERNAL_KEY,
    KMS_REPLICA_KEY,
    REPLICATION_GROUP,
    SIGNING_PROFILE,
    TRAIL,
    ZONE,
)


@rule(
    id="x-protect-stateful",
    title="Production's data, keys and traffic rules are protected from deletion",
    title_ja="本番のデータ・鍵・トラフィックルールを削除から保護する",
    severity="medium",
    kind="stack",
    types=(*_STATEFUL, LISTENER_RULE),
    reads=(ECS_SERVICE,),
    remediation="Set protect in the resource's options (pulumi.ResourceOptions(protect=True)).",
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/back-up-data.html",
    references=References(),
)
def x_protect_stateful(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is not protected. Of listener rules those that a blue/green service shifts its traffic by: without them it
    answers nobody, and its service is replaced."""
    shifting = resource.urn in stack.index(_traffic_rules)
    if not stack.pack.is_production or (canonical(resource.type) == LISTENER_RULE and not shifting):
        yield NOT_APPLICABLE
    elif not resource.protect:
        yield Violation("is not protected: one update could delete it")


def _traffic_rules(stack: Stack) -> Set[str]:
    return {
        listener_rule.urn
        for service in stack.of_type(ECS_SERVICE)
        for listener_rule in stack.behind(service, "loadBalancers", LISTENER_RULE)
    }
