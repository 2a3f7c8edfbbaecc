"""What a comparison refuses of resources that stay: data deleted for good, or an update that AWS stops half-way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from offline.differ import ABSENT, Absent
from offline.effects_losses import INSTANCE
from offline.effects_rules import ALL_BACKUPS_GO, LOGS_GO, backup_retention, log_retention
from offline.graph import Resource
from offline.values import Value
from planning.runbook import RUNBOOK

_LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
_LOGS = "aws:cloudwatch/logGroup:LogGroup"
_STORES: Mapping[str, tuple[str, str]] = {
    "aws:rds/subnetGroup:SubnetGroup": ("RDS", "subnetIds"),
    INSTANCE: ("RDS", "vpcSecurityGroupIds"),
    "aws:elasticache/subnetGroup:SubnetGroup": ("ElastiCache", "subnetIds"),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("ElastiCache", "securityGroupIds"),
}
# What a rule deletes, and when: the block and its days.
_DELETES: Mapping[tuple[str, str], str] = {
    ("expiration", "days"): "objects {} days after they were made",
    ("noncurrentVersionExpiration", "noncurrentDays"): "versions {} days after they were replaced or deleted",
}
_ROOT_FIRST = f"where MFA Delete is on S3 refuses the rule until the root user turns it off: {RUNBOOK}#mfa-delete"


@dataclass(frozen=True, kw_only=True, slots=True)
class Harm:
    """A resource that stays, and what the update does to it or to what it holds."""

    resource: Resource
    effect: Literal["refused", "deletes"]
    reason: str
    lost: str
    way_round: str

    @property
    def commands(self) -> tuple[str, ...]:
        """None: nothing makes it harmless but the way round."""
        return ()

    def to_json(self) -> dict[str, object]:
        return {
            "type": self.resource.type,
            "name": self.resource.name,
            "urn": self.resource.urn,
            "effect": self.effect,
            "protected": self.resource.protect,
            "losesData": self.effect == "deletes",
            "reason": self.reason,
            "lost": self.lost,
            "wayRound": self.way_round,
            "commands": [],
        }


def harms(
    pairs: Iterable[tuple[Resource, Resource]],
    created: Iterable[Resource],
    changes: Mapping[str, Collection[str]],
    replaced: Collection[str],
) -> Iterator[Harm]:
    """Of the resources on both sides, and those made for them.

    `changes` are the properties that change, by URN; `replaced` the URNs of what is made anew.
    """
    stays = {after.urn: (before, after) for before, after in pairs if after.urn not in replaced}
    for before, after in stays.values():
        if moved := _moved(after, changes, replaced):
            yield moved
        for property_ in changes.get(after.urn, ()):
            yield from _shortened(before, after, property_)
    for made in created:
        if made.type == _LIFECYCLE and stays.keys() & set(made.property_dependencies.get("bucket", ())):
            yield from _expires(made, None)


def _moved(resource: Resource, changes: Mapping[str, Collection[str]], replaced: Collection[str]) -> Harm | None:
    """A living store whose subnets or security groups are made anew in another VPC.

    A security group that is made anew in the same VPC is taken; subnets in use are not let go in any VPC.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    """
    service, property_ = _STORES.get(resource.type, ("", ""))
    refers = set(resource.property_dependencies.get(property_, ())).intersection(replaced)
    if property_ != "subnetIds":
        refers = {urn for urn in refers if "vpcId" in changes.get(urn, ())}
    kind = ":Subnet" if property_ == "subnetIds" else ":SecurityGroup"
    names = sorted(urn.rpartition("::")[2] for urn in refers if urn.split("::")[2].endswith(kind))
    if not names:
        return None
    new = "new subnets" if property_ == "subnetIds" else f"a new {', '.join(names)}"
    return Harm(
        resource=resource,
        effect="refused",
        reason=f"{property_} are those of {new}: refused by {service} after half of the update",
        lost="No data, but the update ends half done: nothing here can move a living database or cache to another VPC",
        way_round="make a new stack with `database.restore` beside this one, and move the names over when it serves",
    )


def _shortened(before: Resource, after: Resource, property_: str) -> Iterator[Harm]:
    old, new = before.inputs.get(property_, ABSENT), after.inputs.get(property_, ABSENT)
    if (after.type, property_) == (_LIFECYCLE, "rules"):
        yield from _expires(after, before)
    elif (after.type, property_) == (INSTANCE, "backupRetentionPeriod"):
        if backup_retention(old, new).note == ALL_BACKUPS_GO:
            yield Harm(
                resource=after,
                effect="deletes",
                reason=f"backupRetentionPeriod {_days(old)} → 0: {ALL_BACKUPS_GO}",
                lost="The automated backups, and with them every moment that could be restored; snapshots stay",
                way_round="keep at least one day, or make a snapshot first (`aws rds create-db-snapshot`)",
            )
    elif (after.type, property_) == (_LOGS, "retentionInDays") and log_retention(old, new).note == LOGS_GO:
        yield Harm(
            resource=after,
            effect="deletes",
            reason=f"retentionInDays {_days(old)} → {_days(new)}: {LOGS_GO}",
            lost=f"The log events older than {_days(new)} days",
            way_round="keep the days, or export the events to S3 first (`aws logs create-export-task`)",
        )


def _days(value: Value | Absent) -> str:
    return "(for ever)" if value in (ABSENT, 0) else str(value)


def _expires(after: Resource, before: Resource | None) -> Iterator[Harm]:
    """Days that are new, or fewer than they were."""
    were = _terms(before) if before else {}
    shorter = {term: days for term, days in _terms(after).items() if days < were.get(term, days + 1)}
    if not shorter:
        return
    said = dict.fromkeys(_DELETES[block, name].format(days) for (_, block, name), days in shorter.items())
    yield Harm(
        resource=after,
        effect="deletes",
        reason=f"the bucket is there and its rule would delete {' and '.join(said)}",
        lost="What is older already, for good, within a day or two",
        way_round=f"raise the days (`storage.noncurrentDays` for versions of uploads); {_ROOT_FIRST}",
    )


def _terms(resource: Resource) -> dict[tuple[str, str, str], int]:
    """The days by what the rule is for, and by the block and property that state them."""
    found: dict[tuple[str, str, str], int] = {}
    rules = resource.inputs.get("rules")
    for rule in rules if isinstance(rules, Sequence) and not isinstance(rules, str) else ():
        if not isinstance(rule, Mapping) or rule.get("status") == "Disabled":
            continue
        for block, property_ in _DELETES:
            stated = rule.get(block)
            days = stated.get(property_) if isinstance(stated, Mapping) else None
            if isinstance(days, int) and not isinstance(days, bool):
                term = (repr(rule.get("filter")), block, property_)
                found[term] = min(days, found.get(term, days))
    return found
