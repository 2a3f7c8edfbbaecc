"""CORS: whose pages may use an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import UNKNOWN, Path, Resource, Stack, place
from .types import BUCKET, BUCKET_CORS, RESPONSE_HEADERS_POLICY

# Names below which everybody may have one, as far as AWS and Japan give them away: https://publicsuffix.org
_REGION: Final = "[a-z]{2}(-[a-z]+)+-[0-9]"
_SHARED: Final = re.compile(
    rf"(.+\.)?amazonaws\.com(\.cn)?|cloudfront\.net|amplifyapp\.com|({_REGION}\.)?(awsapprunner|elasticbeanstalk)\.com|"
    rf"(lambda-url\.)?({_REGION}\.)?on\.aws|(auth\.)?({_REGION}\.)?amazoncognito\.com|(ac|ad|co|ed|go|gr|lg|ne|or)\.jp"
)
_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"


class CorsConfig(RuleConfig):
    """`public`: logical names of CORS configurations (or of buckets, with one inline) over nothing but public files,
    which pages of anybody may use."""

    public: tuple[Text, ...] = ()


@rule(
    id="cors-origins-named",
    title="CORS names the sites whose pages may use a bucket, or answers to those who are logged in",
    title_ja="CORS で許可するオリジンを具体的に指定する",
    severity="medium",
    kind="resource",
    types=(BUCKET, BUCKET_CORS, RESPONSE_HEADERS_POLICY),
    remediation=(
        "Name the origins, such as https://app.example.com, or https://*.example.com for all below a domain of yours; "
        "list a bucket of public files as public of this rule in policies/config/<stack>.json."
    ),
    url=f"{_GUIDE}/ManageCorsUsing.html",
    references=References(),
    config=CorsConfig,
)
def cors_origins_named(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Elsewhere a page could upload and read in a visitor's name. CloudFront's * is right for public files, as long as
    it allows no credentials. Plain HTTP, which anybody on the way can be, is for what is no production."""
    at: Path = ("corsRules", "allowedOrigins")
    if resource.type == RESPONSE_HEADERS_POLICY:
        at = ("corsConfig", "accessControlAllowOrigins", "items")
        credentials = resource.flag("corsConfig", "accessControlAllowCredentials")
        if credentials is UNKNOWN:
            yield Deferred("whether its CORS allows credentials is known only at the update")
        if credentials is not True:
            return
    elif resource.name in stack.pack.of(CorsConfig).public:
        yield NOT_APPLICABLE
        return
    for path in resource.each(*at):
        origin = resource.text(*path)
        if origin is UNKNOWN:
            yield Deferred("whose pages may use it is known only at the update")
        elif isinstance(origin, str) and _anybody(origin):
            yield Violation(f"its {place(path)} is anybody's page")
        elif isinstance(origin, str) and stack.pack.is_production and origin.lower().startswith("http://"):
            yield Violation(f"its {place(path)} is a page that comes over plain HTTP")


def _anybody(origin: str) -> bool:
    """Whether what stands behind a wildcard is no domain of somebody's: *, https://*, https://*.com, https://*.co.jp.
    Files and sandboxes are null."""
    _, wildcard, behind = origin.lower().rpartition("*")
    domain = behind.partition(":")[0]
    own = domain.startswith(".") and domain.count(".") > 1 and not _SHARED.fullmatch(domain[1:])
    return origin == "null" or (wildcard != "" and not own)
