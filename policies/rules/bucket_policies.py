"""Bucket policies: TLS only, nobody in but who is named, and of what people upload only a part is public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .companions import beside
from .conditions import Condition, bounds
from .documents import Document, Statement, document, judged
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import BUCKET, BUCKET_POLICY

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_OF_CDN = (
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html"
)
_BELOW: Final = re.compile(r"[^/*?]+/[^*?]")  # objects of one bucket that begin with something
_READS: Final = ("s3:GetObject", "s3:GetObjectVersion")
_LATER = "what its policy says is known only at the update"


@rule(
    id="s3-tls-only",
    title="Buckets refuse plain HTTP",
    title_ja="S3 バケットへの平文 HTTP を拒否する",
    severity="high",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_POLICY,),
    remediation=(
        "Give the bucket a BucketPolicy that denies s3:* to the principal * on the bucket and on <bucket>/* where "
        "aws:SecureTransport is false, without a further condition."
    ),
    url=f"{_HUB}/s3-controls.html#s3-5",
    references=References(security_hub=("S3.5",), cis=("2.1.1",), checkov=("CKV_AWS_379",)),
)
def s3_tls_only(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """S3 takes plain HTTP unless a policy refuses it. The split policy wins over an inline one, as in AWS."""
    for holder in stack.index(beside(BUCKET_POLICY, "bucket", BUCKET)).get(resource.urn, (resource,)):
        policy = document(holder, stack, "policy")
        # Without a policy of its own to name it, only the bucket can say what it is called.
        name = holder.text("bucket")
        if policy is ABSENT:
            yield Violation("has no policy, so it takes plain HTTP")
        elif policy is UNKNOWN or (name is UNKNOWN and policy.readable):
            yield Deferred(_LATER)
        elif not isinstance(name, str) or not policy.readable:
            yield Violation("its policy is none that can be read")
        else:
            yield from _takes_http(policy, f"arn:aws:s3:::{name}")


def _takes_http(policy: Document, arn: str) -> Iterator[Outcome]:
    for target, what in ((arn, "the bucket itself"), (f"{arn}/*", "its objects")):
        if not any(_refuses_http(statement, target) for statement in policy.statements):
            yield Violation(f"its policy does not refuse plain HTTP to {what}")


def _refuses_http(statement: Statement, target: str) -> bool:
    """For everybody, all that S3 can do, and on no other condition: one more would leave a way around it."""
    return (
        not statement.allows
        and statement.everybody
        and statement.acts("s3:*")
        and statement.touches(target)
        and [(one.operator, one.key, one.values) for one in statement.conditions]
        == [("bool", "aws:securetransport", ("false",))]
    )


@rule(
    id="s3-policy-not-public",
    title="Bucket policies let nobody in but who is named",
    title_ja="バケットポリシーで公開アクセスを許可しない",
    severity="critical",
    kind="resource",
    types=(BUCKET, BUCKET_POLICY),
    remediation=(
        "Name the principals, or hold them with a condition to this account, organisation or network; hold "
        "cloudfront.amazonaws.com to the distribution with aws:SourceArn."
    ),
    url=f"{_HUB}/s3-controls.html#s3-6",
    references=References(security_hub=("S3.6",), checkov=("CKV_AWS_70",)),
)
def s3_policy_not_public(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A bucket without a policy lets only its account in. Other accounts: policy-own-account."""
    yield from judged(resource, stack, ("policy",), _open)


def _open(statement: Statement) -> Iterator[Violation]:
    if statement.public:
        yield Violation("lets everybody in")
    if (
        statement.allows
        and "cloudfront.amazonaws.com" in statement.services
        and not any(one.key == "aws:sourcearn" for one in bounds(statement.conditions))
    ):
        yield Violation("lets CloudFront in for anybody's distribution: it has no aws:SourceArn")


class PublicFilesConfig(RuleConfig):
    """`whole`: logical names of bucket policies (or of buckets, with one inline) over nothing but public files, such as
    those of the site itself."""

    whole: tuple[Text, ...] = ()


@rule(
    id="cf-reads-prefix",
    title="CloudFront reads what is public of a bucket and no more",
    title_ja="CloudFront の読み取りをバケット内の公開プレフィックスに限る",
    severity="high",
    kind="resource",
    types=(BUCKET, BUCKET_POLICY),
    remediation=(
        "Let CloudFront read <bucket>/public/* or another prefix, not <bucket>/*; list a bucket of nothing but public "
        "files as whole of this rule in policies/config/<stack>.json."
    ),
    url=_OF_CDN,
    references=References(),
    config=PublicFilesConfig,
)
def cf_reads_prefix(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Who knows or guesses an address gets all that the CDN may read: without a prefix also prescriptions, exports and
    whatever is uploaded next."""
    whole = resource.name in stack.pack.of(PublicFilesConfig).whole

    def wrong(statement: Statement) -> Iterator[Violation]:
        if not whole and _cdn_reads(statement) and not _below_a_prefix(statement):
            yield Violation("lets CloudFront read the whole bucket, not what is below a prefix")

    yield from judged(resource, stack, ("policy",), wrong)


def _cdn_reads(statement: Statement) -> bool:
    """Whether it lets CloudFront read objects: by its service, by one of its old identities, or as whoever comes for a
    distribution."""
    named = "cloudfront.amazonaws.com" in statement.services or any(
        "::cloudfront:" in who for _, who in statement.principals
    )
    cdn = named or (statement.everybody and any(map(_names_distribution, statement.conditions)))
    return statement.allows and cdn and any(map(statement.acts, _READS))


def _names_distribution(condition: Condition) -> bool:
    """Whether CloudFront alone sends what it asks for."""
    return "not" not in condition.operator and any(
        ":cloudfront:" in value or value == "cloudfront.amazonaws.com" for value in condition.values
    )


def _below_a_prefix(statement: Statement) -> bool:
    return (
        bool(statement.resources) and not statement.every_resource_but and all(map(_BELOW.match, statement.resources))
    )
