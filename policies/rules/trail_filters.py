"""What the audit trail tells is looked at, as CIS asks."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import LOG_GROUP, METRIC_FILTER, TRAIL

# CIS AWS Foundations 5.0.0, 4.1 to 4.14: a word that the filter's pattern must have.
CIS = (
    "UnauthorizedOperation",
    "MFAUsed",
    "Root",
    "PutUserPolicy",
    "StopLogging",
    "ConsoleLogin",
    "ScheduleKeyDeletion",
    "PutBucketPolicy",
    "DeleteDeliveryChannel",
    "AuthorizeSecurityGroupIngress",
    "CreateNetworkAcl",
    "CreateCustomerGateway",
    "CreateRoute",
    "CreateVpc",
)


@rule(
    id="trail-filters",
    title="Metric filters look at what the trail records",
    title_ja="証跡をメトリクスフィルターで監視する",
    severity="medium",
    level="advisory",
    kind="stack",
    types=(TRAIL,),
    reads=(METRIC_FILTER, LOG_GROUP),
    remediation="Make LogMetricFilters on the trail's log group for CIS 4.1 to 4.14, and alarms on their metrics.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
    references=References(security_hub=tuple(f"CloudWatch.{number}" for number in range(1, 15)), cis=("4.1-4.14",)),
)
def trail_filters(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """In production. Advisory, as a trail of the organisation may be looked at elsewhere; filters on other groups than
    the trail's see nothing of it."""
    if not stack.pack.is_production:
        yield NOT_APPLICABLE
        return
    groups = stack.named(resource, "cloudWatchLogsGroupArn", LOG_GROUP)
    filters = [one for one in stack.of_type(METRIC_FILTER) if not groups or _on(one, groups, stack)]
    patterns = [one.text("pattern") for one in filters]
    if UNKNOWN in patterns:
        yield Deferred("what its filters look for is known only at the update")
        return
    missing = [f"4.{number}" for number, word in enumerate(CIS, start=1) if not any(word in str(p) for p in patterns)]
    if missing:
        yield Violation(f"no metric filter looks at it for CIS {', '.join(missing)}")


def _on(one: Resource, groups: tuple[Resource, ...], stack: Stack) -> bool:
    return any(group in groups for group in stack.named(one, "logGroupName", LOG_GROUP))
