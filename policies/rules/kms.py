"""KMS keys: turned every year, never lost by surprise, and governed by a policy that says who."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside
from .documents import Document, Statement, document, judged
from .keys import KEY_TYPES
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .types import KMS_KEY, KMS_KEY_POLICY

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide"

key_policies = beside(KMS_KEY_POLICY, "keyId", *KEY_TYPES)  # those that stand apart


class RotationConfig(RuleConfig):
    """Days between rotations at the most, and days to notice that a key is about to be deleted at the least."""

    max_rotation_days: int = 365
    min_deletion_days: int = 14


@rule(
    id="kms-rotation",
    title="KMS keys rotate every year, are enabled and cannot be deleted in a hurry",
    title_ja="KMS キーを毎年ローテーションし、削除まで十分な待機期間を置く",
    severity="high",
    kind="resource",
    types=KEY_TYPES,
    remediation="Set enableKeyRotation to true and deletionWindowInDays to 30; leave the other properties out.",
    url=f"{_HUB}/kms-controls.html#kms-4",
    references=References(security_hub=("KMS.3", "KMS.4"), cis=("3.6",), checkov=("CKV_AWS_7", "CKV_AWS_227")),
    config=RotationConfig,
)
def kms_rotation(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no rotation, 30 days to deletion and enabled."""
    config = stack.pack.of(RotationConfig)
    if resource.type == KMS_KEY:  # a replica rotates with its primary, imported material not at all
        yield from _rotation(resource, config.max_rotation_days)
    days = resource.number("deletionWindowInDays")
    if days is UNKNOWN:
        yield Deferred("how long its deletion takes is known only at the update")
    elif days is not ABSENT and days < config.min_deletion_days:
        yield Violation(f"can be deleted within {days} days; it must take {config.min_deletion_days} at least")
    enabled = resource.flag("isEnabled" if resource.type == KMS_KEY else "enabled")
    if enabled is UNKNOWN:
        yield Deferred("whether it is enabled is known only at the update")
    elif enabled is False:
        yield Violation("is disabled: nothing that it encrypts can be read")


def _rotation(key: Resource, max_days: int) -> Iterator[Outcome]:
    """Only symmetric keys whose material AWS keeps rotate by themselves; absent is such a key, every 365 days."""
    made_as = (
        key.text("customKeyStoreId"),
        _unless(key.text("customerMasterKeySpec"), "SYMMETRIC_DEFAULT"),
        _unless(key.text("keyUsage"), "ENCRYPT_DECRYPT"),
    )
    if any(isinstance(special, str) for special in made_as):
        return
    rotates, days = key.flag("enableKeyRotation"), key.number("rotationPeriodInDays")
    if rotates is UNKNOWN or (UNKNOWN in made_as and rotates is not True):
        yield Deferred("whether it rotates is known only at the update")
    elif rotates is not True:
        yield Violation("does not rotate")
    elif days is UNKNOWN:
        yield Deferred("how often it rotates is known only at the update")
    elif days is not ABSENT and days > max_days:
        yield Violation(f"rotates every {days} days only; it must every {max_days}")


def _unless(said: str | Absent | Unknown, usual: str) -> str | Absent | Unknown:
    return ABSENT if said == usual else said


@rule(
    id="kms-policy",
    title="Key policies let in who is named, and keep an administrator",
    title_ja="キーポリシーを公開せず、管理者を必ず残す",
    severity="critical",
    kind="resource",
    types=(*KEY_TYPES, KMS_KEY_POLICY),
    remediation=(
        "Name the principals or hold them to this account with a condition, let the account's root administer the key "
        "(kms:*), and leave bypassPolicyLockoutSafetyCheck out."
    ),
    url=f"{_HUB}/kms-controls.html#kms-5",
    references=References(security_hub=("KMS.5",), checkov=("CKV_AWS_33",)),
)
def kms_policy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is AWS's default policy, for the account alone: kms-policy-set. What services may do is judged by
    policy-services-scoped."""
    bypass = resource.flag("bypassPolicyLockoutSafetyCheck")
    if bypass is UNKNOWN:
        yield Deferred("whether it skips the check against locking everybody out is known only at the update")
    elif bypass is True:
        yield Violation("skips the check against locking everybody out of the key")
    yield from judged(resource, stack, ("policy",), _open)
    policy = document(resource, stack, "policy")
    if isinstance(policy, Document) and policy.readable and not any(map(_administers, policy.statements)):
        yield Violation("its policy lets nobody of the account change it: the key could never be mended")


def _open(statement: Statement) -> Iterator[Violation]:
    if statement.public:
        yield Violation("lets everybody in")


def _administers(statement: Statement) -> bool:
    return (
        statement.allows
        and statement.acts("kms:PutKeyPolicy")
        and any(kind == "AWS" for kind, _ in statement.principals)
        and not statement.everybody_but
    )


@rule(
    id="kms-policy-set",
    title="Keys have a policy that the stack gives them",
    title_ja="KMS キーに明示的なキーポリシーを設定する",
    severity="medium",
    kind="stack",
    types=KEY_TYPES,
    reads=(KMS_KEY_POLICY,),
    remediation="Set policy on the key, or add a kms.KeyPolicy with its keyId.",
    url=f"{_KMS}/key-policies.html",
    references=References(checkov=("CKV2_AWS_64",)),
)
def kms_policy_set(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A rule on presence: a policy that is not known yet is one. Without one, IAM alone decides who may use the key."""
    if resource.get("policy") in (ABSENT, "") and resource.urn not in stack.index(key_policies):
        yield Violation("has no policy of its own")
