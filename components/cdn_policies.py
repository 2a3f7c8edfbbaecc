"""What the distribution caches, and the headers that it adds."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Context


def cache_policy(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> aws.cloudfront.CachePolicy:
    """A day by default, a year at most; compressed; neither cookies nor queries make a difference."""
    policy = aws.cloudfront
    return policy.CachePolicy(
        f"{name}-static",
        name=f"{ctx.prefix}-static",
        comment="Static files: the path alone is the key",
        default_ttl=86_400,
        min_ttl=1,
        max_ttl=31_536_000,
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
            enable_accept_encoding_brotli=True,
            enable_accept_encoding_gzip=True,
        ),
        opts=opts,
    )


def headers_policy(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> aws.cloudfront.ResponseHeadersPolicy:
    """A year of HTTPS only (HSTS), no framing, no guessing of types."""
    headers = aws.cloudfront
    return headers.ResponseHeadersPolicy(
        f"{name}-security",
        name=f"{ctx.prefix}-security",
        comment="HTTPS only, no framing, no guessing of types",
        security_headers_config=headers.ResponseHeadersPolicySecurityHeadersConfigArgs(
            strict_transport_security=(
                headers.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
                    access_control_max_age_sec=31_536_000, include_subdomains=True, override=True
                )
            ),
            content_type_options=headers.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(
                override=True
            ),
            frame_options=headers.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
                frame_option="DENY", override=True
            ),
            referrer_policy=headers.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
                referrer_policy="strict-origin-when-cross-origin", override=True
            ),
        ),
        opts=opts,
    )
