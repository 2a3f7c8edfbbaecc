"""Examples of the rule on CORS."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.rules.cors import CorsConfig
from policies.rules.pack import Pack
from policies.rules.types import BUCKET, BUCKET_CORS, LOG_GROUP, RESPONSE_HEADERS_POLICY

_OTHER = made(LOG_GROUP, "logs")
_OURS = "https://app.example.com"


def _bucket(
    case: Case, name: str, origins: Given, *messages: str, kind: str = "violation", on: str = BUCKET_CORS,
    pack: Pack | None = None,
) -> Example:  # fmt: skip
    """One rule for pages that only read, one for those origins."""
    rules: Given = [
        {"allowedMethods": ["GET"], "allowedOrigins": [_OURS]},
        {"allowedMethods": ["PUT"], "allowedOrigins": origins},
    ]
    findings = tuple((kind, f"it: {message}") for message in messages)
    return Example(
        "cors-origins-named", case, name, (_OTHER, made(on, "it", corsRules=rules)), findings, pack or told()
    )


def _cdn(case: Case, name: str, *messages: str, kind: str = "violation", **cors: Given) -> Example:
    policy = made(RESPONSE_HEADERS_POLICY, "it", corsConfig=cors)
    findings = tuple((kind, f"it: {message}") for message in messages)
    return Example("cors-origins-named", case, name, (_OTHER, policy), findings)


def _items(*origins: Given) -> Given:
    return {"items": origins}


_ANYBODY = "its corsRules[1].allowedOrigins[0] is anybody's page"
_LATER = "whose pages may use it is known only at the update"

EXAMPLES = (
    _bucket("pass", "pages of ours", [_OURS, "https://*.example.com"]),
    _bucket("pass", "plain HTTP before production", ["http://localhost:3000"], pack=told(environment="dev")),
    _bucket("not applicable", "public files", ["*"], pack=told(CorsConfig(public=("it",)))),
    _cdn("pass", "public files of the CDN", accessControlAllowCredentials=False, accessControlAllowOrigins=_items("*")),
    _cdn("pass", "with credentials, pages of ours", accessControlAllowCredentials=True,
         accessControlAllowOrigins=_items(_OURS)),
    _bucket("fail", "anybody", ["*"], _ANYBODY),
    _bucket("fail", "anybody, before production too", ["https://*"], _ANYBODY, pack=told(environment="dev")),
    _bucket("fail", "anybody below a top-level domain", ["https://*.com"], _ANYBODY),
    *(
        _bucket("pass", f"pages of ours, {origin}", [origin])
        for origin in (
            "https://*.megane.co.jp",
            "https://*.d111111abcdef8.amplifyapp.com",
            "https://*.example.com:8443",
        )
    ),
    *(
        _bucket("fail", f"whoever has a name below {origin}", [origin], _ANYBODY)
        for origin in (
            "https://*.cloudfront.net",
            "https://app*.CloudFront.net",
            "https://*.s3.amazonaws.com",
            "https://*.s3.ap-northeast-1.amazonaws.com",
            "https://*.ap-northeast-1.elb.amazonaws.com",
            "https://*.ap-northeast-1.awsapprunner.com",
            "https://*.elasticbeanstalk.com",
            "https://*.lambda-url.ap-northeast-1.on.aws",
            "https://*.amplifyapp.com",
            "https://*.auth.ap-northeast-1.amazoncognito.com",
            "https://*.co.jp",
            "https://*.ne.jp:8443",
        )
    ),
    _bucket("fail", "whoever's name ends alike", ["https://*example.com"], _ANYBODY),
    _bucket("fail", "whoever's name begins alike", ["https://app.example.com*"], _ANYBODY),
    _bucket("fail", "a file on somebody's disk", ["null"], _ANYBODY),
    _bucket("fail", "plain HTTP in production", [_OURS, "http://app.example.com"],
            "its corsRules[1].allowedOrigins[1] is a page that comes over plain HTTP"),
    _bucket("fail", "inline", ["*"], _ANYBODY, on=BUCKET),
    _cdn("fail", "anybody's pages, with credentials",
         "its corsConfig.accessControlAllowOrigins.items[1] is anybody's page",
         accessControlAllowCredentials=True, accessControlAllowOrigins=_items(_OURS, "*")),
    Example("cors-origins-named", "absent", "no CORS", (made(BUCKET, "it"), made(RESPONSE_HEADERS_POLICY, "headers"))),
    _bucket("unknown", "an output", [_OTHER], _LATER, kind="deferred"),
    _cdn("unknown", "whether with credentials", "whether its CORS allows credentials is known only at the update",
         kind="deferred", accessControlAllowCredentials=_OTHER, accessControlAllowOrigins=_items("*")),
    Example("cors-origins-named", "not applicable", "nothing that has CORS", (_OTHER,)),
)  # fmt: skip
