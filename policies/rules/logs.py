"""Logs are kept as long as their class demands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from planning.log_retention import RETENTION_DAYS, LogClass

from .model import Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import LOG_GROUP

# The class of groups whose name AWS or its service decides. All others say theirs in the tag LogClass.
_BY_NAME: tuple[tuple[str, LogClass], ...] = (
    ("/aws/rds/", "application"),
    ("/aws/ecs/containerinsights/", "application"),
    ("/aws/vendedlogs/alb/", "access"),
    ("/aws/vendedlogs/cloudfront/", "access"),
    ("/aws/vpc/flowlogs/", "security"),
    ("aws-waf-logs-", "security"),
    ("/aws/cloudtrail/", "audit"),
)
_CLASSES: tuple[LogClass, ...] = get_args(LogClass)


@rule(
    id="logs-retention",
    title="Log groups are kept as long as their class demands",
    title_ja="ロググループをログ種別ごとの期間保存する",
    severity="medium",
    kind="resource",
    types=(LOG_GROUP,),
    remediation=(
        f"Set the tag LogClass ({', '.join(_CLASSES)}) and retentionInDays to its days "
        f"({', '.join(str(RETENTION_DAYS[name]) for name in _CLASSES)}); in production also deletionProtectionEnabled."
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
    references=References(security_hub=("CloudWatch.16",), checkov=("CKV_AWS_66", "CKV_AWS_338")),
)
def logs_retention(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Exactly those days: the document's 30 days for application logs fail scanners that want a year, by intent. Absent
    or 0 is for ever. In production a group cannot be deleted by mistake."""
    name = resource.text("name")
    said = next((kept for prefix, kept in _BY_NAME if isinstance(name, str) and name.startswith(prefix)), None)
    tagged = said or resource.text("tags", "LogClass")
    days = resource.number("retentionInDays")
    if tagged is UNKNOWN or days is UNKNOWN:
        yield Deferred("how long it is kept is known only at the update")
    elif tagged not in _CLASSES:
        yield Violation("says of no class how long its logs are to be kept")
    elif days != RETENTION_DAYS[tagged]:
        yield Violation(f"is not kept for the {RETENTION_DAYS[tagged]} days of {tagged} logs")
    if not stack.pack.is_production:
        return
    protected = resource.flag("deletionProtectionEnabled")
    if protected is UNKNOWN:
        yield Deferred("whether it can be deleted is known only at the update")
    elif protected is not True:
        yield Violation("can be deleted by mistake")
