"""Rules between settings: what AWS would refuse after ten minutes of `up`, or take and get wrong.

A rule names the sections it needs as its parameters and runs when those have no mistake of their own, so that a typo
in one section never hides a mistake in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import signature

from planning.environments import ENVIRONMENTS, EnvironmentName
from planning.network import TIERS, misplaced, plan
from planning.regions import is_zone_of
from planning.schema.data_rules import RULES as DATA_RULES
from planning.schema.edge import Dns, Network
from planning.schema.edge_rules import RULES as EDGE_RULES
from planning.schema.notification_rules import RULES as NOTIFICATION_RULES
from planning.schema.operations import Emulator
from planning.schema.operations_rules import RULES as OPERATIONS_RULES
from planning.schema.problems import Problem, at
from planning.schema.recovery_rules import RULES as RECOVERY_RULES
from planning.schema.service_rules import RULES as SERVICE_RULES

Rule = Callable[..., Iterator[Problem]]


def zones(network: Network, region: str) -> Iterator[Problem]:
    """A load balancer and a database subnet group need two zones at least."""
    if len(set(network.azs)) < 2:
        yield at("network.azs", "must name at least 2 different zones: load balancer and database need two")
    for index, zone in enumerate(network.azs):
        if not is_zone_of(zone, region):
            yield at(f"network.azs[{index}]", f"must be a zone of {region}, like {region}a", zone)
        if zone in network.azs[:index]:
            yield at(f"network.azs[{index}]", "must not be named twice", zone)


def blocks(network: Network) -> Iterator[Problem]:
    """Subnets lie in the VPC, apart from each other, one for each zone and tier."""
    given = {tier: getattr(network, f"{tier}_subnets") for tier in TIERS}
    if not any(given.values()):
        try:
            plan(network.cidr, network.azs)
        except ValueError as error:
            yield at("network.cidr", str(error), network.cidr)
        return
    for tier, subnets in given.items():
        if not subnets:
            yield at(f"network.{tier}Subnets", "is required when one of the three subnet lists is given")
        elif network.azs and len(subnets) != len(network.azs):
            yield at(
                f"network.{tier}Subnets",
                f"must have one block for each zone: {len(network.azs)} zones, {len(subnets)} blocks",
            )
    placed = [(f"{tier}Subnets[{i}]", block) for tier, subnets in given.items() for i, block in enumerate(subnets)]
    of_place = dict(placed)
    for place, wrong in misplaced(network.cidr, placed):
        yield at(f"network.{place}", wrong, of_place[place])


def domain(dns: Dns, environment: EnvironmentName) -> Iterator[Problem]:
    """Each mode of `dns` has its own companions; a companion of another mode would do nothing, silently."""
    if dns.mode == "none" and ENVIRONMENTS[environment].domain_required:
        yield at("dns.mode", f"must not be none in {environment}: without a domain there is no HTTPS", dns.mode)
    companions = {
        "domain": (dns.domain, dns.mode != "none"),
        "zoneId": (dns.zone_id, dns.mode == "existing-zone"),
        "certificateArn": (dns.certificate_arn, dns.mode == "external-certificate"),
        "cdnCertificateArn": (dns.cdn_certificate_arn, dns.mode == "external-certificate"),
    }
    for key, (value, wanted) in companions.items():
        if wanted and value is None:
            yield at(f"dns.{key}", f"is required with dns.mode {dns.mode}")
        elif not wanted and value is not None:
            yield at(f"dns.{key}", f"has no use with dns.mode {dns.mode}: remove it", value)


def certificates(dns: Dns, region: str, account: str) -> Iterator[Problem]:
    """A certificate serves one region and one account; CloudFront reads its own from us-east-1 only."""
    arns = {
        "certificateArn": (dns.certificate_arn, region),
        "cdnCertificateArn": (dns.cdn_certificate_arn, "us-east-1"),
    }
    for key, (arn, wanted) in arns.items():
        if arn is None:
            continue
        _, _, _, its_region, its_account, _ = arn.split(":")
        if its_region != wanted:
            yield at(f"dns.{key}", f"must be a certificate in {wanted}", arn)
        if its_account != account:
            yield at(f"dns.{key}", f"must be a certificate of the stack's own account {account}", arn)


def emulated(emulator: Emulator | None, environment: EnvironmentName) -> Iterator[Problem]:
    """A stack that says it is a test must not be one that people rely on."""
    if emulator is not None and not ENVIRONMENTS[environment].emulator_allowed:
        yield at("emulator", f"must not be set in {environment}")


RULES: tuple[Rule, ...] = (
    zones,
    blocks,
    domain,
    certificates,
    emulated,
    *DATA_RULES,
    *EDGE_RULES,
    *NOTIFICATION_RULES,
    *OPERATIONS_RULES,
    *RECOVERY_RULES,
    *SERVICE_RULES,
)


def broken(sections: Mapping[str, object]) -> Iterator[Problem]:
    """What the rules find in the sections that are free of mistakes of their own."""
    for rule in RULES:
        needed = signature(rule).parameters
        if needed.keys() <= sections.keys():
            yield from rule(**{name: sections[name] for name in needed})
