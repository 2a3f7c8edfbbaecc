"""Examples of the rules on bucket policies."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made, told
from policies.examples.statements import FROM_OWN, OWN, allow, policy, service
from policies.rules.bucket_policies import PublicFilesConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import BUCKET, BUCKET_POLICY, LOG_GROUP

_FILES = made(BUCKET, "files")
_NAMED = made(BUCKET, "files", bucket="megane-files")
_NAME = Known(_FILES, "megane-files")
_ARN = "arn:aws:s3:::megane-files"
_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
_DISTRIBUTION = f"arn:aws:cloudfront::{OWN}:distribution/E1"
_SOURCE = {"StringEquals": {"aws:SourceArn": _DISTRIBUTION}}


def _deny(**more: object) -> dict[str, object]:
    said = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [_ARN, f"{_ARN}/*"], "Condition": _HTTP}
    return {**said, **more}


def _tls(case: Case, name: str, text: Given, *messages: str, kind: str = "violation") -> Example:
    """A bucket whose policy stands apart."""
    resources = (_FILES, made(BUCKET_POLICY, "files-policy", bucket=_NAME, policy=text))
    return _judged(case, name, resources, *messages, kind=kind)


def _judged(case: Case, name: str, resources: tuple[Resource, ...], *messages: str, kind: str = "violation") -> Example:
    return Example("s3-tls-only", case, name, resources, tuple((kind, f"files: {message}") for message in messages))


def _public(case: Case, name: str, text: Given, *messages: str, kind: str = "violation") -> Example:
    resources = (_FILES, made(BUCKET_POLICY, "files-policy", bucket=_NAME, policy=text))
    findings = tuple((kind, f"files-policy: {message}") for message in messages)
    return Example("s3-policy-not-public", case, name, resources, findings)


def _prefix(
    case: Case, name: str, text: Given, *messages: str, kind: str = "violation", pack: Pack | None = None
) -> Example:
    resources = (_FILES, made(BUCKET_POLICY, "files-policy", bucket=_NAME, policy=text))
    found = tuple((kind, f"files-policy: {message}") for message in messages)
    return Example("cf-reads-prefix", case, name, resources, found, pack or told())


def _cdn(action: object, resource: object, *, principal: object = service("cloudfront"), **more: object) -> str:
    return policy({**allow(principal, action, resource, Condition=_SOURCE), **more})


_BUCKET_OPEN = "its policy does not refuse plain HTTP to the bucket itself"
_OBJECTS_OPEN = "its policy does not refuse plain HTTP to its objects"
_BOTH_OPEN = (_BUCKET_OPEN, _OBJECTS_OPEN)
_NO_POLICY = "has no policy, so it takes plain HTTP"
_LATER = "what its policy says is known only at the update"
_UNREADABLE = "its policy is none that can be read"
_EVERYBODY = "statement 1 of its policy lets everybody in"
_WHOLE = "statement 1 of its policy lets CloudFront read the whole bucket, not what is below a prefix"
_IDENTITY = {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}
_ANY_DISTRIBUTION = "statement 1 of its policy lets CloudFront in for anybody's distribution: it has no aws:SourceArn"

EXAMPLES = (
    _tls("pass", "plain HTTP refused", policy(_deny())),
    _tls("pass", "in two statements", policy(_deny(Resource=_ARN), _deny(Resource=f"{_ARN}/*", Action=["*"]))),
    _tls("pass", "everybody by another name", policy(_deny(Principal={"AWS": "*"}, Resource=f"{_ARN}*"))),
    _judged("pass", "inline", (made(BUCKET, "files", bucket="megane-files", policy=policy(_deny())),)),
    _judged(
        "pass",
        "a bucket by its name",
        (_NAMED, made(BUCKET_POLICY, "files-policy", bucket="megane-files", policy=policy(_deny()))),
    ),
    _tls("fail", "the bucket only", policy(_deny(Resource=_ARN)), _OBJECTS_OPEN),
    _tls("fail", "its objects only", policy(_deny(Resource=f"{_ARN}/*")), _BUCKET_OPEN),
    _tls("fail", "some of its objects", policy(_deny(Resource=[_ARN, f"{_ARN}/logs/*"])), _OBJECTS_OPEN),
    _tls("fail", "another bucket", policy(_deny(Resource=["arn:aws:s3:::other", "arn:aws:s3:::other/*"])), *_BOTH_OPEN),
    _tls("fail", "reading only", policy(_deny(Action="s3:Get*")), *_BOTH_OPEN),
    _tls("fail", "all but reading", policy(_deny(Action=None, NotAction="s3:GetObject")), _UNREADABLE),
    _tls("fail", "one account only", policy(_deny(Principal={"AWS": OWN})), *_BOTH_OPEN),
    _tls("fail", "allowed", policy(_deny(Effect="Allow")), *_BOTH_OPEN),
    _tls("fail", "TLS refused", policy(_deny(Condition={"Bool": {"aws:SecureTransport": True}})), *_BOTH_OPEN),
    _tls(
        "fail",
        "one condition more",
        policy(_deny(Condition=_HTTP | {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})),
        *_BOTH_OPEN,
    ),
    _tls("fail", "no policy that could be read", "{", _UNREADABLE),
    _judged(
        "fail",
        "the policy of another bucket",
        (_FILES, made(BUCKET_POLICY, "other", bucket=made(BUCKET, "other"), policy=policy(_deny()))),
        _NO_POLICY,
    ),
    _judged("absent", "no policy", (_FILES,), _NO_POLICY),
    _tls("unknown", "a policy to be made", _FILES, _LATER, kind="deferred"),
    _judged(
        "unknown",
        "a bucket that has no name yet",
        (_FILES, made(BUCKET_POLICY, "files-policy", bucket=_FILES, policy=policy(_deny()))),
        _LATER,
        kind="deferred",
    ),
    _judged("not applicable", "no bucket", (made(LOG_GROUP, "logs"),)),
    _public("pass", "one distribution", policy(
        allow(service("cloudfront"), "s3:GetObject", f"{_ARN}/*", Condition=_SOURCE)
    )),
    _public("pass", "everybody refused", policy(_deny())),
    _public("pass", "everybody of a network", policy(
        allow("*", "s3:GetObject", f"{_ARN}/*", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})
    )),
    _public("fail", "everybody", policy(allow("*", "s3:GetObject", f"{_ARN}/*")), _EVERYBODY),
    _public("fail", "everybody by another name", policy(allow({"AWS": ["*"]}, "s3:GetObject")), _EVERYBODY),
    _public("fail", "a condition that keeps nobody out", policy(
        allow("*", "s3:GetObject", Condition={"StringLike": {"aws:SourceAccount": "*"}})
    ), _EVERYBODY),
    _public("fail", "all but one", policy(
        {"Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "s3:*", "Resource": "*"}
    ), _EVERYBODY),
    _public("fail", "any distribution", policy(allow(service("cloudfront"), "s3:GetObject")), _ANY_DISTRIBUTION),
    _public("fail", "an account's distributions, not one", policy(
        allow(service("cloudfront"), "s3:GetObject", Condition=FROM_OWN)
    ), _ANY_DISTRIBUTION),
    _public("fail", "no policy that could be read", "[]", _UNREADABLE),
    Example(
        "s3-policy-not-public",
        "fail",
        "inline",
        (made(BUCKET, "files", policy=policy(allow("*", "s3:GetObject"))),),
        (("violation", f"files: {_EVERYBODY}"),),
    ),
    _public("absent", "no policy", None),
    Example("s3-policy-not-public", "absent", "no policy on the bucket", (_FILES,)),
    _public("unknown", "a policy to be made", _FILES, _LATER, kind="deferred"),
    Example("s3-policy-not-public", "not applicable", "no bucket", (made(LOG_GROUP, "logs"),)),
    _prefix("pass", "what is public", _cdn("s3:GetObject", [f"{_ARN}/public/*", f"{_ARN}/index.html"])),
    _prefix("pass", "its list, for a 404 where there is nothing", _cdn("s3:ListBucket", _ARN)),
    _prefix("pass", "the whole bucket refused", _cdn("s3:GetObject", f"{_ARN}/*", Effect="Deny")),
    _prefix("pass", "the whole bucket, for somebody else", _cdn("s3:GetObject", f"{_ARN}/*", principal={"AWS": OWN})),
    _prefix("pass", "a bucket of public files only", _cdn("s3:GetObject", f"{_ARN}/*"),
            pack=told(PublicFilesConfig(whole=("files-policy",)))),
    _prefix("fail", "the whole bucket", _cdn("s3:GetObject", f"{_ARN}/*"), _WHOLE),
    _prefix("fail", "one way of several", _cdn("s3:GetObject", [f"{_ARN}/public/*", f"{_ARN}*"]), _WHOLE),
    _prefix("fail", "everything there is", _cdn("s3:Get*", "*"), _WHOLE),
    _prefix("fail", "files of a kind, wherever they are", _cdn("s3:GetObjectVersion", f"{_ARN}/*.jpg"), _WHOLE),
    _prefix("fail", "all but one folder", policy({
        "Effect": "Allow", "Principal": service("cloudfront"), "Action": "s3:GetObject", "NotResource": f"{_ARN}/own/*"
    }), _WHOLE),
    *(
        _prefix("fail", f"whoever comes for a distribution: {operator}", _cdn(
            "s3:GetObject", f"{_ARN}/*", principal=who, Condition={operator: {key: value}}
        ), _WHOLE)
        for operator, who, key, value in (
            ("StringEquals", "*", "aws:SourceArn", _DISTRIBUTION),
            ("ArnLike", {"AWS": "*"}, "AWS:SourceArn", _DISTRIBUTION),
            ("StringEqualsIfExists", "*", "aws:PrincipalServiceName", "cloudfront.amazonaws.com"),
        )
    ),
    _prefix("pass", "whoever comes for a distribution, what is public", _cdn(
        "s3:GetObject", f"{_ARN}/public/*", principal="*"
    )),
    _prefix("pass", "whoever comes for no distribution", _cdn(
        "s3:GetObject", f"{_ARN}/*", principal="*", Condition={"ArnNotLike": {"aws:SourceArn": _DISTRIBUTION}}
    )),
    _prefix("fail", "an identity of the old kind", _cdn("s3:GetObject", f"{_ARN}/*", principal=_IDENTITY), _WHOLE),
    _prefix("fail", "no policy that could be read", "[]", _UNREADABLE),
    Example(
        "cf-reads-prefix",
        "fail",
        "inline",
        (made(BUCKET, "files", policy=_cdn("s3:GetObject", f"{_ARN}/*")),),
        (("violation", f"files: {_WHOLE}"),),
    ),
    _prefix("absent", "no policy", None),
    _prefix("unknown", "a policy to be made", _FILES, _LATER, kind="deferred"),
    Example("cf-reads-prefix", "not applicable", "no bucket", (made(LOG_GROUP, "logs"),)),
)  # fmt: skip
