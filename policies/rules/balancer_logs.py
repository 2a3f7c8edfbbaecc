"""What load balancers write down: every request, and who connects."""

from __future__ import annotations

from collections.abc import Iterator

from .balancers import is_application
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import LOAD_BALANCER


@rule(
    id="alb-access-logs",
    title="Load balancers log every request",
    title_ja="ロードバランサーのアクセスログを記録する",
    severity="medium",
    kind="resource",
    types=(LOAD_BALANCER,),
    remediation="Set accessLogs with a bucket and enabled true.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
    references=References(security_hub=("ELB.5",), checkov=("CKV_AWS_91",)),
)
def alb_access_logs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is off, a bucket or not."""
    if is_application(resource):
        yield from _written(resource, "accessLogs", "requests")
    else:
        yield NOT_APPLICABLE


@rule(
    id="alb-connection-logs",
    title="Production's load balancers log who connects",
    title_ja="本番のロードバランサーの接続ログを記録する",
    severity="low",
    level="advisory",
    kind="resource",
    types=(LOAD_BALANCER,),
    remediation="Set connectionLogs with a bucket and enabled true; it may be that of accessLogs.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html",
    references=References(),
)
def alb_connection_logs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Who fails to connect, and with which TLS, is in no other log. No control asks for it, so it stops nobody."""
    if not stack.pack.is_production or not is_application(resource):
        yield NOT_APPLICABLE
    else:
        yield from _written(resource, "connectionLogs", "connections")


def _written(resource: Resource, key: str, what: str) -> Iterator[Outcome]:
    enabled = resource.flag(key, "enabled")
    if enabled is UNKNOWN:
        yield Deferred(f"whether it logs {what} is known only at the update")
    elif enabled is not True or resource.text(key, "bucket") is ABSENT:
        yield Violation(f"does not log {what}")
