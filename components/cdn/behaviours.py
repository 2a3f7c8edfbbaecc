"""Which path comes from where, and under which policies."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.cdn.policies import ALL_VIEWER, Policies

READ = ["GET", "HEAD", "OPTIONS"]
EVERYTHING = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]

Behaviour = aws.cloudfront.DistributionOrderedCacheBehaviorArgs
Default = aws.cloudfront.DistributionDefaultCacheBehaviorArgs


def files(
    path: str,
    origin: str,
    policies: Policies,
    *,
    compress: bool = True,
    signed_by: aws.cloudfront.KeyGroup | None = None,
) -> Behaviour:
    """Files below `path`, with `signed_by` only for those who hold a signature of that group.

    Nothing of the visitor's request reaches the origin but the path.
    """
    return Behaviour(
        path_pattern=path,
        target_origin_id=origin,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=READ,
        cached_methods=READ,
        compress=compress,
        cache_policy_id=policies.cache,
        response_headers_policy_id=policies.headers,
        trusted_key_groups=[signed_by.id] if signed_by is not None else None,
    )


def all_other_files(origin: str, policies: Policies) -> Default:
    return Default(
        target_origin_id=origin,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=READ,
        cached_methods=READ,
        compress=True,
        cache_policy_id=policies.cache,
        response_headers_policy_id=policies.headers,
    )


def application(origin: str, policies: Policies, viewer_address: pulumi.Input[str]) -> Default:
    """Every method, header, cookie and query reaches the application, as if there were no CDN.

    The Host too: with the origin's own name in it redirects would leave the public name, and checks of Origin against
    Host would fail. TLS to the origin is then good if the certificate covers either of the names.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
    """
    return Default(
        target_origin_id=origin,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=EVERYTHING,
        cached_methods=["GET", "HEAD"],
        compress=False,  # of what is not cached CloudFront compresses nothing; the application does
        cache_policy_id=policies.cache,
        origin_request_policy_id=ALL_VIEWER,
        response_headers_policy_id=policies.headers,
        function_associations=[
            aws.cloudfront.DistributionDefaultCacheBehaviorFunctionAssociationArgs(
                event_type="viewer-request", function_arn=viewer_address
            )
        ],
    )
