"""Topics that alarms are sent to: encrypted so that alarms get through, and for this account only."""

from __future__ import annotations

from collections.abc import Iterator

from .documents import Statement, judged
from .keys import KMS_KEYS, stack_key
from .model import Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import SNS_SUBSCRIPTION, SNS_TOPIC_POLICY, TOPIC

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


@rule(
    id="sns-cmk",
    title="Topics are encrypted with a customer-managed key",
    title_ja="SNS トピックをカスタマー管理キーで暗号化する",
    severity="high",
    kind="stack",
    types=(TOPIC,),
    reads=KMS_KEYS,
    remediation=(
        "Set kmsMasterKeyId to the arn of a kms.Key of the same region whose policy lets the services in that publish."
    ),
    url=f"{_HUB}/sns-controls.html#sns-1",
    references=References(security_hub=("SNS.1",), checkov=("CKV_AWS_26",)),
)
def sns_cmk(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no encryption. On alias/aws/sns CloudWatch alarms are dropped without an error."""
    if resource.text("kmsMasterKeyId") is ABSENT:
        yield Violation("is not encrypted")
    else:
        yield from stack_key(resource, ("kmsMasterKeyId",), stack)


@rule(
    id="sns-policy",
    title="Topics let nobody in but who is named, and send nothing over plain HTTP",
    title_ja="SNS トピックを公開せず、平文 HTTP で配信しない",
    severity="high",
    kind="resource",
    types=(TOPIC, SNS_TOPIC_POLICY, SNS_SUBSCRIPTION),
    remediation=(
        "Name the principals in the topic's policy, or hold them to this account with aws:SourceAccount; give "
        "subscriptions the protocol https instead of http."
    ),
    url=f"{_HUB}/sns-controls.html#sns-4",
    references=References(security_hub=("SNS.4",), checkov=("CKV_AWS_169", "CKV_AWS_385")),
)
def sns_policy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A topic without a policy takes the default one, for its owner only. Other accounts: policy-own-account."""
    if resource.type == SNS_SUBSCRIPTION:
        protocol = resource.text("protocol")
        if protocol is UNKNOWN:
            yield Deferred("its protocol is known only at the update")
        elif protocol is not ABSENT and protocol.lower() == "http":
            yield Violation("sends messages over plain HTTP")
        return
    yield from judged(resource, stack, ("policy",), _open)


def _open(statement: Statement) -> Iterator[Violation]:
    if statement.public:
        yield Violation("lets everybody in")
