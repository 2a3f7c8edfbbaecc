"""Redis: who may log in, and what is left of it when it is lost."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from .cache_nodes import is_secondary
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .secret_sources import SECRET_SOURCES, is_given, is_literal
from .types import REPLICATION_GROUP

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html"


@rule(
    id="redis-auth",
    title="Redis asks for a generated token or for a user",
    title_ja="Redis の接続に、生成したトークンまたはユーザー認証を求める",
    severity="high",
    kind="stack",  # where a token comes from only dependencies tell
    types=(REPLICATION_GROUP,),
    reads=SECRET_SOURCES,
    remediation=(
        'Set authToken to the result of a random.RandomPassword with authTokenUpdateStrategy "ROTATE", or userGroupIds.'
    ),
    url=f"{_HUB}#elasticache-6",
    references=References(security_hub=("ElastiCache.6",), checkov=("CKV_AWS_31",)),
)
def redis_auth(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is that everyone may log in who can reach it. The strategy "DELETE" takes the token away."""
    users = [user for at in resource.each("userGroupIds") if (user := resource.text(*at)) is not ABSENT]
    tokens = [key for key in ("authToken", "authTokenWo") if is_given(resource, key)]
    if not tokens and not users and is_secondary(resource):
        yield NOT_APPLICABLE  # it takes the token of the first one
    elif not tokens and not users:
        yield Violation("lets everyone in who can reach it: it has neither a token nor users")
    for key in tokens:
        literal = is_literal(resource, key, stack)
        if literal is UNKNOWN:
            yield Deferred("whether its token is a generated one is known only at the update")
        elif literal:
            yield Violation("has a token that the program spells out")
    strategy = resource.text("authTokenUpdateStrategy")
    if tokens and not users and strategy is UNKNOWN:
        yield Deferred("whether its token is taken away is known only at the update")
    elif tokens and not users and strategy == "DELETE":
        yield Violation("takes its token away and has no users")


class RedisBackupsConfig(RuleConfig):
    """`minDays`: how many daily snapshots are kept. `finalSnapshot`: whether production must leave a last one."""

    min_days: int = Field(default=1, ge=1, le=35)
    final_snapshot: bool = True


@rule(
    id="redis-backups",
    title="Redis keeps snapshots, takes minor upgrades and has subnets of its own",
    title_ja="Redis のスナップショットを保持し、マイナー更新を適用し、専用のサブネットに置く",
    severity="medium",
    kind="resource",
    types=(REPLICATION_GROUP,),
    remediation=(
        "Set snapshotRetentionLimit to 1 or more, subnetGroupName to a SubnetGroup of this stack and, in production, "
        "finalSnapshotIdentifier (or finalSnapshot of this rule to false), and leave autoMinorVersionUpgrade at true."
    ),
    url=f"{_HUB}#elasticache-1",
    references=References(security_hub=("ElastiCache.1", "ElastiCache.2", "ElastiCache.7"), checkov=("CKV_AWS_134",)),
    config=RedisBackupsConfig,
)
def redis_backups(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is no snapshot, not even a last one when it is deleted, the default subnets of the default VPC, and
    upgrades. Only production needs a last one: daily snapshots go with the cache, and the sessions with them."""
    config = stack.pack.of(RedisBackupsConfig)
    least, last = config.min_days, config.final_snapshot and stack.pack.is_production
    days = resource.number("snapshotRetentionLimit")
    if days is UNKNOWN:
        yield Deferred("how many snapshots it keeps is known only at the update")
    elif days is ABSENT or days < least:
        yield Violation(f"keeps {0 if days is ABSENT else days} daily snapshots, not {least}")
    if last and resource.text("finalSnapshotIdentifier") is ABSENT:
        yield Violation("leaves no last snapshot when it is deleted")
    if resource.text("subnetGroupName") in (ABSENT, "default"):
        yield Violation("is in the default subnets")
    upgrades = resource.flag("autoMinorVersionUpgrade")
    if upgrades is UNKNOWN:
        yield Deferred("whether it takes minor upgrades is known only at the update")
    elif upgrades is False:
        yield Violation("does not take minor upgrades by itself")
