"""What the distribution caches for how long, and the headers that it adds, by kind of content."""

from __future__ import annotations

from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.base import Context

# Managed by AWS, the same in every account:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"

_HOUR, _DAY, _YEAR = 3_600, 86_400, 31_536_000
# The bucket holds pictures and plain pages. Whoever gets a script into one of them, an SVG say, must not see it run on
# a host name of ours.
PUBLIC_CSP = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self'; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
UPLOADS_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class Policies(NamedTuple):
    """Ids of one cache and one response-headers policy."""

    cache: pulumi.Input[str]
    headers: pulumi.Input[str]


def static(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> Policies:
    """Files of the application, whose names change with their content: a year, unless the application says less."""
    cache = _cache(f"{name}-static", "static", "Static files", (1, _YEAR, _YEAR), ctx, opts)
    return Policies(cache.id, _headers(f"{name}-static", "static", "Static files", ctx, opts, anywhere=True).id)


def public(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> Policies:
    """Pictures and pages for everybody, which may be replaced under their name: a day, unless the object says else."""
    cache = _cache(f"{name}-public", "public", "Public objects", (1, _DAY, _YEAR), ctx, opts)
    headers = _headers(f"{name}-public", "public", "Public objects", ctx, opts, csp=PUBLIC_CSP, anywhere=True)
    return Policies(cache.id, headers.id)


def uploads(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> Policies:
    """Customers' pictures: minutes, an hour at most, so that what was deleted is soon gone.

    CloudFront checks the signature of each request, cached or not, and leaves its parameters out of the key. Browsers
    ask again each time, and nothing between them and CloudFront keeps a copy.
    """
    cache = _cache(f"{name}-uploads", "uploads", "Signed uploads", (0, 300, _HOUR), ctx, opts, compressed=False)
    headers = _headers(
        f"{name}-uploads",
        "uploads",
        "Signed uploads",
        ctx,
        opts,
        csp=UPLOADS_CSP,
        more={"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"},
    )
    return Policies(cache.id, headers.id)


def application(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> Policies:
    """Answers of the application, never cached. What it says of frames and referrers itself counts."""
    headers = _headers(f"{name}-application", "application", "Application", ctx, opts, final=False)
    return Policies(CACHING_DISABLED, headers.id)


def _cache(
    logical: str,
    kind: str,
    comment: str,
    ttls: tuple[int, int, int],
    ctx: Context,
    opts: pulumi.ResourceOptions,
    *,
    compressed: bool = True,
) -> aws.cloudfront.CachePolicy:
    """Seconds at least, by default, at most. The path alone is the key: no header, cookie or query goes to the origin.

    What the origin saw and the key lacks could be used to put one visitor's answer into the cache for all.
    """
    policy = aws.cloudfront
    least, default, most = ttls
    return policy.CachePolicy(
        logical,
        name=f"{ctx.prefix}-{kind}",
        comment=f"{comment}: the path alone is the key",
        min_ttl=least,
        default_ttl=default,
        max_ttl=most,
        parameters_in_cache_key_and_forwarded_to_origin=policy.CachePolicyParametersInCacheKeyAndForwardedToOriginArgs(
            cookies_config=policy.CachePolicyParametersInCacheKeyAndForwardedToOriginCookiesConfigArgs(
                cookie_behavior="none"
            ),
            headers_config=policy.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigArgs(
                header_behavior="none"
            ),
            query_strings_config=policy.CachePolicyParametersInCacheKeyAndForwardedToOriginQueryStringsConfigArgs(
                query_string_behavior="none"
            ),
            enable_accept_encoding_brotli=compressed,
            enable_accept_encoding_gzip=compressed,
        ),
        opts=opts,
    )


def _headers(
    logical: str,
    kind: str,
    comment: str,
    ctx: Context,
    opts: pulumi.ResourceOptions,
    *,
    csp: str | None = None,
    anywhere: bool = False,
    final: bool = True,
    more: dict[str, str] | None = None,
) -> aws.cloudfront.ResponseHeadersPolicy:
    """A year of HTTPS only (HSTS) and no guessing of types, always; no framing, which with `final` nobody overrules.

    `anywhere`: pages of other hosts may use it with CORS, as fonts and module scripts must be fetched.
    """
    policy = aws.cloudfront
    part = policy.ResponseHeadersPolicyCustomHeadersConfigItemArgs
    security = policy.ResponseHeadersPolicySecurityHeadersConfigArgs(
        strict_transport_security=policy.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
            access_control_max_age_sec=_YEAR, include_subdomains=True, override=True
        ),
        content_type_options=policy.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(override=True),
        frame_options=policy.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
            frame_option="DENY", override=final
        ),
        referrer_policy=policy.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
            referrer_policy="strict-origin-when-cross-origin", override=final
        ),
        content_security_policy=(
            policy.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
                content_security_policy=csp, override=True
            )
            if csp
            else None
        ),
    )
    added = [part(header=header, value=value, override=True) for header, value in (more or {}).items()]
    return policy.ResponseHeadersPolicy(
        logical,
        name=f"{ctx.prefix}-{kind}",
        comment=f"{comment}: security headers",
        security_headers_config=security,
        cors_config=_cors() if anywhere else None,
        custom_headers_config=policy.ResponseHeadersPolicyCustomHeadersConfigArgs(items=added) if added else None,
        opts=opts,
    )


def _cors() -> aws.cloudfront.ResponseHeadersPolicyCorsConfigArgs:
    policy = aws.cloudfront
    return policy.ResponseHeadersPolicyCorsConfigArgs(
        access_control_allow_credentials=False,
        access_control_allow_origins=policy.ResponseHeadersPolicyCorsConfigAccessControlAllowOriginsArgs(items=["*"]),
        access_control_allow_headers=policy.ResponseHeadersPolicyCorsConfigAccessControlAllowHeadersArgs(items=["*"]),
        access_control_allow_methods=policy.ResponseHeadersPolicyCorsConfigAccessControlAllowMethodsArgs(
            items=["GET", "HEAD", "OPTIONS"]
        ),
        access_control_max_age_sec=_DAY,
        origin_override=True,
    )
