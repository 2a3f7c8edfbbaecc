"""Names and certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.certificate_events import certificate_events
from components.keys import EDGE_REGION


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainArgs:
    """`mode`: who holds the zone and the certificates.

    managed-zone: this program makes the zone (delegate it before the first `up`, or validation waits 75 minutes and
    fails). existing-zone: `zone_id` is given. external-certificate: both ARNs are given and names are pointed by hand.
    none: no name at all, plain HTTP, development only. Settle it before the first deployment: going from none to a
    certificate replaces the listener under the running services.

    A recovery stack shares the zone with the stack it stands in for. `validated_elsewhere`: the other stack's record
    validates these certificates too (ACM asks for the same record in every region of an account), so none is made.
    `taken_over`: the record is this stack's now, and stays when this stack goes.
    """

    mode: Literal["managed-zone", "existing-zone", "external-certificate", "none"]
    domain: str | None
    zone_id: str | None
    certificate_arn: str | None
    cdn_certificate_arn: str | None
    validated_elsewhere: bool = False
    taken_over: bool = False

    def __post_init__(self) -> None:
        if self.mode == "managed-zone" and (self.validated_elsewhere or self.taken_over):
            raise ValueError("a zone of its own is nobody else's: a recovery stack needs existing-zone")


class Domain(Component):
    """`megane:network:Domain`: the zone and two validated certificates, in the stack's region and in us-east-1.

    Both certificates cover `domain` and `*.domain`, and ACM asks for one and the same CNAME, so one record validates
    both. `certificate_arn` and `edge_certificate_arn` are None in mode none, `zone_id` also in external-certificate.
    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """

    TYPE = "megane:network:Domain"
    OUTPUTS = ("certificate_arn", "edge_certificate_arn", "zone_id", "name_servers")
    certificate_arn: pulumi.Input[str] | None
    edge_certificate_arn: pulumi.Input[str] | None
    zone_id: pulumi.Input[str] | None
    name_servers: pulumi.Output[Sequence[str]] | None = None
    """Of a zone made here: what the registrar, or the parent zone, must delegate to."""

    def __init__(self, name: str, args: DomainArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self.certificate_arn, self.edge_certificate_arn = args.certificate_arn, args.cdn_certificate_arn
        self.zone_id = args.zone_id
        if args.mode == "managed-zone":
            zone = aws.route53.Zone(
                name,
                name=args.domain,
                comment=ctx.prefix,
                tags=ctx.tags(name),
                opts=self.child(protect=ctx.durable),
            )
            self.zone_id, self.name_servers = zone.zone_id, zone.name_servers
        if self.zone_id is not None and args.domain is not None:
            self._certificates(name, args, args.domain, self.zone_id)
        self.events = [
            *(certificate_events(self.certificate_arn) if self.certificate_arn is not None else ()),
            *(
                certificate_events(self.edge_certificate_arn, region=EDGE_REGION)
                if self.edge_certificate_arn is not None
                else ()
            ),
        ]
        self.finish()

    def _certificates(self, name: str, args: DomainArgs, domain: str, zone_id: pulumi.Input[str]) -> None:
        regions = {name: None, f"{name}-edge": EDGE_REGION}
        certificates = {
            logical: aws.acm.Certificate(
                logical,
                domain_name=domain,
                subject_alternative_names=[f"*.{domain}"],
                validation_method="DNS",
                region=region,
                tags=self.ctx.tags(logical),
                opts=self.child(),
            )
            for logical, region in regions.items()
        }
        record = None if args.validated_elsewhere else self._validation(name, args, zone_id, certificates[name])
        self.certificate_arn, self.edge_certificate_arn = (
            aws.acm.CertificateValidation(
                logical,
                certificate_arn=certificate.arn,
                validation_record_fqdns=None if record is None else [record.fqdn],
                region=regions[logical],
                opts=self.child(),
            ).certificate_arn
            for logical, certificate in certificates.items()
        )

    def _validation(
        self, name: str, args: DomainArgs, zone_id: pulumi.Input[str], certificate: aws.acm.Certificate
    ) -> aws.route53.Record:
        option = certificate.domain_validation_options.apply(lambda options: options[0])
        return aws.route53.Record(
            f"{name}-validation",
            zone_id=zone_id,
            name=option.apply(lambda o: o.resource_record_name or ""),
            type=option.apply(lambda o: o.resource_record_type or ""),
            records=[option.apply(lambda o: o.resource_record_value or "")],
            ttl=300,
            allow_overwrite=True,  # the same record for every certificate of the domain, this stack's or another's
            opts=self.child(retain_on_delete=args.taken_over or None),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AliasTarget:
    """What an alias record points at: a load balancer or a distribution, with the zone AWS keeps it in."""

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    ipv6: bool
    evaluate_health: bool  # Route 53 refuses it for a distribution


@dataclass(frozen=True, kw_only=True, slots=True)
class AliasRecordsArgs:
    """`targets`: role (`app`, `cdn`) -> host name and target; a role without a host name has no record.

    `taken_over`: the names were another stack's. They are overwritten, and stay as they are when this stack goes or
    hands them back, for the other stack to point at itself again (`pulumi up --refresh`): no name ever points nowhere.
    `after`: what must stand before any name moves; when it fails, all names stay where they are.
    """

    zone_id: pulumi.Input[str] | None
    targets: Mapping[str, tuple[str | None, AliasTarget]]
    taken_over: bool = False
    after: Sequence[pulumi.Resource] = ()


class AliasRecords(Component):
    """`megane:network:AliasRecords`: host name -> target, as A and, where the target speaks IPv6, AAAA records.

    Makes nothing where there is no zone. Alias queries are free:
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html
    """

    TYPE = "megane:network:AliasRecords"

    def __init__(
        self, name: str, args: AliasRecordsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        if args.zone_id is not None:
            for role, (host, target) in args.targets.items():
                if host is None:
                    continue
                for record_type in ("A", "AAAA") if target.ipv6 else ("A",):
                    aws.route53.Record(
                        f"{name}-{role}-{record_type.lower()}",
                        zone_id=args.zone_id,
                        name=host,
                        type=record_type,
                        aliases=[
                            aws.route53.RecordAliasArgs(
                                name=target.dns_name,
                                zone_id=target.zone_id,
                                evaluate_target_health=target.evaluate_health,
                            )
                        ],
                        allow_overwrite=args.taken_over or None,
                        opts=self.child(depends_on=args.after, retain_on_delete=args.taken_over or None),
                    )
        self.finish()
