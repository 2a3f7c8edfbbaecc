"""Examples of the rules on CloudFront."""

from __future__ import annotations

from collections.abc import Callable

from policies.examples import Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    DISTRIBUTION,
    LOG_DELIVERY,
    LOG_DELIVERY_SOURCE,
    ORIGIN_ACCESS_CONTROL,
)

_OTHER = made("aws:ecs/cluster:Cluster", "cluster")
_NO_DOMAIN = told(environment="dev", profile="minimal", dns_mode="none")


def _of(rule: str, pack: Pack | None = None) -> Callable[..., Example]:
    """Examples of one rule over a distribution with those properties, and what is beside it."""

    def example(
        case: Case, name: str, *beside: Resource, says: str = "", later: str = "", who: str = "cdn", **props: Given
    ) -> Example:
        findings = tuple(
            (kind, f"{who}: {text}")
            for kind, texts in (("violation", says), ("deferred", later))
            for text in texts.split("; ")
            if text
        )
        own = (made(DISTRIBUTION, "cdn", **props),) if props or who == "cdn" else ()
        return Example(rule, case, name, (_OTHER, *own, *beside), findings, pack or told())

    return example


def _none(rule: str) -> Example:
    return Example(rule, "not applicable", "no distribution", (_OTHER,))


_HTTPS, _TLS, _WAF = _of("cf-viewer-https"), _of("cf-tls"), _of("cf-waf")
_ORIGINS, _LOGGED = _of("cf-origins"), _of("cf-logging-root")
_PLAIN = "the default behaviour answers over plain HTTP"


def _behaviour(policy: Given) -> dict[str, Given]:
    return {"viewerProtocolPolicy": policy}


def _certificate(**changes: Given) -> dict[str, Given]:
    own: dict[str, Given] = {
        "acmCertificateArn": _OTHER,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    return {**own, **changes}


_OLD = "takes TLS versions or ciphers that are too old"
_APP = {"originId": "app", "domainName": "origin.example.jp", "customOriginConfig": {"httpPort": 80}}
_FILES = {"originId": "files", "domainName": "files.s3.amazonaws.com", "originAccessControlId": "E1"}


def _default(origin: Given) -> dict[str, Given]:
    return {"targetOriginId": origin}


def _custom(**changes: Given) -> list[Given]:
    settings: dict[str, Given] = {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]}
    return [{"originId": "app", "customOriginConfig": {**settings, **changes}}]


def _control(behaviour: Given) -> Resource:
    return made(ORIGIN_ACCESS_CONTROL, "control", signingBehavior=behaviour, signingProtocol="sigv4")


_ROOT: dict[str, Given] = {
    "defaultCacheBehavior": _default("files"),
    "origins": [_FILES],
    "defaultRootObject": "index.html",
}
_CDN = made(DISTRIBUTION, "cdn", **_ROOT)
_NO_LOGS = "does not log its requests"


def _source(**changes: Given) -> Resource:
    given: dict[str, Given] = {"resourceArn": _CDN, "logType": "ACCESS_LOGS", "region": "us-east-1"}
    return made(LOG_DELIVERY_SOURCE, "source", **{**given, **changes})


def _delivered(source: Resource) -> tuple[Resource, ...]:
    return source, made(LOG_DELIVERY, "delivery", deliverySourceName=source)


EXAMPLES = (
    _HTTPS("pass", "redirected, and HTTPS only", defaultCacheBehavior=_behaviour("redirect-to-https"),
           orderedCacheBehaviors=[_behaviour("https-only")]),
    _HTTPS("fail", "the default behaviour", says=_PLAIN, defaultCacheBehavior=_behaviour("allow-all")),
    _HTTPS("fail", "another behaviour", says="behaviour 2 answers over plain HTTP",
           defaultCacheBehavior=_behaviour("https-only"),
           orderedCacheBehaviors=[_behaviour("https-only"), _behaviour("allow-all")]),
    _HTTPS("absent", "not said", says=_PLAIN, defaultCacheBehavior={}),
    _HTTPS("unknown", "an output", later="whether the default behaviour needs HTTPS is known only at the update",
           defaultCacheBehavior=_behaviour(_OTHER)),
    _none("cf-viewer-https"),
    _TLS("pass", "a certificate of our own", viewerCertificate=_certificate()),
    _TLS("fail", "an old minimum", says=_OLD, viewerCertificate=_certificate(minimumProtocolVersion="TLSv1.2_2019")),
    _TLS("fail", "a dedicated address", says="does not serve by SNI only",
         viewerCertificate=_certificate(sslSupportMethod="vip")),
    _TLS("absent", "CloudFront's own certificate",
         says=f"has no certificate of ACM; does not serve by SNI only; {_OLD}",
         viewerCertificate={"cloudfrontDefaultCertificate": True}),
    _TLS("unknown", "an output", later="which TLS versions it takes is known only at the update",
         viewerCertificate=_certificate(minimumProtocolVersion=_OTHER)),
    _of("cf-tls", _NO_DOMAIN)("not applicable", "no domain", viewerCertificate={"cloudfrontDefaultCertificate": True}),
    _WAF("pass", "a firewall before the application", defaultCacheBehavior=_default("app"), origins=[_APP, _FILES],
         webAclId="arn:acl"),
    _WAF("fail", "none", says="stands before the application without a firewall",
         defaultCacheBehavior=_default("app"), origins=[_FILES, _APP]),
    _WAF("absent", "an empty one", says="stands before the application without a firewall", webAclId="",
         defaultCacheBehavior=_default("app"), origins=[_APP]),
    _WAF("unknown", "the firewall is an output", defaultCacheBehavior=_default("app"), origins=[_APP],
         webAclId=_OTHER),
    _WAF("not applicable", "files only", defaultCacheBehavior=_default("files"), origins=[_FILES, _APP]),
    _ORIGINS("pass", "a bucket and the application", _control("always"), origins=[_FILES, *_custom()]),
    _ORIGINS("fail", "plain HTTP", says="its origin 1 is reached over plain HTTP",
             origins=_custom(originProtocolPolicy="match-viewer")),
    _ORIGINS("fail", "an old protocol too", says="its origin 1 may be reached by protocols older than TLS 1.2",
             origins=_custom(originSslProtocols=["TLSv1.2", "TLSv1"])),
    _ORIGINS("fail", "an access identity", says="its origin 1 is a bucket without an origin access control",
             origins=[{"originId": "files", "s3OriginConfig": {"originAccessIdentity": "x"}}]),
    _ORIGINS("fail", "unsigned requests", _control("never"), who="control",
             says="does not sign every request to the bucket"),
    _ORIGINS("absent", "a bucket without a control", says="its origin 1 is a bucket without an origin access control",
             origins=[{"originId": "files"}]),
    _ORIGINS("unknown", "an origin", later="its origin 1 is known only at the update", origins=[_OTHER]),
    _ORIGINS("unknown", "how it is reached",
             later="whether its origin 1 is reached over TLS is known only at the update",
             origins=_custom(originProtocolPolicy=_OTHER)),
    _ORIGINS("unknown", "whether requests are signed", _control(_OTHER), who="control",
             later="whether it signs every request is known only at the update"),
    _none("cf-origins"),
    _LOGGED("pass", "logged", *_delivered(_source()), **_ROOT),
    _LOGGED("fail", "a source that nothing is delivered from", _source(), says=_NO_LOGS, **_ROOT),
    _LOGGED("fail", "a source in Tokyo", *_delivered(_source(region="ap-northeast-1")), says=_NO_LOGS, **_ROOT),
    _LOGGED("fail", "other logs", *_delivered(_source(logType="CONNECTION_LOGS")), says=_NO_LOGS, **_ROOT),
    _LOGGED("fail", "the old way", *_delivered(_source()), says="logs the old way, which needs a bucket with ACLs",
            loggingConfig={"bucket": "logs"}, **_ROOT),
    _LOGGED("absent", "no logs", says=_NO_LOGS, **_ROOT),
    _LOGGED("absent", "no root object", *_delivered(_source()),
            says="lists its bucket, or an error, where its root is asked for",
            defaultCacheBehavior=_default("files"), origins=[_FILES]),
    _LOGGED("unknown", "which origin is the default one", *_delivered(_source()), defaultRootObject=_OTHER,
            defaultCacheBehavior=_default(_OTHER), origins=[_FILES]),
    _none("cf-logging-root"),
)  # fmt: skip
