"""The distribution, and all that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.cdn import behaviours, errors, origins, policies, signing
from components.cdn.alarms import cdn_alarms, cdn_graphs
from components.cdn.logs import access_log
from components.cdn.viewer import viewer_address
from components.domain import AliasTarget

PUBLIC, UPLOADS = "public/*", "uploads/*"


@dataclass(frozen=True, kw_only=True, slots=True)
class CdnArgs:
    """`host` and `certificate_arn` (us-east-1) None: CloudFront's own name and certificate.

    `error_page_bucket`: the bucket's id, to put the page for 404 into; None where somebody else does.
    `origin_host`: a name of the load balancer that its certificate covers; None leaves it out as an origin.
    `origin_verify_value`: the secret that the load balancer knows the CDN by. `signing_public_keys`: PEM of the keys
    whose owners sign addresses of uploads, the newest last, two at most; without any the CDN serves no uploads, as
    customers' images are personal data. `price_class`: PriceClass_100 has no place in Japan. `shield_region` None: no
    Origin Shield, where CloudFront has none near the origin. `logs_key_arn`: a key of us-east-1.

    `front_app`: all of the application can be reached through the CDN, as `app_host`, behind the firewall `web_acl_arn`
    (scope CLOUDFRONT); the certificate covers both hosts. An update then takes until all edges have it, some minutes.
    """

    bucket_domain_name: pulumi.Input[str]
    error_page_bucket: pulumi.Input[str] | None
    origin_host: str | None
    origin_verify_value: pulumi.Input[str]
    host: str | None
    certificate_arn: pulumi.Input[str] | None
    signing_public_keys: Sequence[str]
    price_class: str
    shield_region: str | None
    logs_key_arn: pulumi.Input[str]
    front_app: bool = False
    app_host: str | None = None
    web_acl_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        if (self.host is None) != (self.certificate_arn is None):
            raise ValueError("a host name needs a certificate in us-east-1, and the certificate a host name")
        signing.check(self.signing_public_keys)
        if self.front_app and (self.host is None or self.app_host is None or self.origin_host is None):
            raise ValueError("to front the application, the CDN needs its name, and one of the load balancer")
        if self.front_app and self.web_acl_arn is None:
            raise ValueError("a CDN that fronts the application stands behind a firewall: give web_acl_arn")


class Cdn(Component):
    """`megane:edge:Cdn`: a CloudFront distribution over the uploads bucket and, with a domain, the load balancer.

    Makes the origin access control, cache and response-headers policies for each kind of content, the trusted keys and
    their group, the page for 404, the distribution with Origin Shield, its access log (90 days) and the additional
    metrics that the hit-rate alarm needs (about $2.4 a month). Paths: `/static/*` from the load balancer, `/public/*`
    from the bucket, `/uploads/*` from there only with a signed address, everything else from `public/` of the bucket
    or, with `front_app`, from the application. Then a function tells it the visitor's address, CloudFront answers on
    IPv4 alone, as the allow-lists of the firewall are IPv4, and no hit rate is watched, as pages are never hits.

    A change of keys: put the new private half into `signing_key_parameter` and deploy with both keys; drop the old one
    when what it signed has run out. Changed in place, within minutes; deleting takes a quarter of an hour. An account
    has 20 policies of each kind, of which this takes four at the most.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html
    """

    TYPE = "megane:edge:Cdn"
    OUTPUTS = ("url", "arn", "domain", "domain_name", "distribution_id", "key_id")
    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    domain: pulumi.Output[str]
    """The host name in addresses of files; signatures are good for this name alone."""
    domain_name: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    key_id: pulumi.Output[str] | None
    """What the application signs with: the id of the newest key; None where uploads are not served."""
    signing_key_parameter: str | None
    """Full name of the SecureString with the private half of that key, which is put there outside of here. It ends in
    the key's fingerprint: a task never signs with one key under the id of another."""
    readable: Sequence[str]
    """Prefixes of the bucket that the distribution serves; the bucket's policy should open these and no more."""
    alias: AliasTarget

    def __init__(self, name: str, args: CdnArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        keys, child = args.signing_public_keys, self.child()
        signers = signing.signers(name, keys, ctx, child) if keys else None
        self.key_id = signers.newest_id if signers else None
        self.signing_key_parameter = f"{ctx.path}/cdn/signing-key/{signing.fingerprint(keys[-1])}" if signers else None
        self.readable = [PUBLIC, *([UPLOADS] if signers else [])]
        self._public = policies.public(name, ctx, child)
        distribution = self._distribution(signers)
        self.arn, self.distribution_id, self.domain_name = distribution.arn, distribution.id, distribution.domain_name
        self.domain = pulumi.Output.from_input(args.host) if args.host else distribution.domain_name
        self.url = pulumi.Output.concat("https://", self.domain)
        self.alias = AliasTarget(
            dns_name=distribution.domain_name,
            zone_id=distribution.hosted_zone_id,
            ipv6=not args.front_app,
            evaluate_health=False,
        )
        if not args.front_app and args.error_page_bucket is not None:
            # Deleting a version for good takes a second factor: the page stays when the stack goes.
            errors.page(name, args.error_page_bucket, ctx, self.child(retain_on_delete=True))
        self.logs = [access_log(name, distribution_arn=self.arn, key_arn=args.logs_key_arn, ctx=ctx, opts=child)]
        self._measure()
        self.alarms = cdn_alarms(self.distribution_id, ctx, front_app=args.front_app)
        self.graphs = cdn_graphs(self.distribution_id, front_app=args.front_app)
        self.finish()

    def _distribution(self, signers: signing.Signers | None) -> aws.cloudfront.Distribution:
        args, fronting = self._args, self._args.front_app
        hosts = [args.host, args.app_host if fronting else None]
        return aws.cloudfront.Distribution(
            self._name,
            enabled=True,
            comment=self.ctx.prefix,
            is_ipv6_enabled=not fronting,
            http_version="http2and3",
            price_class=args.price_class,
            aliases=[host for host in hosts if host is not None] or None,
            # Below public/, as everything that no other behaviour is for. An application has a page of its own there.
            default_root_object=None if fronting else "index.html",
            web_acl_id=args.web_acl_arn,
            origins=self._origins(),
            origin_groups=[origins.bucket_or_application()] if fronting else None,
            default_cache_behavior=self._default(),
            ordered_cache_behaviors=self._behaviours(signers),
            custom_error_responses=errors.fronting() if fronting else errors.files_only(),
            restrictions=aws.cloudfront.DistributionRestrictionsArgs(
                geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
            ),
            viewer_certificate=self._certificate(),
            # Fronting, whoever waits for this may lead visitors here: before, the edge knows neither name nor way.
            wait_for_deployment=fronting,
            tags=self.ctx.tags(self._name),
            opts=self.child(),
        )

    def _origins(self) -> list[origins.Origin]:
        args, shield = self._args, origins.shield(self._args.shield_region)
        access = origins.bucket_access(self._name, self.ctx, self.child())
        found = [origins.bucket(origins.BUCKET, args.bucket_domain_name, access, shield)]
        if not args.front_app:
            found.append(origins.bucket(origins.PUBLIC_ONLY, args.bucket_domain_name, access, shield, below="/public"))
        if args.origin_host is not None:
            found.append(origins.balancer(origins.BALANCER, args.origin_host, args.origin_verify_value, shield))
        if args.front_app and args.origin_host is not None:
            # Without shield, which is paid by the request and keeps nothing of what may not be cached.
            found.append(origins.balancer(origins.APPLICATION, args.origin_host, args.origin_verify_value, None))
        return found

    def _default(self) -> behaviours.Default:
        """Never the whole bucket: `/uploads%2Fa.jpg` is not `/uploads/*` to CloudFront, but to S3 it is that object.

        Paths are matched when normalised, which leaves %2F alone, and sent as they came.
        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
        """
        if not self._args.front_app:
            return behaviours.all_other_files(origins.PUBLIC_ONLY, self._public)
        told = viewer_address(self._name, self.ctx, self.child())
        return behaviours.application(
            origins.APPLICATION, policies.application(self._name, self.ctx, self.child()), told.arn
        )

    def _behaviours(self, signers: signing.Signers | None) -> list[behaviours.Behaviour]:
        bucket = origins.BUCKET_OR_APPLICATION if self._args.front_app else origins.BUCKET
        found = [behaviours.files(f"/{PUBLIC}", bucket, self._public)]
        if self._args.origin_host is not None:
            static = policies.static(self._name, self.ctx, self.child())
            found.append(behaviours.files("/static/*", origins.BALANCER, static))
        if signers is not None:
            uploads = policies.uploads(self._name, self.ctx, self.child())
            found.append(behaviours.files(f"/{UPLOADS}", bucket, uploads, compress=False, signed_by=signers.group))
        return found

    def _certificate(self) -> aws.cloudfront.DistributionViewerCertificateArgs:
        if self._args.certificate_arn is None:
            return aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
        return aws.cloudfront.DistributionViewerCertificateArgs(
            acm_certificate_arn=self._args.certificate_arn,
            ssl_support_method="sni-only",
            minimum_protocol_version="TLSv1.2_2021",
        )

    def _measure(self) -> None:
        aws.cloudfront.MonitoringSubscription(
            self._name,
            distribution_id=self.distribution_id,
            monitoring_subscription=aws.cloudfront.MonitoringSubscriptionMonitoringSubscriptionArgs(
                realtime_metrics_subscription_config=(
                    aws.cloudfront.MonitoringSubscriptionMonitoringSubscriptionRealtimeMetricsSubscriptionConfigArgs(
                        realtime_metrics_subscription_status="Enabled"
                    )
                )
            ),
            opts=self.child(),
        )
