"""CloudFront: static files near the visitor, and uploads for those who hold a signed address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.cdn_policies import cache_policy, headers_policy
from components.domain import AliasTarget
from components.keys import EDGE_REGION

# Managed by AWS, the same in every account:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
BUCKET, BALANCER = "bucket", "load-balancer"
PUBLIC, UPLOADS = "public/*", "uploads/*"
READ = ["GET", "HEAD", "OPTIONS"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CdnArgs:
    """`host` and `certificate_arn` (us-east-1) None: CloudFront's own name and certificate.

    `origin_host`: a name of the load balancer that its certificate covers; None leaves it out as an origin.
    `signing_public_key`: PEM of the key whose owner signs addresses of uploads; without it the CDN serves none, as
    customers' images are personal data. `price_class`: PriceClass_100 has no place in Japan.
    """

    bucket_domain_name: pulumi.Input[str]
    origin_host: str | None
    host: str | None
    certificate_arn: pulumi.Input[str] | None
    signing_public_key: str | None
    price_class: str
    shield_region: str

    def __post_init__(self) -> None:
        if (self.host is None) != (self.certificate_arn is None):
            raise ValueError("a host name needs a certificate in us-east-1, and the certificate a host name")


class Cdn(Component):
    """`megane:edge:Cdn`: a CloudFront distribution over the uploads bucket and, with a domain, the load balancer.

    Makes the origin access control, cache and response-headers policy, with `signing_public_key` the trusted key, the
    distribution with Origin Shield, and the additional metrics that the hit-rate alarm needs (about $2.4 a month).
    Paths: `/static/*` from the load balancer, `/uploads/*` only with a signed address, everything else from `public/`
    of the bucket. Changed in place, within minutes; deleting takes a quarter of an hour.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html
    """

    TYPE = "megane:edge:Cdn"
    OUTPUTS = ("url", "arn", "domain_name", "distribution_id")
    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    readable: Sequence[str]
    """Prefixes of the bucket that the distribution serves; the bucket's policy should open these and no more."""
    alias: AliasTarget
    alarms: Sequence[Alarm]

    def __init__(self, name: str, args: CdnArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        cache = cache_policy(name, ctx, self.child())
        headers = headers_policy(name, ctx, self.child())
        key_group = self._key_group(args.signing_public_key) if args.signing_public_key else None
        self.readable = [PUBLIC, *([UPLOADS] if key_group is not None else [])]
        behaviours = []
        if args.origin_host is not None:
            behaviours.append(self._behaviour("/static/*", BALANCER, cache, headers))
        if key_group is not None:
            behaviours.append(self._behaviour(f"/{UPLOADS}", BUCKET, cache, headers, key_group))
        distribution = aws.cloudfront.Distribution(
            name,
            enabled=True,
            comment=ctx.prefix,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class=args.price_class,
            aliases=[args.host] if args.host else None,
            default_root_object="public/index.html",
            origins=self._origins(),
            default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
                target_origin_id=BUCKET,
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=READ,
                cached_methods=READ,
                compress=True,
                cache_policy_id=cache.id,
                response_headers_policy_id=headers.id,
            ),
            ordered_cache_behaviors=behaviours,
            restrictions=aws.cloudfront.DistributionRestrictionsArgs(
                geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
            ),
            viewer_certificate=self._certificate(),
            wait_for_deployment=False,
            tags=ctx.tags(name),
            opts=self.child(),
        )
        aws.cloudfront.MonitoringSubscription(
            name,
            distribution_id=distribution.id,
            monitoring_subscription=aws.cloudfront.MonitoringSubscriptionMonitoringSubscriptionArgs(
                realtime_metrics_subscription_config=(
                    aws.cloudfront.MonitoringSubscriptionMonitoringSubscriptionRealtimeMetricsSubscriptionConfigArgs(
                        realtime_metrics_subscription_status="Enabled"
                    )
                )
            ),
            opts=self.child(),
        )
        self.arn, self.distribution_id, self.domain_name = distribution.arn, distribution.id, distribution.domain_name
        self.url = pulumi.Output.concat("https://", args.host or distribution.domain_name)
        self.alias = AliasTarget(
            dns_name=distribution.domain_name, zone_id=distribution.hosted_zone_id, ipv6=True, evaluate_health=False
        )
        self.alarms = [self._hit_rate_alarm()]
        self.finish()

    def _hit_rate_alarm(self) -> Alarm:
        return Alarm(
            name="cdn-hit-rate",
            severity="warning",
            description="Too few requests are answered from CloudFront's cache",
            metrics={
                "m": Metric(
                    "AWS/CloudFront",
                    "CacheHitRate",
                    {"DistributionId": self.distribution_id, "Region": "Global"},
                    "Average",
                )
            },
            comparison="<",
            threshold=self.ctx.thresholds.cache_hit_percent,
            unit="%",
            periods=3,
            runbook="cdn-hit-rate",
            region=EDGE_REGION,  # CloudFront's metrics exist nowhere else
        )

    def _key_group(self, pem: str) -> aws.cloudfront.KeyGroup:
        key = aws.cloudfront.PublicKey(
            f"{self._name}-signer",
            name=f"{self.ctx.prefix}-signer",
            comment="Checks signed addresses of uploads",
            encoded_key=pem,
            opts=self.child(),
        )
        return aws.cloudfront.KeyGroup(
            f"{self._name}-signers", name=f"{self.ctx.prefix}-signers", items=[key.id], opts=self.child()
        )

    def _origins(self) -> list[aws.cloudfront.DistributionOriginArgs]:
        access = aws.cloudfront.OriginAccessControl(
            self._name,
            name=f"{self.ctx.prefix}-uploads",
            description="Signs CloudFront's requests to the uploads bucket",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child(),
        )
        origins = [
            aws.cloudfront.DistributionOriginArgs(
                origin_id=BUCKET,
                domain_name=self._args.bucket_domain_name,  # the regional name: the global one answers 307 at first
                origin_access_control_id=access.id,
                origin_shield=aws.cloudfront.DistributionOriginOriginShieldArgs(
                    enabled=True, origin_shield_region=self._args.shield_region
                ),
            )
        ]
        if self._args.origin_host is not None:
            origins.append(
                aws.cloudfront.DistributionOriginArgs(
                    origin_id=BALANCER,
                    domain_name=self._args.origin_host,
                    custom_origin_config=aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
                        http_port=80,
                        https_port=443,
                        origin_protocol_policy="https-only",
                        origin_ssl_protocols=["TLSv1.2"],
                    ),
                    origin_shield=aws.cloudfront.DistributionOriginOriginShieldArgs(
                        enabled=True, origin_shield_region=self._args.shield_region
                    ),
                )
            )
        return origins

    def _behaviour(
        self,
        path: str,
        origin: str,
        cache: aws.cloudfront.CachePolicy,
        headers: aws.cloudfront.ResponseHeadersPolicy,
        key_group: aws.cloudfront.KeyGroup | None = None,
    ) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgs:
        return aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
            path_pattern=path,
            target_origin_id=origin,
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=READ,
            cached_methods=READ,
            compress=True,
            cache_policy_id=cache.id,
            origin_request_policy_id=ALL_VIEWER_EXCEPT_HOST if origin == BALANCER else None,
            response_headers_policy_id=headers.id,
            trusted_key_groups=[key_group.id] if key_group is not None else None,
        )

    def _certificate(self) -> aws.cloudfront.DistributionViewerCertificateArgs:
        if self._args.certificate_arn is None:
            return aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
        return aws.cloudfront.DistributionViewerCertificateArgs(
            acm_certificate_arn=self._args.certificate_arn,
            ssl_support_method="sni-only",
            minimum_protocol_version="TLSv1.2_2021",
        )
