"""Policies that let too few in: a service that cannot use a key or a topic fails, or drops its messages unseen."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside
from .documents import Document, Found, document
from .keys import KEY_TYPES
from .kms import key_policies
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .publishers import USERS, Service, key_users, publishers
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import KMS_ALIAS, KMS_KEY_POLICY, SNS_TOPIC_POLICY, TOPIC

_LATER = "what its policy says is known only at the update"


@rule(
    id="kms-service-grants",
    title="Key policies let in the services that use the keys",
    title_ja="キーポリシーで、キーを使う AWS サービスを許可する",
    severity="high",
    level="advisory",
    kind="stack",
    types=KEY_TYPES,
    reads=(*USERS, KMS_ALIAS, KMS_KEY_POLICY),
    remediation=(
        "Add a statement to the key's policy that allows the service's principal what it needs: logs.<region> and "
        "cloudtrail to encrypt, publishers to topics kms:Decrypt and kms:GenerateDataKey*, cloudfront kms:Decrypt. "
        "For EventBridge without a condition on the source."
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    references=References(),
)
def kms_service_grants(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is the default policy, which lets only the account in. Users are found by what depends on the key."""
    users = stack.index(key_users).get(resource.urn)
    if not users:
        yield NOT_APPLICABLE
        return
    region = stack.region_of(resource)
    for holder in stack.index(key_policies).get(resource.urn, (resource,)):
        policy = document(holder, stack, "policy")
        if policy is UNKNOWN or region is UNKNOWN:
            yield Deferred(_LATER)
            continue
        for service, user in users.items():
            if not _lets_in(policy, service, service.principal.format(region=region), service.key_actions):
                yield Violation(f"its policy does not let {service.name} use it, as {user} needs")


@rule(
    id="sns-publishers",
    title="Topics let in the services that publish to them",
    title_ja="SNS トピックのポリシーで、通知元の AWS サービスを許可する",
    severity="high",
    kind="stack",
    types=(TOPIC,),
    reads=(*USERS, SNS_TOPIC_POLICY),
    remediation=(
        "Add a TopicPolicy that allows the service's principal sns:Publish on the topic; for EventBridge without a "
        "condition."
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
    references=References(),
)
def sns_publishers(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is the default policy, which lets in what acts in the account's own name, such as alarms."""
    users = stack.index(publishers).get(resource.urn)
    if not users:
        yield NOT_APPLICABLE
        return
    for holder in stack.index(beside(SNS_TOPIC_POLICY, "arn", TOPIC)).get(resource.urn, (resource,)):
        policy = document(holder, stack, "policy")
        if policy is UNKNOWN:
            yield Deferred(_LATER)
            continue
        for service, user in users.items():
            open_by_default = policy is ABSENT and service.by_default
            if not open_by_default and not _lets_in(policy, service, service.principal, ("sns:Publish",)):
                yield Violation(f"its policy does not let {service.name} publish, as {user} needs")


def _lets_in(policy: Found, service: Service, principal: str, actions: tuple[str, ...]) -> bool:
    return isinstance(policy, Document) and all(
        policy.lets_service(principal, action, service.never_sends) for action in actions
    )
