"""Whether the application answers, asked from outside: names, certificate, firewall and way in included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.keys import EDGE_REGION

# Where the checkers stand: three regions are the least, and these are the nearest to customers in Japan. Of all eight
# a request would come every two seconds.
CHECKERS = ("ap-northeast-1", "ap-southeast-1", "us-west-2")
# A recovery stack stands elsewhere because Tokyo is lost, and what asks from there with it.
CHECKERS_ELSEWHERE = ("ap-southeast-1", "ap-southeast-2", "us-west-2")


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthCheckArgs:
    """`host` and `path` (with its leading /) are asked for over HTTPS, as a visitor would.

    `paused`: nobody asks, as during maintenance, when visitors are meant to see a 503. `after`: the way there, such as
    names and firewalls: it changes before the check does, so that a pause ends when visitors are let in again.
    `answered_by`: name of the service that answers; nobody is told that it does not before it has been deployed once.
    """

    host: str
    path: str
    paused: bool
    answered_by: pulumi.Input[str]
    after: Sequence[pulumi.Resource] = ()


class HealthCheck(Component):
    """`megane:observability:HealthCheck`: a Route 53 health check on a public address, and what to watch of it.

    Each checker asks every 30 s over IPv4, with SNI, and wants a status of 2xx or 3xx within two seconds of the
    connection; three failures in a row count. The address is well as long as more than 18 % of the checkers say so: a
    fault that only Japan sees does not ring. Certificates are not validated, so one that expires is told of by other
    means. No string is matched and no latency measured, each of which costs as much again: a status says whether it
    answers, and how fast is watched on the load balancer. HTTPS makes it $1.50 a month, or $2.75 where Route 53 does
    not take the address for one of AWS's. The checkers' requests pass the firewall like anybody's, 10 in five minutes
    from each of their addresses.

    Paused or not, host and path change in place; a paused check counts as healthy and costs the same.
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
    https://aws.amazon.com/route53/pricing/
    """

    TYPE = "megane:observability:HealthCheck"

    def __init__(
        self, name: str, args: HealthCheckArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        check = aws.route53.HealthCheck(
            name,
            type="HTTPS",
            fqdn=args.host,
            port=443,
            resource_path=args.path,
            enable_sni=True,
            request_interval=30,
            failure_threshold=3,
            measure_latency=False,
            regions=list(CHECKERS if ctx.region in CHECKERS else CHECKERS_ELSEWHERE),
            disabled=args.paused,
            tags=ctx.tags(name),
            opts=self.child(depends_on=args.after),
        )
        deployed = pulumi.Output.all(check.id, args.answered_by).apply(lambda known: known[0])
        self.alarms = [_unreachable(deployed, f"https://{args.host}{args.path}")]
        self.finish()


def _unreachable(check_id: pulumi.Output[str], url: str) -> Alarm:
    """Whether a paused check publishes anything is not documented, so missing data do not ring.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
    """
    return Alarm(
        name="app-unreachable",
        severity="critical",
        description=f"{url} does not answer, asked from outside",
        metrics={"m": Metric("AWS/Route53", "HealthCheckStatus", {"HealthCheckId": check_id}, "Minimum")},
        comparison="<",
        threshold=1,
        unit="where 1 is healthy",
        period_seconds=60,
        runbook="app-unreachable",
        region=EDGE_REGION,  # Route 53's metrics exist nowhere else
    )
