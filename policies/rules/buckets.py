"""Buckets: closed to the public, versioned, without ACLs, logged and tidied, and copied to a second region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .companions import beside
from .documents import Document, Statement, document
from .log_buckets import log_buckets
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .types import (
    BUCKET,
    BUCKET_ACL,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_VERSIONING,
    LOAD_BALANCER,
    PUBLIC_ACCESS_BLOCK,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html"
_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


@rule(
    id="s3-public-access-block",
    title="Every bucket is closed to the public",
    title_ja="すべてのバケットでパブリックアクセスをブロックする",
    severity="high",
    kind="stack",
    types=(BUCKET,),
    reads=(PUBLIC_ACCESS_BLOCK,),
    remediation=f"Add a BucketPublicAccessBlock of the bucket with all of {', '.join(_FLAGS)} true.",
    url=f"{_HUB}#s3-8",
    references=References(
        security_hub=("S3.1", "S3.8"),
        cis=("2.1.4",),
        checkov=("CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"),
    ),
)
def s3_public_access_block(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent flags are false. The account-wide block is another program's, and may be taken away there."""
    blocks = stack.index(beside(PUBLIC_ACCESS_BLOCK, "bucket", BUCKET)).get(resource.urn, ())
    if not blocks:
        yield Violation("has no public access block")
    for block in blocks:
        for flag in _FLAGS:
            value = block.flag(flag)
            if value is UNKNOWN:
                yield Deferred(f"the {flag} of its public access block is known only at the update")
            elif value is not True:
                yield Violation(f"its public access block does not set {flag}")


@rule(
    id="s3-versioned",
    title="Every bucket keeps versions",
    title_ja="すべてのバケットでバージョニングを有効にする",
    severity="medium",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_VERSIONING,),
    remediation='Add a BucketVersioning of the bucket with versioningConfiguration.status "Enabled".',
    url=f"{_HUB}#s3-14",
    references=References(security_hub=("S3.14",), checkov=("CKV_AWS_21",)),
)
def s3_versioned(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The split resource wins over what stands inline. Absent is off."""
    split = stack.index(beside(BUCKET_VERSIONING, "bucket", BUCKET)).get(resource.urn, ())
    status: list[str | bool | Absent | Unknown] = [one.text("versioningConfiguration", "status") for one in split]
    if not split:
        status = [
            resource.flag(*path, "enabled") for key in ("versioning", "versionings") for path in resource.each(key)
        ]
    if UNKNOWN in status:
        yield Deferred("whether it keeps versions is known only at the update")
    elif not status or any(value not in ("Enabled", True) for value in status):
        yield Violation("does not keep versions: what is overwritten or deleted is gone")


@rule(
    id="s3-no-acl",
    title="Buckets have no ACLs: the bucket's owner owns every object",
    title_ja="バケットで ACL を使わず、所有者をバケット所有者に統一する",
    severity="medium",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_OWNERSHIP, BUCKET_ACL),
    remediation=(
        'Add BucketOwnershipControls with rule.objectOwnership "BucketOwnerEnforced"; take acl, grants and BucketAcl '
        "away and grant access by policies."
    ),
    url=f"{_HUB}#s3-12",
    references=References(security_hub=("S3.2", "S3.3", "S3.12"), checkov=("CKV2_AWS_65", "CKV_AWS_20", "CKV_AWS_57")),
)
def s3_no_acl(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Enforced is the default of new buckets, not of old ones, so it has to be said. After an update every bucket shows
    the grant of its own owner inline, which is none."""
    controls = stack.index(beside(BUCKET_OWNERSHIP, "bucket", BUCKET)).get(resource.urn, ())
    owners = {control.text("rule", "objectOwnership") for control in controls}
    if owners - {"BucketOwnerEnforced", UNKNOWN} or not controls:
        yield Violation("does not enforce that its owner owns every object")
    elif UNKNOWN in owners:
        yield Deferred("who owns its objects is known only at the update")
    inline = resource.text("acl")
    granted = [resource.text(*path, "type") for path in resource.each("grants")]
    if stack.index(beside(BUCKET_ACL, "bucket", BUCKET)).get(resource.urn):
        yield Violation("has an ACL")
    elif inline not in (ABSENT, UNKNOWN, "private") or set(granted) - {"CanonicalUser", UNKNOWN}:
        yield Violation("has an ACL, written inline")
    elif UNKNOWN in (inline, *granted):
        yield Deferred("whether it has an ACL is known only at the update")


@rule(
    id="s3-hygiene",
    title="Buckets log their requests and end what was never finished",
    title_ja="バケットのアクセスログと未完了アップロードの削除を設定する",
    severity="medium",
    level="advisory",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_LOGGING, BUCKET_LIFECYCLE, BUCKET_POLICY, LOAD_BALANCER),
    remediation=(
        "Add a BucketLogging into a bucket for logs, and an enabled lifecycle rule with abortIncompleteMultipartUpload."
    ),
    url=f"{_HUB}#s3-9",
    references=References(
        security_hub=("S3.9", "S3.10", "S3.13"),
        cis=("3.4",),
        checkov=("CKV_AWS_18", "CKV2_AWS_61", "CKV_AWS_300"),
    ),
)
def s3_hygiene(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A bucket that receives logs logs none: it would never end. S3 refuses a lifecycle beside MFA Delete, so where the
    policy demands a second factor for deleting versions there need be none."""
    receives = stack.index(log_buckets).get(resource.urn, False)
    logs = stack.index(beside(BUCKET_LOGGING, "bucket", BUCKET)).get(resource.urn, ())
    written = any(log.text("targetBucket") is not ABSENT for log in logs) or bool(resource.each("logging"))
    if not written and receives is False:
        yield Violation("logs none of its requests")
    if stack.index(_mfa_delete).get(resource.urn, False) is not False:
        return
    ends = [_ends_uploads(one) for one in stack.index(beside(BUCKET_LIFECYCLE, "bucket", BUCKET)).get(resource.urn, ())]
    if True in ends:
        return
    if UNKNOWN in ends:
        yield Deferred("whether it ends unfinished uploads is known only at the update")
    else:
        yield Violation("keeps the parts of unfinished uploads for ever: they are paid for and cannot be seen")


@rule(
    id="s3-force-destroy",
    title="Production's buckets are not emptied when they are deleted",
    title_ja="本番バケットの強制削除を禁止する",
    severity="high",
    kind="resource",
    types=(BUCKET,),
    remediation="Set forceDestroy to false or leave it out.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
    references=References(),
)
def s3_force_destroy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is false."""
    if not stack.pack.is_production:
        yield NOT_APPLICABLE
        return
    forced = resource.flag("forceDestroy")
    if forced is UNKNOWN:
        yield Deferred("whether it would be emptied is known only at the update")
    elif forced is True:
        yield Violation("would be emptied, versions and all, by deleting it")


def _ends_uploads(lifecycle: Resource) -> bool | Unknown:
    """Whether a rule for all objects ends them; one for a prefix leaves the others."""
    if lifecycle.get("rules") is UNKNOWN:
        return UNKNOWN
    answers: list[bool | Unknown] = []
    for path in lifecycle.each("rules"):
        status, after = (
            lifecycle.text(*path, "status"),
            lifecycle.number(*path, "abortIncompleteMultipartUpload", "daysAfterInitiation"),
        )
        prefix = lifecycle.text(*path, "filter", "prefix")
        if UNKNOWN in (lifecycle.get(*path), status, after, prefix):
            answers.append(UNKNOWN)
        else:
            answers.append(status == "Enabled" and after is not ABSENT and prefix is ABSENT)
    return True if True in answers else UNKNOWN if UNKNOWN in answers else False


def _mfa_delete(stack: Stack) -> Mapping[str, bool | Unknown]:
    """Buckets whose policy lets nobody delete a version without a second factor."""
    found: dict[str, bool | Unknown] = {}
    for urn, policies in stack.index(beside(BUCKET_POLICY, "bucket", BUCKET)).items():
        for policy in policies:
            said = document(policy, stack, "policy")
            if said is UNKNOWN:
                found.setdefault(urn, UNKNOWN)
            elif isinstance(said, Document) and any(map(_needs_mfa, said.statements)):
                found[urn] = True
    return found


def _needs_mfa(statement: Statement) -> bool:
    """For everybody, and for keys that send no such thing too: IfExists takes what is missing for false."""
    return (
        not statement.allows
        and statement.everybody
        and statement.acts("s3:DeleteObjectVersion")
        and [(one.operator, one.key, one.values, one.optional) for one in statement.conditions]
        == [("bool", "aws:multifactorauthpresent", ("false",), True)]
    )
