"""CloudFront: HTTPS on both sides, closed origins, logs, a firewall before the application."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import DISTRIBUTION, LOG_DELIVERY, LOG_DELIVERY_SOURCE, ORIGIN_ACCESS_CONTROL

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html"
_TLS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html"
# The security policies that take nothing older than TLS 1.2 with today's ciphers (the page above, 2026-11).
_MODERN = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")


@rule(
    id="cf-viewer-https",
    title="CloudFront answers over HTTPS only",
    title_ja="CloudFront は HTTPS のみで応答する",
    severity="high",
    kind="resource",
    types=(DISTRIBUTION,),
    remediation='Set viewerProtocolPolicy of every behaviour to "redirect-to-https" or "https-only".',
    url=f"{_HUB}#cloudfront-3",
    references=References(security_hub=("CloudFront.3",), checkov=("CKV_AWS_34",)),
)
def cf_viewer_https(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of the default behaviour and of each other one."""
    for place, path in behaviours(resource):
        policy = resource.text(*path, "viewerProtocolPolicy")
        if policy is UNKNOWN:
            yield Deferred(f"whether {place} needs HTTPS is known only at the update")
        elif policy not in ("redirect-to-https", "https-only"):
            yield Violation(f"{place} answers over plain HTTP")


@rule(
    id="cf-tls",
    title="CloudFront takes TLS 1.2 or newer, with a certificate of our own",
    title_ja="CloudFront は独自証明書と TLS 1.2 以上を使う",
    severity="high",
    kind="resource",
    types=(DISTRIBUTION,),
    remediation=(
        'Set viewerCertificate to an acmCertificateArn of us-east-1, sslSupportMethod "sni-only" and '
        f"minimumProtocolVersion to one of {', '.join(_MODERN)}."
    ),
    url=_TLS,
    references=References(
        security_hub=("CloudFront.7", "CloudFront.8", "CloudFront.15"), checkov=("CKV_AWS_174", "CKV2_AWS_42")
    ),
)
def cf_tls(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """With CloudFront's own certificate, which is all that a stack without a domain can have, no minimum can be set."""
    if not stack.pack.has_domain:
        yield NOT_APPLICABLE
        return
    said = {key: resource.text("viewerCertificate", key) for key in _CERTIFICATE}
    if said["acmCertificateArn"] is ABSENT:
        yield Violation("has no certificate of ACM")
    if said["sslSupportMethod"] is UNKNOWN or said["minimumProtocolVersion"] is UNKNOWN:
        yield Deferred("which TLS versions it takes is known only at the update")
        return
    if said["sslSupportMethod"] != "sni-only":
        yield Violation("does not serve by SNI only")
    if said["minimumProtocolVersion"] not in _MODERN:
        yield Violation("takes TLS versions or ciphers that are too old")


_CERTIFICATE = ("acmCertificateArn", "sslSupportMethod", "minimumProtocolVersion")


@rule(
    id="cf-waf",
    title="A CDN before the application has the firewall before it",
    title_ja="アプリケーションの前段となる CDN に WAF を適用する",
    severity="high",
    kind="resource",
    types=(DISTRIBUTION,),
    remediation="Set webAclId to a WebAcl of scope CLOUDFRONT; the load balancer's own sees CloudFront's addresses.",
    url=f"{_HUB}#cloudfront-6",
    references=References(security_hub=("CloudFront.6",), checkov=("CKV_AWS_68",)),
)
def cf_waf(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The application is behind it if the default behaviour goes to an origin that is no bucket. A CDN of files only
    needs none: scanners that ask for one everywhere fail by intent."""
    if not fronts_application(resource):
        yield NOT_APPLICABLE
    elif resource.text("webAclId") is ABSENT:
        yield Violation("stands before the application without a firewall")


@rule(
    id="cf-origins",
    title="CloudFront's origins answer CloudFront only, over TLS",
    title_ja="CloudFront のオリジンは CloudFront からの TLS のみ受け付ける",
    severity="high",
    kind="resource",
    types=(DISTRIBUTION, ORIGIN_ACCESS_CONTROL),
    remediation=(
        'Give every bucket origin an originAccessControlId that signs "always" by sigv4, and every other origin '
        'originProtocolPolicy "https-only" with originSslProtocols TLSv1.2 only.'
    ),
    url=f"{_HUB}#cloudfront-13",
    references=References(
        security_hub=("CloudFront.9", "CloudFront.10", "CloudFront.13"),
        checkov=("CKV2_AWS_46", "CKV2_AWS_54", "CKV2_AWS_72"),
    ),
)
def cf_origins(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An origin without custom or VPC settings is a bucket. Access identities, the old way, read no KMS objects."""
    if resource.type == ORIGIN_ACCESS_CONTROL:
        yield from _signs(resource)
        return
    for number, path in enumerate(resource.each("origins"), start=1):
        if resource.get(*path) is UNKNOWN:
            yield Deferred(f"its origin {number} is known only at the update")
        elif _is_bucket(resource, path) is True:
            if resource.text(*path, "originAccessControlId") is ABSENT:
                yield Violation(f"its origin {number} is a bucket without an origin access control")
        elif resource.get(*path, "customOriginConfig") is not ABSENT:
            yield from _over_tls(resource, (*path, "customOriginConfig"), number)


@rule(
    id="cf-logging-root",
    title="CloudFront's requests are logged, and its root is a file",
    title_ja="CloudFront のアクセスログとルートオブジェクトを設定する",
    severity="medium",
    kind="stack",
    types=(DISTRIBUTION,),
    reads=(LOG_DELIVERY_SOURCE, LOG_DELIVERY),
    remediation=(
        "Add a LogDeliverySource (ACCESS_LOGS, us-east-1) of the distribution with a LogDelivery; take loggingConfig "
        "away, which needs ACLs. Set defaultRootObject."
    ),
    url=f"{_HUB}#cloudfront-5",
    references=References(security_hub=("CloudFront.1", "CloudFront.5"), checkov=("CKV_AWS_86", "CKV_AWS_305")),
)
def cf_logging_root(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Logging v2: the source in us-east-1 is of this distribution, and something is delivered from it."""
    if resource.get("loggingConfig") is not ABSENT:
        yield Violation("logs the old way, which needs a bucket with ACLs")
    sources = stack.index(beside(LOG_DELIVERY_SOURCE, "resourceArn", DISTRIBUTION)).get(resource.urn, ())
    deliveries = stack.index(beside(LOG_DELIVERY, "deliverySourceName", LOG_DELIVERY_SOURCE))
    logged = [source for source in sources if deliveries.get(source.urn) and _of_requests(source, stack)]
    if not logged:
        yield Violation("does not log its requests")
    target = resource.text("defaultCacheBehavior", "targetOriginId")
    buckets = [_is_bucket(resource, path) for path in _origins(resource, target)]
    if True in buckets and resource.text("defaultRootObject") is ABSENT:
        yield Violation("lists its bucket, or an error, where its root is asked for")


def fronts_application(resource: Resource) -> bool:
    """Whether the default behaviour goes to an origin that is no bucket, or may."""
    target = resource.text("defaultCacheBehavior", "targetOriginId")
    return any(_is_bucket(resource, path) is not True for path in _origins(resource, target))


def behaviours(resource: Resource) -> Iterator[tuple[str, Path]]:
    """What a distribution does with which paths: what each is called, and where it stands."""
    yield "the default behaviour", ("defaultCacheBehavior",)
    for number, path in enumerate(resource.each("orderedCacheBehaviors"), start=1):
        yield f"behaviour {number}", path


def _origins(resource: Resource, target: object) -> Iterator[Path]:
    """The origins that may be the one of that id."""
    for path in resource.each("origins"):
        if UNKNOWN in (target, origin := resource.text(*path, "originId")) or origin == target:
            yield path


def _is_bucket(resource: Resource, path: Path) -> bool | Unknown:
    settings = [resource.get(*path, key) for key in ("customOriginConfig", "vpcOriginConfig")]
    return UNKNOWN if UNKNOWN in settings else all(value is ABSENT for value in settings)


def _signs(control: Resource) -> Iterator[Outcome]:
    signing = control.text("signingBehavior"), control.text("signingProtocol")
    if UNKNOWN in signing:
        yield Deferred("whether it signs every request is known only at the update")
    elif signing != ("always", "sigv4"):
        yield Violation("does not sign every request to the bucket")


def _over_tls(resource: Resource, path: Path, number: int) -> Iterator[Outcome]:
    policy = resource.text(*path, "originProtocolPolicy")
    protocols = {resource.text(*at) for at in resource.each(*path, "originSslProtocols")}
    if policy is UNKNOWN or UNKNOWN in protocols:
        yield Deferred(f"whether its origin {number} is reached over TLS is known only at the update")
        return
    if policy != "https-only":
        yield Violation(f"its origin {number} is reached over plain HTTP")
    if protocols - {"TLSv1.2"} or not protocols:
        yield Violation(f"its origin {number} may be reached by protocols older than TLS 1.2")


def _of_requests(source: Resource, stack: Stack) -> bool:
    return source.text("logType") == "ACCESS_LOGS" and stack.region_of(source) in ("us-east-1", UNKNOWN)
